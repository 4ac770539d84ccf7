package org.culebra.array;

import java.util.Arrays;
import org.culebra.array.internal.Errors;

/// Shapes and sets of axes as callers give them, checked; and the strides of packed arrays.
final class Shapes {

  private Shapes() {}

  /// Whether there are no elements.
  static boolean hasZero(long[] shape) {
    boolean zero = false;
    for (long n : shape) {
      zero |= n == 0;
    }
    return zero;
  }

  /// Strides of a packed array; as in NumPy, axes of length 0 count as length 1.
  static long[] packedStrides(int itemSize, long[] shape, Order order) {
    check(itemSize, shape);
    long[] strides = new long[shape.length];
    long step = itemSize;
    for (int k = 0; k < shape.length; k++) {
      int axis = order == Order.F ? k : shape.length - 1 - k;
      strides[axis] = step;
      step *= Math.max(1, shape[axis]);
    }
    return strides;
  }

  /// Rejects a negative length, too many axes, and non-zero lengths whose product overflows (also
  /// when another axis is 0: NumPy's rule, so that packed strides always exist).
  static void check(int itemSize, long[] shape) {
    if (itemSize < 1) {
      throw Errors.argument("expected an item size of at least 1 byte but found %d", itemSize);
    }
    checkRank(shape.length);
    long bytes = itemSize;
    try {
      for (long n : shape) {
        if (n < 0) {
          throw Errors.argument(
              "expected a shape without negative lengths but found %s", Errors.tuple(shape));
        }
        bytes = Math.multiplyExact(bytes, Math.max(1, n));
      }
    } catch (ArithmeticException e) {
      throw Errors.argument(
          "expected a shape of at most 2^63-1 bytes but found %s of %d bytes each",
          Errors.tuple(shape), itemSize);
    }
  }

  /// Rejects too many axes.
  static void checkRank(int rank) {
    if (rank > StridedLayout.MAX_RANK) {
      throw Errors.argument("expected at most %d axes but found %d", StridedLayout.MAX_RANK, rank);
    }
  }

  /// Axes that a caller names one by one, as bits.
  ///
  /// @param axes each in `[-rank, rank)`; negative ones count from the end
  /// @param rank at most 64
  /// @throws IllegalArgumentException if there is no such axis, or one is named twice
  static long named(int[] axes, int rank) {
    long named = 0;
    for (int axis : axes) {
      int k = axis < 0 ? axis + rank : axis;
      if (k < 0 || k >= rank) {
        throw LayoutErrors.noSuchAxis(axis, rank);
      }
      if ((named & 1L << k) != 0) {
        throw Errors.argument(
            "expected each axis once but found axis %d twice in %s", k, Arrays.toString(axes));
      }
      named |= 1L << k;
    }
    return named;
  }
}
