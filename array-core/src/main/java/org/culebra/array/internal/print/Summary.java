package org.culebra.array.internal.print;

import org.culebra.array.StridedLayout;
import org.jspecify.annotations.Nullable;

/// Which elements of an array are printed: all of up to 1000, else those near the corners.
final class Summary {

  /// Up to so many elements are all shown.
  static final long THRESHOLD = 1000;

  /// How many are shown at either end of an axis that is cut.
  private static final int EDGE = 3;

  /// An array of many axes has many corners; with more elements than this in them it is not
  /// printed.
  private static final long MAX_SHOWN = 10_000;

  private final StridedLayout layout;

  /// How many are shown at either end of a cut axis; 0 if nothing is cut.
  private final int edge;

  private Summary(StridedLayout layout, int edge) {
    this.layout = layout;
    this.edge = edge;
  }

  static Summary of(StridedLayout layout) {
    Summary summary = find(layout);
    if (summary == null) {
      throw new IllegalStateException("too many axes to print");
    }
    return summary;
  }

  /// The same; null if there are too many axes, of which one element at either end is too much.
  static @Nullable Summary find(StridedLayout layout) {
    if (layout.size() <= THRESHOLD) {
      return new Summary(layout, 0);
    }
    for (int edge = EDGE; edge > 0; edge--) {
      Summary summary = new Summary(layout, edge);
      if (summary.count() <= MAX_SHOWN) {
        return summary;
      }
    }
    return null;
  }

  int rank() {
    return layout.rank();
  }

  /// Whether the middle of an axis is left out.
  boolean isCut(int axis) {
    return edge > 0 && layout.shape(axis) > 2L * edge;
  }

  /// The indices shown along an axis.
  int shown(int axis) {
    return isCut(axis) ? 2 * edge : (int) layout.shape(axis);
  }

  /// The place among those shown before which the dots stand; -1 if the axis is not cut.
  int cutAt(int axis) {
    return isCut(axis) ? edge : -1;
  }

  /// The number of elements shown, or some number beyond [#MAX_SHOWN].
  long count() {
    long count = 1;
    for (int axis = 0; axis < rank(); axis++) {
      long n = isCut(axis) ? 2L * edge : layout.shape(axis);
      count = count > MAX_SHOWN && n > 0 ? count : count * Math.min(n, MAX_SHOWN + 1);
    }
    return count;
  }

  /// The byte offsets of the elements shown, in C order.
  long[] offsets() {
    long[] offsets = {layout.byteOffset()};
    for (int axis = 0; axis < rank(); axis++) {
      int n = shown(axis);
      long[] longer = new long[offsets.length * n];
      for (int i = 0; i < longer.length; i++) {
        longer[i] = offsets[i / n] + index(axis, i % n) * layout.stride(axis);
      }
      offsets = longer;
    }
    return offsets;
  }

  private long index(int axis, int place) {
    return isCut(axis) && place >= edge ? layout.shape(axis) - 2L * edge + place : place;
  }
}
