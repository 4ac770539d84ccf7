package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.Column;
import org.culebra.dlpack.DLPack;
import org.culebra.ffi.ExchangeArena;

/// What [Growth] repeats.
///
/// @param run once
/// @param unit what is counted, `element` or `object`
/// @param count how many of them one run takes care of
/// @param arenas that end afterwards, the last one first
record GrowthWork(Runnable run, String unit, double count, List<Arena> arenas)
    implements AutoCloseable {

  private static final String ELEMENT = "element";
  private static final String OBJECT = "object";

  @Override
  public void close() {
    arenas.reversed().forEach(Arena::close);
  }

  private static GrowthWork elements(Runnable run, double count, Arena arena) {
    return new GrowthWork(run, ELEMENT, count, List.of(arena));
  }

  private static GrowthWork objects(Runnable run, double count, Arena... arenas) {
    return new GrowthWork(run, OBJECT, count, List.of(arenas));
  }

  // --- arrays

  /// An array, or a column of it, in an arena of its own.
  private record Owned(ExchangeArena arena, NDArray array) {

    static Owned of(long... shape) {
      ExchangeArena arena = ExchangeArena.ofConfined();
      return new Owned(arena, NDArray.zeros(arena, DType.FLOAT64, shape));
    }

    Structs structs() {
      return new Structs(
          arena, Column.ofNested("x", array), Arrow.newSchema(arena), Arrow.newArray(arena));
    }
  }

  /// A column and the structs that it is exported to.
  private record Structs(
      ExchangeArena arena, Column column, MemorySegment schema, MemorySegment array) {

    void export() {
      Arrow.export(column, schema, array);
    }

    void release() {
      Arrow.releaseSchema(schema);
      Arrow.releaseArray(array);
    }

    Structs another() {
      return new Structs(arena, column, Arrow.newSchema(arena), Arrow.newArray(arena));
    }
  }

  private static NDArray matrix(Arena arena, long bytes) {
    long elements = bytes / Double.BYTES;
    long columns = Math.min(elements, 1024);
    return NDArray.zeros(arena, DType.FLOAT64, elements / columns, columns);
  }

  /// 65,536 elements in axes of about the same length.
  private static Owned cube(int rank) {
    long[] shape = new long[rank];
    Arrays.fill(shape, 1);
    for (int bit = 0; bit < 16; bit++) {
      shape[bit % rank] *= 2;
    }
    Owned cube = Owned.of(shape);
    cube.array().fill(1.5);
    return cube;
  }

  // --- elements

  static GrowthWork loop(long bytes) {
    ExchangeArena arena = ExchangeArena.ofConfined();
    DoubleView view = matrix(arena, bytes).fill(1.5).asDoubles();
    return elements(() -> GrowthLoops.negate2(view), bytes / 8.0, arena);
  }

  /// Half of the bytes are read, half are written.
  static GrowthWork copy(long bytes) {
    ExchangeArena arena = ExchangeArena.ofConfined();
    NDArray from = matrix(arena, bytes / 2).fill(1.5);
    NDArray to = matrix(arena, bytes / 2).fill(0);
    return elements(() -> to.copyFrom(from), bytes / 16.0, arena);
  }

  static GrowthWork filledArena(long bytes) {
    Runnable run =
        () -> {
          try (ExchangeArena arena = ExchangeArena.ofConfined()) {
            matrix(arena, bytes).fill(1.5);
          }
        };
    return new GrowthWork(run, ELEMENT, bytes / 8.0, List.of());
  }

  static GrowthWork loopOfRank(int rank) {
    Owned cube = cube(rank);
    return elements(
        () -> GrowthLoops.negate(cube.array()), (double) cube.array().size(), cube.arena());
  }

  static GrowthWork copyOfRank(int rank, boolean reversed) {
    Owned cube = cube(rank);
    NDArray from = reversed ? cube.array().transpose() : cube.array();
    NDArray to = NDArray.zeros(cube.arena(), DType.FLOAT64, from.shape()).fill(0);
    return elements(() -> to.copyFrom(from), (double) from.size(), cube.arena());
  }

  // --- objects

  static GrowthWork untouchedArena(long bytes) {
    Runnable run =
        () -> {
          try (ExchangeArena arena = ExchangeArena.ofConfined()) {
            matrix(arena, bytes);
          }
        };
    return objects(run, 1);
  }

  static GrowthWork chain(int rank) {
    Owned cube = cube(rank);
    NDArray a = cube.array();
    long[] index = new long[rank];
    double[] sum = new double[1];
    Runnable run =
        () -> {
          NDArray part = a.sliceAxis(0, 1, 4).transpose().sliceAxis(0, 0, 2);
          sum[0] += part.asDoubles().get(index);
        };
    return objects(run, 1, cube.arena());
  }

  static GrowthWork dlpackRelease(long bytes) {
    Owned own = Owned.of(bytes / Double.BYTES);
    return objects(() -> exportAndRelease(own.array()), 1, own.arena());
  }

  static GrowthWork dlpackReleaseOfRank(int rank) {
    Owned cube = cube(rank);
    return objects(() -> exportAndRelease(cube.array()), 1, cube.arena());
  }

  static GrowthWork dlpackReleaseOf(NDArray shared) {
    return objects(() -> exportAndRelease(shared), 1);
  }

  private static void exportAndRelease(NDArray array) {
    DLPack.release(DLPack.export(array));
  }

  static GrowthWork dlpackImport(long bytes) {
    Owned own = Owned.of(bytes / Double.BYTES);
    return objects(() -> exportAndImport(own.array()), 1, own.arena());
  }

  static GrowthWork dlpackImportOfRank(int rank) {
    Owned cube = cube(rank);
    return objects(() -> exportAndImport(cube.array()), 1, cube.arena());
  }

  private static void exportAndImport(NDArray array) {
    try (Arena importing = Arena.ofConfined()) {
      DLPack.adopt(importing, DLPack.export(array));
    }
  }

  static GrowthWork arrowRelease(long bytes) {
    return arrowRelease(Owned.of(bytes / Double.BYTES));
  }

  static GrowthWork arrowReleaseOfRank(int rank) {
    return arrowRelease(cube(rank));
  }

  private static GrowthWork arrowRelease(Owned array) {
    Structs structs = array.structs();
    Runnable run =
        () -> {
          structs.export();
          structs.release();
        };
    return objects(run, 1, structs.arena());
  }

  static GrowthWork arrowImport(long bytes) {
    Structs structs = Owned.of(bytes / Double.BYTES).structs();
    Runnable run =
        () -> {
          structs.export();
          try (Arena importing = Arena.ofConfined()) {
            Arrow.adopt(importing, structs.schema(), structs.array());
          }
        };
    return objects(run, 1, structs.arena());
  }

  // --- many live objects

  private static int[] shuffled(int n) {
    int[] order = new int[n];
    Random random = new Random(n);
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  static GrowthWork dlpackAll(int n) {
    Owned own = Owned.of(16);
    MemorySegment[] exports = new MemorySegment[n];
    int[] order = shuffled(n);
    Runnable run =
        () -> {
          for (int i = 0; i < n; i++) {
            exports[i] = DLPack.export(own.array());
          }
          for (int i : order) {
            DLPack.release(exports[i]);
          }
        };
    return objects(run, n, own.arena());
  }

  /// The exports that stay end with the arena that has imported them.
  static GrowthWork dlpackOneMore(int n) {
    Owned own = Owned.of(16);
    Arena importing = Arena.ofConfined();
    for (int i = 0; i < n; i++) {
      DLPack.adopt(importing, DLPack.export(own.array()));
    }
    return objects(() -> exportAndRelease(own.array()), 1, own.arena(), importing);
  }

  static GrowthWork dlpackImports(int n) {
    Owned own = Owned.of(16);
    Runnable run =
        () -> {
          try (Arena importing = Arena.ofConfined()) {
            for (int i = 0; i < n; i++) {
              DLPack.adopt(importing, DLPack.export(own.array()));
            }
          }
        };
    return objects(run, n, own.arena());
  }

  static GrowthWork arrowAll(int n) {
    Structs first = Owned.of(16).structs();
    Structs[] all = new Structs[n];
    Arrays.setAll(all, _ -> first.another());
    int[] order = shuffled(n);
    Runnable run =
        () -> {
          for (Structs each : all) {
            each.export();
          }
          for (int i : order) {
            all[i].release();
          }
        };
    return objects(run, n, first.arena());
  }

  static GrowthWork arrowOneMore(int n) {
    Structs one = Owned.of(16).structs();
    Arena importing = Arena.ofConfined();
    for (int i = 0; i < n; i++) {
      one.export();
      Arrow.adopt(importing, one.schema(), one.array());
    }
    Runnable run =
        () -> {
          one.export();
          one.release();
        };
    return objects(run, 1, one.arena(), importing);
  }

  static GrowthWork smallArrays(int n) {
    Runnable run =
        () -> {
          try (ExchangeArena arena = ExchangeArena.ofConfined()) {
            for (int i = 0; i < n; i++) {
              NDArray.zeros(arena, DType.FLOAT64, 8);
            }
          }
        };
    return objects(run, n);
  }
}
