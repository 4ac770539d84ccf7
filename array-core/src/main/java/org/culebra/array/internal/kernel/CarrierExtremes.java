package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;

/// Minima and maxima of `float32` and `int32` over all elements, in blocks of their own carriers:
/// twice as many elements fit a vector as of doubles and longs, and nothing is converted.
final class CarrierExtremes {

  /// One candidate per position in the block: comparisons do not wait for each other.
  private static final int SIZE = 1024;

  private CarrierExtremes() {}

  static boolean takes(Operand array, DType type) {
    return array.dtype().equals(type) && Segments.isFast(array.segment());
  }

  static float ofFloats(Operand array, boolean greatest) {
    float[] found = new float[SIZE];
    float[] block = new float[SIZE];
    Arrays.fill(found, greatest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
    try (Arena scratch = Arena.ofConfined()) {
      BlockWalk walk = new BlockWalk(SIZE, scratch, array);
      while (walk.next()) {
        int n = walk.length();
        NumberLoops.load(array.segment(), walk.at(0), walk.step(0), block, n);
        if (greatest) {
          greatest(found, block, n);
        } else {
          least(found, block, n);
        }
      }
    }
    float result = found[0];
    for (float value : found) {
      result = greatest ? Math.max(result, value) : Math.min(result, value);
    }
    return result;
  }

  static int ofInts(Operand array, boolean greatest) {
    int[] found = new int[SIZE];
    int[] block = new int[SIZE];
    Arrays.fill(found, greatest ? Integer.MIN_VALUE : Integer.MAX_VALUE);
    try (Arena scratch = Arena.ofConfined()) {
      BlockWalk walk = new BlockWalk(SIZE, scratch, array);
      while (walk.next()) {
        int n = walk.length();
        NumberLoops.load(array.segment(), walk.at(0), walk.step(0), block, n);
        if (greatest) {
          greatest(found, block, n);
        } else {
          least(found, block, n);
        }
      }
    }
    int result = found[0];
    for (int value : found) {
      result = greatest ? Math.max(result, value) : Math.min(result, value);
    }
    return result;
  }

  private static void greatest(float[] found, float[] block, int n) {
    for (int i = 0; i < n; i++) {
      found[i] = Math.max(found[i], block[i]);
    }
  }

  private static void least(float[] found, float[] block, int n) {
    for (int i = 0; i < n; i++) {
      found[i] = Math.min(found[i], block[i]);
    }
  }

  private static void greatest(int[] found, int[] block, int n) {
    for (int i = 0; i < n; i++) {
      found[i] = Math.max(found[i], block[i]);
    }
  }

  private static void least(int[] found, int[] block, int n) {
    for (int i = 0; i < n; i++) {
      found[i] = Math.min(found[i], block[i]);
    }
  }
}
