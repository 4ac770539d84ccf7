package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import org.culebra.array.CopyPolicy;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;

/// Structs with random fields, whose pointers are valid or NULL, in a JVM of their own.
public final class RandomStructsMain {
  /// Lengths within the zeros, and lengths that no process can address. A false length between them
  /// cannot be detected.
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    9,
    63,
    64,
    65,
    100,
    200,
    -1,
    -2,
    -3,
    1L << 48,
    1L << 60,
    1L << 61,
    1L << 62,
    Long.MAX_VALUE,
    Long.MAX_VALUE - 1,
    Long.MIN_VALUE
  };

  /// What was read.
  private static long sink;

  private RandomStructsMain() {}

  private static ProducedArray made(Random random) {
    int offset = random.nextInt(3);
    String bits = "110101101011";
    return switch (random.nextInt(14)) {
      case 0 -> ProducedArray.doubles(4, offset);
      case 1 -> ProducedArray.of("b", 9, offset).nulls(-1).bits(bits).bits(bits);
      case 2 -> ProducedArray.of("u", 3 - offset, offset).absent().ints(0, 1, 2, 6).text("abcdef");
      case 3 ->
          ProducedArray.of("Z", 3 - offset, offset)
              .nulls(1)
              .bits("101")
              .longs(0, 1, 2, 6)
              .text("abcdef");
      case 4 ->
          ProducedArray.of("+l", 2).absent().ints(0, 2, 3).child(ProducedArray.doubles(4, offset));
      case 5 ->
          ProducedArray.of("+vL", 2)
              .absent()
              .longs(0, 1)
              .longs(2, 2)
              .child(ProducedArray.doubles(4, offset));
      case 6 ->
          ProducedArray.of("+w:2", 2, offset)
              .absent()
              .child(ProducedArray.of("+w:3", 8).absent().child(ProducedArray.doubles(24, 1)));
      case 7 ->
          ProducedArray.of("+s", 3, offset)
              .bits(bits)
              .nulls(1)
              .child(
                  ProducedArray.doubles(5, 1),
                  ProducedArray.of("c", 5).absent().bytes(new byte[5]));
      case 8 ->
          ProducedArray.of("s", 3, offset)
              .absent()
              .shorts(0, 1, 1, 0, 1)
              .dictionary(ProducedArray.of("u", 2).absent().ints(0, 1, 2).text("ab"));
      case 9 ->
          ProducedArray.of("+us:0,1", 2, offset)
              .bytes(new byte[4])
              .child(ProducedArray.doubles(4, 0), ProducedArray.doubles(4, 1));
      case 10 ->
          ProducedArray.of("+ud:0", 2, offset)
              .bytes(new byte[4])
              .ints(0, 1, 0, 1)
              .child(ProducedArray.doubles(2, 0));
      case 11 ->
          ProducedArray.of("+r", 5, offset)
              .child(ProducedArray.of("i", 2).absent().ints(3, 8), ProducedArray.doubles(2, 1));
      case 12 ->
          ProducedArray.of("vu", 1, offset).absent().bytes(new byte[48]).text("abc").longs(3);
      default ->
          ProducedArray.of("+w:6", 2, offset)
              .absent()
              .child(ProducedArray.doubles(24, 1))
              .extension("arrow.fixed_shape_tensor", "{\"shape\":[2,3],\"permutation\":[1,0]}");
    };
  }

  private static void spoil(ProducedArray made, Random random) {
    long value = NUMBERS[random.nextInt(NUMBERS.length)];
    List<Long> arrays = made.arrays();
    List<Long> schemas = made.schemas();
    long array = arrays.get(random.nextInt(arrays.size()));
    switch (random.nextInt(9)) {
      case 0 -> ProducedArray.put(array + ArrowArray.LENGTH, value);
      case 1 -> ProducedArray.put(array + ArrowArray.NULL_COUNT, value);
      case 2 -> ProducedArray.put(array + ArrowArray.OFFSET, value);
      case 3 -> ProducedArray.put(array + ArrowArray.N_BUFFERS, random.nextInt(60) - 5);
      case 4 -> ProducedArray.put(array + ArrowArray.N_CHILDREN, value);
      case 5 -> ProducedArray.put(array + ArrowArray.BUFFERS + 8L * random.nextInt(3), 0);
      case 6 -> noBuffer(array, random.nextInt(4));
      case 7 -> offsets(array, random, value);
      default ->
          ProducedArray.put(
              schemas.get(random.nextInt(schemas.size())) + ArrowSchema.N_CHILDREN, value);
    }
  }

  private static void noBuffer(long array, int index) {
    long pointers = ProducedArray.longAt(array + ArrowArray.BUFFERS);
    if (pointers != 0) {
      ProducedArray.put(pointers + 8L * index, 0);
    }
  }

  /// Changes the content of the second buffer: offsets, run ends, indices, views.
  private static void offsets(long array, Random random, long value) {
    long pointers = ProducedArray.longAt(array + ArrowArray.BUFFERS);
    long second = pointers == 0 ? 0 : ProducedArray.longAt(pointers + 8);
    if (second != 0) {
      ProducedArray.put(second + 4L * random.nextInt(5), value);
    }
  }

  public static void main(String[] arguments) {
    Random random = Seeds.random("random Arrow structs");
    int taken = 0;
    int rejected = 0;
    for (int i = 0; i < 60_000; i++) {
      long blocks = Producers.C.live_blocks();
      ProducedArray made = made(random);
      int structs = made.arrays().size();
      made.schemas();
      long arrays = Producers.C.arrays();
      long schemas = Producers.C.schemas();
      for (int faults = random.nextInt(4); faults > 0; faults--) {
        spoil(made, random);
      }
      try (Arena arena = Arena.ofConfined()) {
        Column column = made.adopt(arena);
        taken++;
        if (made.backs(column)) {
          touch(column);
        }
      } catch (IllegalArgumentException e) {
        rejected++;
        String message = String.valueOf(e.getMessage());
        if (!message.startsWith("field x") || !message.endsWith("; the array has been released")) {
          throw new AssertionError("message: " + message, e);
        }
      }
      check("arrays", structs, Producers.C.arrays() - arrays);
      check("schemas", structs, Producers.C.schemas() - schemas);
      check("blocks", blocks, Producers.C.live_blocks());
    }
    System.out.println(
        taken + " taken, " + rejected + " rejected, each released once; read " + sink);
    if (taken < 5000 || rejected < 5000) {
      throw new AssertionError("too few of a kind");
    }
  }

  private static void check(String what, long expected, long found) {
    if (expected != found) {
      throw new AssertionError("expected " + expected + " " + what + " but found " + found);
    }
  }

  private static void touch(Column column) {
    if (column.length() > 1000) {
      return;
    }
    sink += column.nullCount() + column.validity().size();
    guarded(() -> sink += column.values().rawBytes().length);
    guarded(() -> sink += column.array(CopyPolicy.IF_NEEDED).rawBytes().length);
    guarded(() -> touch(column.copy().length()));
    guarded(() -> touch(column.withoutOffset().length()));
    for (long i = 0; i < column.length(); i++) {
      long index = i;
      guarded(() -> touch(column.getString(index)));
      guarded(() -> touch(column.getBytes(index)));
      guarded(() -> {
        Column row = column.getList(index);
        if (row != null) {
          touch(row);
        }
      });
    }
    column.children().forEach(RandomStructsMain::touch);
  }

  private static void touch(@Nullable Object read) {
    sink += read == null ? 1 : read.hashCode() & 1;
  }

  /// Rejections are as good as values.
  private static void guarded(Runnable read) {
    try {
      read.run();
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      if (!String.valueOf(e.getMessage()).contains("expected ")) {
        throw e;
      }
    }
  }
}
