package org.culebra.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.culebra.arraycases.ArrayCases;

/// A layout without strides: the shape and the byte offset of every element, listed in C order.
/// Slow, and simple enough to be believed.
public record ElementModel(List<Long> shape, List<Long> offsets) {

  public static ElementModel of(StridedLayout layout) {
    List<Long> offsets = new ArrayList<>();
    ArrayCases.forEachIndex(layout.shape(), index -> offsets.add(offset(layout, index)));
    return new ElementModel(box(layout.shape()), offsets);
  }

  private static long offset(StridedLayout layout, long... index) {
    long at = layout.byteOffset();
    for (int k = 0; k < index.length; k++) {
      at += index[k] * layout.strides()[k];
    }
    return at;
  }

  private static List<Long> box(long... values) {
    return Arrays.stream(values).boxed().toList();
  }

  int rank() {
    return shape.size();
  }

  long length(int axis) {
    return shape.get(axis);
  }

  long[] lengths() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  private long at(long... index) {
    long position = 0;
    for (int k = 0; k < index.length; k++) {
      if (index[k] < 0 || index[k] >= length(k)) {
        throw new IllegalArgumentException("the model itself is wrong");
      }
      position = position * length(k) + index[k];
    }
    return offsets.get((int) position);
  }

  /// A new shape, each of whose indices stands for an index of this one.
  ElementModel map(long[] newShape, UnaryOperator<long[]> toOld) {
    List<Long> moved = new ArrayList<>();
    ArrayCases.forEachIndex(newShape, index -> moved.add(at(toOld.apply(index))));
    return new ElementModel(box(newShape), moved);
  }

  /// The positions that Python's `range(*sliceAxis(start, stop, step).indices(n))` lists.
  static List<Long> positions(long n, long start, long stop, long step) {
    long first = adjust(n, start, step);
    long last = adjust(n, stop, step);
    List<Long> positions = new ArrayList<>();
    for (long i = first; step > 0 ? i < last : i > last; i += step) {
      positions.add(i);
    }
    return positions;
  }

  private static long adjust(long n, long bound, long step) {
    if (bound < 0) {
      long fromEnd = bound + n;
      return fromEnd >= 0 ? fromEnd : step < 0 ? -1 : 0;
    }
    return bound < n ? bound : step < 0 ? n - 1 : n;
  }

  ElementModel sliceAxis(int axis, long start, long stop, long step) {
    List<Long> kept = positions(length(axis), start, stop, step);
    long[] to = lengths();
    to[axis] = kept.size();
    return map(to, index -> replaced(index, axis, kept.get((int) index[axis])));
  }

  ElementModel select(int axis, long position) {
    return map(removed(lengths(), axis), index -> inserted(index, axis, position));
  }

  ElementModel permute(int... axes) {
    long[] to = new long[axes.length];
    Arrays.setAll(to, k -> length(axes[k]));
    return map(
        to,
        index -> {
          long[] old = new long[axes.length];
          for (int k = 0; k < axes.length; k++) {
            old[axes[k]] = index[k];
          }
          return old;
        });
  }

  ElementModel expandDims(int position) {
    return map(inserted(lengths(), position, 1), index -> removed(index, position));
  }

  ElementModel squeeze() {
    ElementModel model = this;
    for (int k = rank() - 1; k >= 0; k--) {
      model = length(k) == 1 ? model.select(k, 0) : model;
    }
    return model;
  }

  ElementModel diagonal(int k, int axis1, int axis2) {
    // (i, i + k) from the first pair that has no negative index.
    long count = 0;
    long first = Math.max(0, -k);
    while (first + count < length(axis1) && first + count + k < length(axis2)) {
      count++;
    }
    long[] rest = removed(removed(lengths(), Math.max(axis1, axis2)), Math.min(axis1, axis2));
    return map(
        inserted(rest, rest.length, count),
        index -> {
          long i = first + index[index.length - 1];
          long[] old = removed(index, index.length - 1);
          old = inserted(old, Math.min(axis1, axis2), axis1 < axis2 ? i : i + k);
          return inserted(old, Math.max(axis1, axis2), axis1 < axis2 ? i + k : i);
        });
  }

  ElementModel broadcastTo(long... to) {
    int lead = to.length - rank();
    return map(
        to,
        index -> {
          long[] old = new long[rank()];
          Arrays.setAll(old, k -> length(k) == 1 ? 0 : index[lead + k]);
          return old;
        });
  }

  ElementModel slidingWindow(long... window) {
    long[] to = Arrays.copyOf(lengths(), 2 * rank());
    for (int k = 0; k < rank(); k++) {
      to[k] = length(k) - window[k] + 1;
      to[rank() + k] = window[k];
    }
    return map(
        to,
        index -> {
          long[] old = new long[rank()];
          Arrays.setAll(old, k -> index[k] + index[rank() + k]);
          return old;
        });
  }

  ElementModel reshape(long... to) {
    return new ElementModel(box(to), offsets);
  }

  /// Whether strides exist that give these offsets for this shape: what a view needs.
  boolean isStrided() {
    if (offsets.isEmpty()) {
      return true;
    }
    long[] strides = new long[rank()];
    for (int k = 0; k < rank(); k++) {
      strides[k] = length(k) > 1 ? at(inserted(new long[rank() - 1], k, 1)) - offsets.get(0) : 0;
    }
    StridedLayout candidate = StridedLayout.of(1, offsets.get(0), lengths(), strides);
    return of(candidate).equals(this);
  }

  /// Whether the elements follow each other without a gap when the axes are taken in an order.
  boolean isPacked(int itemSize, Order order) {
    ElementModel ordered = this;
    if (order == Order.F) {
      int[] reversed = new int[rank()];
      Arrays.setAll(reversed, k -> rank() - 1 - k);
      ordered = permute(reversed);
    }
    for (int i = 1; i < ordered.offsets.size(); i++) {
      if (ordered.offsets.get(i) != ordered.offsets.get(i - 1) + itemSize) {
        return false;
      }
    }
    return true;
  }

  static long[] removed(long[] values, int at) {
    long[] to = new long[values.length - 1];
    for (int k = 0; k < to.length; k++) {
      to[k] = values[k < at ? k : k + 1];
    }
    return to;
  }

  static long[] inserted(long[] values, int at, long value) {
    long[] to = new long[values.length + 1];
    for (int k = 0; k < to.length; k++) {
      to[k] = k == at ? value : values[k < at ? k : k - 1];
    }
    return to;
  }

  private static long[] replaced(long[] values, int at, long value) {
    long[] to = values.clone();
    to[at] = value;
    return to;
  }
}
