package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArrayStream;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.Seeds;
import org.culebra.testsupport.StackDive;
import org.jspecify.annotations.Nullable;

/// A child JVM that exports and releases Arrow's structs at every depth of a stack, and goes on
/// working afterwards. Arguments: how many exports there are at random depths, how many structs are
/// in each other.
final class DeepMain {
  private static final long[] STACKS = {220 << 10, 300 << 10};

  /// A struct, made again and again in the same memory: live as long as it has a release.
  private record Way(MemorySegment struct, int release, Runnable export, Runnable releaseStruct) {
    boolean isLive() {
      return struct.get(ValueLayout.JAVA_LONG, release) != 0;
    }

    void step() {
      if (isLive()) {
        releaseStruct.run();
      }
      export.run();
      releaseStruct.run();
    }

    void end() {
      releaseStruct.run(); // does nothing where there is nothing
    }
  }

  private DeepMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, Way> ways = ways(Integer.parseInt(arguments[1]));
    ways.forEach((name, way) -> {
      long overflows = 0;
      for (long stack : STACKS) {
        overflows += StackDive.everyDepth(stack, way::step, way::end);
      }
      check(name, ExportTracker.count());
      check(name + " never met the end", overflows == 0 ? 1 : 0);
    });
    atRandom(ways, Long.parseLong(arguments[0]));
    Thread after = Thread.ofPlatform().daemon().start(() -> ways.values().forEach(Way::step));
    after.join(20_000);
    check("a thread alive", after.isAlive() ? 1 : 0);
    check("everything", ExportTracker.count());
    System.out.println("survived");
    System.exit(0);
  }

  private static Map<String, Way> ways(int depth) {
    Arena arena = Arena.global();
    NDArray plain = NDArray.zeros(DType.FLOAT64, 3);
    NDArray owned = NDArray.zeros(ExchangeArena.ofAuto(), DType.FLOAT64, 3);
    Column flat = Column.of("x", plain);
    Column batch = Column.ofBatch(flat, Column.of("y", owned), Column.of("z", plain));
    Column nested = batch;
    for (int i = 2; i < depth; i++) {
      nested = Column.ofBatch(nested);
    }
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("flat", array(flat));
    ways.put("batch", array(batch));
    ways.put("nested", array(nested));
    MemorySegment bySide = Arrow.newArray(arena);
    ways.put(
        "by C",
        new Way(
            bySide,
            ArrowArray.RELEASE,
            () -> Arrow.exportArray(batch, bySide),
            () -> {
              if (bySide.get(ValueLayout.JAVA_LONG, ArrowArray.RELEASE) != 0) {
                CSide.C.release_array(bySide);
              }
            }));
    ArrowField field = nested.field();
    MemorySegment schema = Arrow.newSchema(arena);
    ways.put(
        "schema",
        new Way(
            schema,
            ArrowSchema.RELEASE,
            () -> Arrow.exportSchema(field, schema),
            () -> Arrow.releaseSchema(schema)));
    MemorySegment device = Arrow.newArray(arena, CInterface.DEVICE);
    ways.put(
        "device",
        new Way(
            device,
            ArrowArray.RELEASE,
            () -> Arrow.exportArray(batch, device, CInterface.DEVICE),
            () -> Arrow.releaseArray(device)));
    MemorySegment stream = Arrow.newStream(arena);
    ways.put(
        "stream",
        new Way(
            stream,
            ArrowArrayStream.RELEASE,
            () -> Arrow.exportStream(BatchSource.of(batch, batch), stream),
            () -> Arrow.releaseStream(stream)));
    ways.put("import", imported(batch));
    return ways;
  }

  private static Way array(Column column) {
    MemorySegment array = Arrow.newArray(Arena.global());
    return new Way(
        array,
        ArrowArray.RELEASE,
        () -> Arrow.exportArray(column, array),
        () -> Arrow.releaseArray(array));
  }

  /// In memory of an arena of this library, which is closed again.
  private static Way imported(Column column) {
    MemorySegment array = Arrow.newArray(Arena.global());
    @Nullable ExchangeArena[] open = {null};
    Runnable releaseStruct =
        () -> {
          ExchangeArena into = open[0];
          if (into == null) {
            into = ExchangeArena.ofConfined();
            open[0] = into;
          }
          if (array.get(ValueLayout.JAVA_LONG, ArrowArray.RELEASE) != 0) {
            Arrow.adoptArray(into, column.field(), array);
          }
          into.close();
          open[0] = null;
        };
    return new Way(
        array, ArrowArray.RELEASE, () -> Arrow.exportArray(column, array), releaseStruct);
  }

  private static void atRandom(Map<String, Way> ways, long exports) {
    List<Way> all = new ArrayList<>(ways.values());
    Random random = Seeds.random("arrow.DeepMain");
    long done = 0;
    while (done < exports) {
      Way way = all.get(random.nextInt(all.size()));
      int bound = 1 + random.nextInt(8);
      done += StackDive.randomDepths(STACKS[0], random, bound, way::step, way::end);
    }
    check("random depths", ExportTracker.count());
  }

  private static void check(String what, long found) {
    if (found != 0) {
      System.out.println(what + ": expected 0 but found " + found);
    }
  }
}
