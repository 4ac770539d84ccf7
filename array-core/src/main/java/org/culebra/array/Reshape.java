package org.culebra.array;

import java.util.Objects;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// Another shape or order of the same elements, without a copy if the strides allow it.
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
    Shapes.check(1, resolved);
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

  private static IllegalArgumentException mismatch(long size, long[] shape) {
    return Errors.argument(
        "expected a shape of %d elements but found %s", size, Errors.tuple(shape));
  }

  /// The order, C or F in place of A, in which elements are taken for another shape.
  ///
  /// @throws IllegalArgumentException if it is K
  static Order order(StridedLayout layout, Order order) {
    if (Objects.requireNonNull(order, "order") == Order.K) {
      throw Errors.argument("expected order C, F or A for another shape but found K");
    }
    return resolved(layout, order);
  }

  private static Order resolved(StridedLayout layout, Order order) {
    if (Objects.requireNonNull(order, "order") != Order.A) {
      return order;
    }
    return layout.isFContiguous() && !layout.isCContiguous() ? Order.F : Order.C;
  }

  /// The layout in which the elements, taken in order C or F, have a shape of as many elements;
  /// null if they would have to move.
  static @Nullable StridedLayout view(StridedLayout layout, Order order, long[] shape) {
    if (order == Order.F) {
      // Fortran order is C order of the reversed axes.
      StridedLayout reversed = view(layout.transpose(), Order.C, reversed(shape));
      return reversed == null ? null : reversed.transpose();
    }
    long[] strides = strides(layout, shape);
    return strides == null
        ? null
        : StridedLayout.trusted(layout.itemSize(), layout.byteOffset(), shape, strides);
  }

  /// A packed layout in order C or F.
  static StridedLayout packed(int itemSize, Order order, long[] shape) {
    return order == Order.F
        ? StridedLayout.fOrder(itemSize, shape)
        : StridedLayout.cOrder(itemSize, shape);
  }

  /// A packed layout of the same shape; in order K with the axes as they follow each other in the
  /// memory of `layout`.
  static StridedLayout packedLike(StridedLayout layout, int itemSize, Order order) {
    Order resolved = resolved(layout, order);
    if (resolved != Order.K) {
      return packed(itemSize, resolved, layout.shape());
    }
    int[] axes = memoryOrder(layout);
    return StridedLayout.cOrder(itemSize, layout.permute(axes).shape()).permute(inverse(axes));
  }

  /// The layout with its axes from the slowest to the fastest of an order.
  static StridedLayout slowestFirst(StridedLayout layout, Order order) {
    return switch (resolved(layout, order)) {
      case F -> layout.transpose();
      case K -> layout.permute(memoryOrder(layout));
      case C, A -> layout;
    };
  }

  /// The axes from the slowest to the fastest in memory; axes of equal strides keep their order.
  private static int[] memoryOrder(StridedLayout from) {
    int[] order = new int[from.rank()];
    for (int k = 0; k < from.rank(); k++) {
      int to = k;
      for (; to > 0 && isNearer(from, order[to - 1], k); to--) {
        order[to] = order[to - 1];
      }
      order[to] = k;
    }
    return order;
  }

  private static boolean isNearer(StridedLayout layout, int axis, int other) {
    return Math.abs(layout.strideAt(axis)) < Math.abs(layout.strideAt(other));
  }

  private static long[] reversed(long[] shape) {
    long[] reversed = new long[shape.length];
    for (int k = 0; k < shape.length; k++) {
      reversed[k] = shape[shape.length - 1 - k];
    }
    return reversed;
  }

  /// The inverse of a permutation.
  private static int[] inverse(int[] axes) {
    int[] inverse = new int[axes.length];
    for (int k = 0; k < axes.length; k++) {
      inverse[axes[k]] = k;
    }
    return inverse;
  }

  /// The strides that make `from` readable in C order as `shape`, or null if elements would have to
  /// move. Old and new axes are walked together; when the partial products are equal, a group ends.
  /// Inside a group the old axes must chain: `stride[k] == length[k+1] * stride[k+1]`.
  private static long @Nullable [] strides(StridedLayout from, long[] shape) {
    if (from.size() == 0) {
      return Shapes.packedStrides(from.itemSize(), shape, Order.C);
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
