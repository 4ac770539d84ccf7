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
/// detour is measurable. C2 of JDK 25 converts floating-point numbers one by one, which is as fast
/// as memory. For integers that is too slow, and straight from native memory it vectorizes them
/// only in some runs: doubles go through the heap on the way to integers, and integers are left to
/// [BlockCodec].
///
/// Memory here is native and in this machine's byte order, of any alignment.
final class PackedCasts {

  /// Converts `n` elements of `from`, at the offset `source`, to `to` at the offset `at`, through
  /// the block if it needs one.
  interface Loop {
    void run(MemorySegment to, long at, MemorySegment from, long source, long n, double[] block);
  }

  /// By source and destination.
  private static final Map<List<DType>, Loop> LOOPS =
      Map.of(
          List.of(DType.FLOAT64, DType.FLOAT32), PackedCasts::doublesToFloats,
          List.of(DType.FLOAT32, DType.FLOAT64), PackedCasts::floatsToDoubles,
          List.of(DType.FLOAT64, DType.INT32), PackedCasts::doublesToInts);

  private PackedCasts() {}

  /// The loop for packed rows of two types; null where there is none.
  static @Nullable Loop find(DType to, DType from) {
    return LOOPS.get(List.of(from, to));
  }

  /// Whether the loop for two types, if there is one, needs a block.
  static boolean needsBlock(DType to, DType from) {
    return !Elements.isFloat(to) || !Elements.isFloat(from);
  }

  private static void doublesToFloats(
      MemorySegment t, long at, MemorySegment f, long source, long n, double[] block) {
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
      MemorySegment t, long at, MemorySegment f, long source, long n, double[] block) {
    MemorySegment to = Segments.sharpened(t);
    MemorySegment from = Segments.sharpened(f);
    for (long i = 0; i < n; i++) {
      to.set(JAVA_DOUBLE_UNALIGNED, at + i * 8, from.get(JAVA_FLOAT_UNALIGNED, source + i * 4));
    }
  }

  /// By the one rule of [Elements#saturate], which is Java's own for `int`.
  private static void doublesToInts(
      MemorySegment t, long at, MemorySegment f, long source, long n, double[] block) {
    for (long done = 0; done < n; done += block.length) {
      int count = (int) Math.min(block.length, n - done);
      NumberLoops.load(f, source + done * 8, 8, block, count);
      writeInts(t, at + done * 4, block, count);
    }
  }

  private static void writeInts(MemorySegment t, long at, double[] from, int n) {
    MemorySegment to = Segments.sharpened(t);
    for (int i = 0; i < n; i++) {
      to.set(JAVA_INT_UNALIGNED, at + 4L * i, (int) from[i]);
    }
  }
}
