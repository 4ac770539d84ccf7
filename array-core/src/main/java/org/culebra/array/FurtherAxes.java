package org.culebra.array;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The axes of a [StridedLayout] after the fourth. Axis 4 of the layout is axis 0 here; strides are
/// in bytes. Immutable, so layouts share them.
///
/// None of these methods takes a layout; the fields of [StridedLayout] explain why.
final class FurtherAxes {

  private final int rank;

  /// Lengths, then strides.
  private final long[] axes;

  private FurtherAxes(int rank, long[] axes) {
    this.rank = rank;
    this.axes = axes;
  }

  /// Only those after the fourth.
  ///
  /// @param all all lengths, then all strides
  static FurtherAxes of(long[] all) {
    int rank = all.length / 2 - 4;
    long[] to = new long[2 * rank];
    System.arraycopy(all, 4, to, 0, rank);
    System.arraycopy(all, 8 + rank, to, rank, rank);
    return new FurtherAxes(rank, to);
  }

  /// All lengths, then all strides.
  static long[] joined(long[] shape, long[] strides) {
    long[] all = Arrays.copyOf(shape, 2 * shape.length);
    System.arraycopy(strides, 0, all, shape.length, shape.length);
    return all;
  }

  long length(int k) {
    return axes[k];
  }

  long stride(int k) {
    return axes[rank + k];
  }

  /// The product of the lengths.
  long size() {
    long size = 1;
    for (int k = 0; k < rank; k++) {
      size *= axes[k];
    }
    return size;
  }

  /// The lengths of all axes: the first four, and these.
  long[] lengths(long n0, long n1, long n2, long n3) {
    return joined(n0, n1, n2, n3, 0);
  }

  /// The strides of all axes: the first four, and these.
  long[] strides(long s0, long s1, long s2, long s3) {
    return joined(s0, s1, s2, s3, rank);
  }

  private long[] joined(long v0, long v1, long v2, long v3, int from) {
    long[] to = new long[4 + rank];
    to[0] = v0;
    to[1] = v1;
    to[2] = v2;
    to[3] = v3;
    System.arraycopy(axes, from, to, 4, rank);
    return to;
  }

  /// The lengths of all axes, the first four and these, in reverse order; then their strides.
  long[] reversed(long n0, long n1, long n2, long n3, long s0, long s1, long s2, long s3) {
    int all = 4 + rank;
    long[] to = new long[2 * all];
    // From both ends: C2 does not unroll this loop, and the code stays short.
    for (int low = 0, high = rank - 1; low <= high; low++, high--) {
      to[low] = axes[high];
      to[high] = axes[low];
      to[all + low] = axes[rank + high];
      to[all + high] = axes[rank + low];
    }
    to[rank] = n3;
    to[rank + 1] = n2;
    to[rank + 2] = n1;
    to[rank + 3] = n0;
    to[all + rank] = s3;
    to[all + rank + 1] = s2;
    to[all + rank + 2] = s1;
    to[all + rank + 3] = s0;
    return to;
  }

  /// With another length and stride for an axis.
  FurtherAxes replaced(int k, long n, long s) {
    long[] to = Arrays.copyOf(axes, 2 * rank);
    to[k] = n;
    to[rank + k] = s;
    return new FurtherAxes(rank, to);
  }

  /// Without an axis; null if it was the last one.
  @Nullable FurtherAxes without(int k) {
    if (rank == 1) {
      return null;
    }
    long[] to = new long[2 * (rank - 1)];
    // Before both, between them, and after both.
    System.arraycopy(axes, 0, to, 0, k);
    System.arraycopy(axes, k + 1, to, k, rank - 1);
    System.arraycopy(axes, rank + k + 1, to, rank - 1 + k, rank - 1 - k);
    return new FurtherAxes(rank - 1, to);
  }

  /// With one more axis than there are, if there are any.
  static FurtherAxes with(@Nullable FurtherAxes others, int k, long n, long s) {
    int rank = others == null ? 1 : others.rank + 1;
    long[] to = new long[2 * rank];
    for (int from = 0; others != null && from < others.rank; from++) {
      int next = from < k ? from : from + 1;
      to[next] = others.length(from);
      to[rank + next] = others.stride(from);
    }
    to[k] = n;
    to[rank + k] = s;
    return new FurtherAxes(rank, to);
  }
}
