package org.culebra.dlpack;

import java.lang.foreign.Arena;
import java.util.Random;
import org.culebra.array.NDArray;
import org.culebra.testsupport.Seeds;

/// Structs with random fields, whose pointers are valid or NULL, in a JVM of their own.
public final class RandomStructsMain {
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    7,
    -1,
    -2,
    63,
    64,
    65,
    1L << 31,
    1L << 32,
    1L << 46,
    1L << 47,
    1L << 60,
    1L << 61,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /// What was read.
  private static long sink;

  private RandomStructsMain() {}

  public static void main(String[] arguments) {
    Random random = Seeds.random("random DLPack structs");
    int taken = 0;
    int rejected = 0;
    for (int i = 0; i < 100_000; i++) {
      long before = CSide.C.released_count();
      Raw raw = spoilt(random);
      try (Arena arena = Arena.ofConfined()) {
        NDArray array = DLPack.adopt(arena, raw.pointer());
        touchIfInside(array, raw);
        taken++;
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.startsWith("expected ")
            || !message.endsWith("; the tensor has been released")) {
          throw new AssertionError("message: " + message, e);
        }
        rejected++;
      }
      if (CSide.C.released_count() != before + 1) {
        throw new AssertionError("released " + (CSide.C.released_count() - before) + " times");
      }
    }
    System.out.println(
        taken + " taken, " + rejected + " rejected, each released once; read " + sink);
    if (taken < 1000 || rejected < 1000) {
      throw new AssertionError("too few of a kind");
    }
  }

  /// Not every plausible struct has memory for its data.
  private static void touchIfInside(NDArray array, Raw raw) {
    long content = Raw.longAt(raw.self() + 8);
    long from = array.segment().address();
    long to = from + array.segment().byteSize();
    if (array.size() <= 4096 && from >= content && to <= content + 3 * 512) {
      sink += array.rawBytes().length + array.toString().length();
    }
  }

  private static Raw spoilt(Random random) {
    Raw raw = Raw.produced();
    int faults = random.nextInt(4);
    for (int i = 0; i < faults; i++) {
      spoil(raw, random);
    }
    return raw;
  }

  private static void spoil(Raw raw, Random random) {
    long value = NUMBERS[random.nextInt(NUMBERS.length)];
    switch (random.nextInt(12)) {
      case 0 -> raw.version((int) value, random.nextInt(5));
      case 1 -> raw.flags(random.nextInt(16));
      case 2 -> raw.ndim(random.nextInt(70) - 3);
      case 3 -> raw.ndim((int) value);
      case 4 -> raw.dtype(random.nextInt(20), 1 << random.nextInt(8), random.nextInt(3));
      case 5 -> raw.device(random.nextInt(22), random.nextInt(2));
      case 6 -> raw.stridesPointer(0);
      case 7 -> raw.byteOffset(random.nextBoolean() ? value : random.nextInt(100));
      case 8 -> raw.set(shape(raw, random), value);
      case 9 -> raw.set(shape(raw, random) + 512, value);
      case 10 -> raw.data(0);
      default -> raw.set(shape(raw, random) + 512, random.nextInt(9) - 4);
    }
  }

  private static long shape(Raw raw, Random random) {
    return Raw.longAt(raw.self() + 8) + 8L * random.nextInt(3);
  }
}
