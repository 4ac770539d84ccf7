package org.culebra.array;

import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// Another shape over the same elements, without a copy if the strides allow it.
final class Reshape {

  private Reshape() {}

  /// The shape with its one `-1` replaced, checked against the number of elements.
  static long[] resolve(long size, long[] shape) {
    long[] resolved = shape.clone();
    int unknown = -1;
    for (int k = 0; k < shape.length; k++) {
      if (shape[k] == -1) {
        if (unknown >= 0) {
          throw Errors.argument(
              "expected at most one -1 in a shape but found %s", Errors.tuple(shape));
        }
        unknown = k;
        resolved[k] = 1;
      }
    }
    StridedLayout.checkShape(1, resolved);
    long known = 1;
    for (long n : resolved) {
      known *= n;
    }
    if (unknown >= 0) {
      if (known == 0 || size % known != 0) {
        throw mismatch(size, shape);
      }
      resolved[unknown] = size / known;
    } else if (known != size) {
      throw mismatch(size, shape);
    }
    return resolved;
  }

  static long[] reversed(long[] shape) {
    long[] reversed = new long[shape.length];
    for (int k = 0; k < shape.length; k++) {
      reversed[k] = shape[shape.length - 1 - k];
    }
    return reversed;
  }

  /// The inverse of a permutation.
  static int[] inverse(int[] axes) {
    int[] inverse = new int[axes.length];
    for (int k = 0; k < axes.length; k++) {
      inverse[axes[k]] = k;
    }
    return inverse;
  }

  private static IllegalArgumentException mismatch(long size, long[] shape) {
    return Errors.argument(
        "expected a shape of %d elements but found %s", size, Errors.tuple(shape));
  }

  /// The strides that make `from` readable in C order as `shape`, or null if elements would have to
  /// move. Old and new axes are walked together; when the partial products are equal, a group ends.
  /// Inside a group the old axes must chain: `stride[k] == length[k+1] * stride[k+1]`.
  static long @Nullable [] strides(StridedLayout from, long[] shape) {
    if (from.size() == 0) {
      return StridedLayout.packedStrides(from.itemSize(), shape, Order.C);
    }
    StridedLayout old = from.squeeze();
    long[] strides = new long[shape.length];
    int i = 0;
    int j = 0;
    while (i < old.rank()) {
      int groupStart = i;
      int newStart = j;
      long have = old.lengthAt(i++);
      long want = j < shape.length ? shape[j++] : 1;
      while (have != want) {
        if (have < want) {
          have *= old.lengthAt(i++);
        } else {
          want *= shape[j++];
        }
      }
      if (!chains(old, groupStart, i)) {
        return null;
      }
      long step = old.strideAt(i - 1);
      for (int k = j - 1; k >= newStart; k--) {
        strides[k] = step;
        step *= shape[k];
      }
    }
    // The remaining axes have length 1: any stride will do, and this one keeps a packed array
    // packed.
    for (int k = j; k < shape.length; k++) {
      strides[k] = from.itemSize();
    }
    return strides;
  }

  private static boolean chains(StridedLayout old, int from, int to) {
    for (int k = from; k < to - 1; k++) {
      if (old.strideAt(k) != old.lengthAt(k + 1) * old.strideAt(k + 1)) {
        return false;
      }
    }
    return true;
  }
}
