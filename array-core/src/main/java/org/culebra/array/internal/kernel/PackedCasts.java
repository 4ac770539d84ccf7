package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;
import org.jspecify.annotations.Nullable;

/// Conversions of packed rows between the most common types of numbers, with the results of
/// [BlockCodec] but without its detours: for large arrays memory bandwidth is the limit, and each
/// detour is measurable. C2 of JDK 25 converts floating-point numbers in native memory one by one,
/// which is as fast as memory but not as the caches. Data in the caches and integers go through
/// blocks on the heap: straight from native memory it vectorizes them only in some runs.
///
/// Memory here is native and in this machine's byte order, of any alignment.
final class PackedCasts {

  /// Converts `n` elements of `from`, at the offset `source`, to `to` at the offset `at`. Blocks
  /// belong to the loop and are there from the start: with one that may be created on the way, C2
  /// does not vectorize.
  interface Loop {
    void run(MemorySegment to, long at, MemorySegment from, long source, long n);
  }

  private PackedCasts() {}

  /// The loop for packed rows of two types, with blocks of `size` elements if it needs any; null
  /// where there is none.
  ///
  /// @param isCached whether the elements are assumed to be in the caches
  static @Nullable Loop find(DType to, DType from, int size, boolean isCached) {
    if (from.equals(DType.FLOAT64)) {
      return to.equals(DType.FLOAT32)
          ? isCached ? doublesToFloats(size) : PackedCasts::doublesToFloats
          : to.equals(DType.INT32) ? doublesToInts(size) : null;
    }
    if (from.equals(DType.FLOAT32)) {
      return to.equals(DType.FLOAT64)
          ? isCached ? floatsToDoubles(size) : PackedCasts::floatsToDoubles
          : null;
    }
    if (from.equals(DType.INT32)) {
      return to.equals(DType.FLOAT64)
          ? intsToDoubles(size)
          : to.equals(DType.INT64) ? intsToLongs(size) : null;
    }
    return null;
  }

  private static void doublesToFloats(
      MemorySegment t, long at, MemorySegment f, long source, long n) {
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
      MemorySegment t, long at, MemorySegment f, long source, long n) {
    MemorySegment to = Segments.sharpened(t);
    MemorySegment from = Segments.sharpened(f);
    for (long i = 0; i < n; i++) {
      to.set(JAVA_DOUBLE_UNALIGNED, at + i * 8, from.get(JAVA_FLOAT_UNALIGNED, source + i * 4));
    }
  }

  private static Loop doublesToFloats(int size) {
    double[] doubles = new double[size];
    float[] floats = new float[size];
    return (to, at, from, source, n) -> {
      for (long done = 0; done < n; done += size) {
        int count = (int) Math.min(size, n - done);
        NumberLoops.load(from, source + done * 8, 8, doubles, count);
        NumberLoops.encodeFloat32(doubles, floats, count);
        NumberLoops.store(floats, 0, to, at + done * 4, 4, count);
      }
    };
  }

  private static Loop floatsToDoubles(int size) {
    float[] floats = new float[size];
    double[] doubles = new double[size];
    return (to, at, from, source, n) -> {
      for (long done = 0; done < n; done += size) {
        int count = (int) Math.min(size, n - done);
        NumberLoops.load(from, source + done * 4, 4, floats, count);
        NumberLoops.decodeFloat32(floats, doubles, count);
        NumberLoops.store(doubles, 0, to, at + done * 8, 8, count);
      }
    };
  }

  /// By the one rule of [Elements#saturate], which is Java's own for `int`.
  private static Loop doublesToInts(int size) {
    double[] doubles = new double[size];
    int[] ints = new int[size];
    return (to, at, from, source, n) -> {
      for (long done = 0; done < n; done += size) {
        int count = (int) Math.min(size, n - done);
        NumberLoops.load(from, source + done * 8, 8, doubles, count);
        NumberLoops.encodeInt32(doubles, ints, count);
        NumberLoops.store(ints, 0, to, at + done * 4, 4, count);
      }
    };
  }

  private static Loop intsToDoubles(int size) {
    int[] ints = new int[size];
    double[] doubles = new double[size];
    return (to, at, from, source, n) -> {
      for (long done = 0; done < n; done += size) {
        int count = (int) Math.min(size, n - done);
        NumberLoops.load(from, source + done * 4, 4, ints, count);
        NumberLoops.decodeInt32(ints, doubles, count);
        NumberLoops.store(doubles, 0, to, at + done * 8, 8, count);
      }
    };
  }

  private static Loop intsToLongs(int size) {
    int[] ints = new int[size];
    long[] longs = new long[size];
    return (to, at, from, source, n) -> {
      for (long done = 0; done < n; done += size) {
        int count = (int) Math.min(size, n - done);
        NumberLoops.load(from, source + done * 4, 4, ints, count);
        NumberLoops.decodeInt32(ints, longs, count);
        NumberLoops.store(longs, 0, to, at + done * 8, 8, count);
      }
    };
  }
}
