package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;
import org.jspecify.annotations.Nullable;

/// Conversions of packed rows between the most common types of numbers, with the results of
/// [BlockCodec] but without its detours: for large arrays memory bandwidth is the limit, and each
/// detour is measurable.
///
/// Memory here is native and in this machine's byte order, of any alignment. C2 of JDK 25 converts
/// floating-point numbers one by one, which is as fast as memory; integers, for which that is slow,
/// are converted through Java arrays, where C2 vectorizes. Directly from native integers it
/// vectorizes only in some runs, and in others takes three times as long.
final class PackedCasts {

  /// Converts `n` elements of `from`, at the offset `source`, to `to` at the offset `at`.
  interface Loop {
    void run(MemorySegment to, long at, MemorySegment from, long source, long n, Blocks blocks);
  }

  /// Arrays for loops that need them on the way: created at first use, since a small array is
  /// converted in less time than it takes to clear them.
  static final class Blocks {

    private final int size;
    private double @Nullable [] doubles;
    private int @Nullable [] ints;

    Blocks(int size) {
      this.size = size;
    }

    double[] doubles() {
      double[] array = doubles == null ? new double[size] : doubles;
      doubles = array;
      return array;
    }

    int[] ints() {
      int[] array = ints == null ? new int[size] : ints;
      ints = array;
      return array;
    }
  }

  /// By source and destination.
  private static final Map<List<DType>, Loop> LOOPS =
      Map.of(
          List.of(DType.FLOAT64, DType.FLOAT32), PackedCasts::doublesToFloats,
          List.of(DType.FLOAT32, DType.FLOAT64), PackedCasts::floatsToDoubles,
          List.of(DType.FLOAT64, DType.INT32), PackedCasts::doublesToInts,
          List.of(DType.INT32, DType.FLOAT64), PackedCasts::intsToDoubles);

  private PackedCasts() {}

  /// The loop for packed rows of two types; null if there is none.
  static @Nullable Loop find(DType to, DType from) {
    return LOOPS.get(List.of(from, to));
  }

  private static void doublesToFloats(
      MemorySegment t, long at, MemorySegment f, long source, long n, Blocks blocks) {
    MemorySegment to = Segments.sharpened(t);
    MemorySegment from = Segments.sharpened(f);
    for (long i = 0; i < n; i++) {
      to.set(
          JAVA_FLOAT_UNALIGNED,
          at + i * 4,
          (float) from.get(JAVA_DOUBLE_UNALIGNED, source + i * 8));
    }
  }

  private static void floatsToDoubles(
      MemorySegment t, long at, MemorySegment f, long source, long n, Blocks blocks) {
    MemorySegment to = Segments.sharpened(t);
    MemorySegment from = Segments.sharpened(f);
    for (long i = 0; i < n; i++) {
      to.set(JAVA_DOUBLE_UNALIGNED, at + i * 8, from.get(JAVA_FLOAT_UNALIGNED, source + i * 4));
    }
  }

  /// By the rule of [Elements#saturate], which is Java's own for `int`.
  private static void doublesToInts(
      MemorySegment t, long at, MemorySegment f, long source, long n, Blocks blocks) {
    double[] block = blocks.doubles();
    for (long done = 0; done < n; done += block.length) {
      int count = (int) Math.min(block.length, n - done);
      MemorySegment from = Segments.sharpened(f);
      MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, source + done * 8, block, 0, count);
      writeInts(t, at + done * 4, block, count);
    }
  }

  private static void writeInts(MemorySegment t, long at, double[] from, int n) {
    MemorySegment to = Segments.sharpened(t);
    for (int i = 0; i < n; i++) {
      to.set(JAVA_INT_UNALIGNED, at + 4L * i, (int) from[i]);
    }
  }

  private static void intsToDoubles(
      MemorySegment t, long at, MemorySegment f, long source, long n, Blocks blocks) {
    double[] block = blocks.doubles();
    int[] ints = blocks.ints();
    for (long done = 0; done < n; done += ints.length) {
      int count = (int) Math.min(ints.length, n - done);
      MemorySegment from = Segments.sharpened(f);
      MemorySegment.copy(from, JAVA_INT_UNALIGNED, source + done * 4, ints, 0, count);
      convert(ints, block, count);
      MemorySegment to = Segments.sharpened(t);
      MemorySegment.copy(block, 0, to, JAVA_DOUBLE_UNALIGNED, at + done * 8, count);
    }
  }

  private static void convert(int[] from, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = from[i];
    }
  }
}
