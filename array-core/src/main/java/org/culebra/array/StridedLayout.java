package org.culebra.array;

import java.util.Arrays;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.kernel.SelfOverlap;
import org.jspecify.annotations.Nullable;

/// The mapping from an index to a byte offset: shape (elements per axis), strides (bytes per step
/// along an axis), the byte offset of element `(0, …, 0)` and the size of one element.
///
/// A layout is pure integer arithmetic and never touches memory. It is immutable. All products and
/// sums are exact: a result that does not fit a `long` is rejected when the layout is created, so
/// that no later operation can overflow.
///
/// Axes are counted from 0; a negative axis counts from the end. Strides may be negative (a
/// reversed axis) or zero (a repeated one). An array with an axis of length 0 has no elements and
/// touches no byte, whatever its strides.
public final class StridedLayout {

  /// The maximal number of axes, the same as NumPy's.
  public static final int MAX_RANK = 64;

  private static final long[] NO_AXES = {};

  private final int rank;
  private final int itemSize;

  /// Whether there are no elements.
  private final boolean empty;

  private final long offset;
  // The first four axes are fields, which the typed views copy; missing axes have length 1 and
  // stride 0. C2 keeps fields in registers, whereas it would allocate an indexed long[] for every
  // view. For that, even in a JVM that has used layouts of all ranks, two conditions must hold. No
  // layout is merged with another one or passed to a call that is not inlined: so a view method
  // ends in its only `new` whatever the rank, and FurtherAxes takes numbers, never a layout. And C2
  // inlines no method that it has compiled to more than 2500 bytes of code: so there are few
  // branches and tests.
  final long n0;
  final long n1;
  final long n2;
  final long n3;
  final long s0;
  final long s1;
  final long s2;
  final long s3;

  private final @Nullable FurtherAxes further;

  private StridedLayout(
      int rank,
      int itemSize,
      boolean empty,
      long offset,
      long n0,
      long n1,
      long n2,
      long n3,
      long s0,
      long s1,
      long s2,
      long s3,
      @Nullable FurtherAxes further) {
    this.rank = rank;
    this.itemSize = itemSize;
    this.empty = empty;
    this.offset = offset;
    this.n0 = n0;
    this.n1 = n1;
    this.n2 = n2;
    this.n3 = n3;
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
    this.further = further;
  }

  /// A packed layout in C order: the last axis varies fastest, and its stride is the item size. The
  /// offset is 0. Axes of length 0 count as length 1 for the strides, as in NumPy.
  ///
  /// @param itemSize the size of an element in bytes, at least 1
  /// @param shape elements per axis, none for a single element
  /// @return the layout
  /// @throws IllegalArgumentException if a length is negative, there are more than [#MAX_RANK]
  ///   axes, or the byte size does not fit a `long`
  public static StridedLayout cOrder(int itemSize, long... shape) {
    int rank = shape.length;
    if (rank > 4) {
      long[] lengths = shape.clone();
      return checked(itemSize, 0, lengths, Shapes.packedStrides(itemSize, lengths, Order.C));
    }
    return packed(
        itemSize,
        rank,
        rank > 0 ? shape[0] : 1,
        rank > 1 ? shape[1] : 1,
        rank > 2 ? shape[2] : 1,
        rank > 3 ? shape[3] : 1);
  }

  /// A packed layout with one axis: [#cOrder(int, long...)] with one length.
  ///
  /// @param itemSize the size of an element in bytes, at least 1
  /// @param length the number of elements
  /// @return the layout
  /// @throws IllegalArgumentException as for [#cOrder(int, long...)]
  public static StridedLayout cOrder(int itemSize, long length) {
    return packed(itemSize, 1, length, 1, 1, 1);
  }

  /// A packed layout with two axes: [#cOrder(int, long...)] with two lengths.
  ///
  /// @param itemSize the size of an element in bytes, at least 1
  /// @param rows the length of the first axis
  /// @param columns the length of the second axis
  /// @return the layout
  /// @throws IllegalArgumentException as for [#cOrder(int, long...)]
  public static StridedLayout cOrder(int itemSize, long rows, long columns) {
    return packed(itemSize, 2, rows, columns, 1, 1);
  }

  /// One packed axis, in few bytecodes: a callback that takes several arrays is near C2's inlining
  /// limit for one compilation.
  static StridedLayout line(int itemSize, long length) {
    return new StridedLayout(1, itemSize, length == 0, 0, length, 1, 1, 1, itemSize, 0, 0, 0, null);
  }

  /// Without a loop or an array, so that C2 does not allocate a layout that stays local.
  private static StridedLayout packed(int itemSize, int rank, long n0, long n1, long n2, long n3) {
    long s2 = itemSize * Math.max(1, n3);
    long s1 = s2 * Math.max(1, n2);
    long s0 = s1 * Math.max(1, n1);
    // A number of b bits is below 2^b, so the product is at most 2^62; a negative one has 64 bits.
    if (bits(itemSize - 1) + bits(n0) + bits(n1) + bits(n2) + bits(n3) > 62) {
      Shapes.check(itemSize, Arrays.copyOf(new long[] {n0, n1, n2, n3}, rank));
    }
    return new StridedLayout(
        rank,
        itemSize,
        n0 * n1 * n2 * n3 == 0,
        0,
        n0,
        n1,
        n2,
        n3,
        rank > 0 ? s0 : 0,
        rank > 1 ? s1 : 0,
        rank > 2 ? s2 : 0,
        rank > 3 ? itemSize : 0,
        null);
  }

  private static int bits(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(number);
  }

  /// A packed layout in Fortran order: the first axis varies fastest, and its stride is the item
  /// size. The offset is 0.
  ///
  /// @param itemSize the size of an element in bytes, at least 1
  /// @param shape elements per axis, none for a single element
  /// @return the layout
  /// @throws IllegalArgumentException as for [#cOrder(int, long...)]
  public static StridedLayout fOrder(int itemSize, long... shape) {
    long[] lengths = shape.clone();
    return checked(itemSize, 0, lengths, Shapes.packedStrides(itemSize, lengths, Order.F));
  }

  /// A layout from its components.
  ///
  /// @param itemSize the size of an element in bytes, at least 1
  /// @param byteOffset the offset of element `(0, …, 0)`, in bytes
  /// @param shape elements per axis; copied
  /// @param strides bytes per step along each axis, as many as in `shape`; copied
  /// @return the layout
  /// @throws IllegalArgumentException if the array lengths differ, a length is negative, there are
  ///   more than [#MAX_RANK] axes, or the byte size or the span does not fit a `long`
  public static StridedLayout of(int itemSize, long byteOffset, long[] shape, long[] strides) {
    return checked(itemSize, byteOffset, shape.clone(), strides.clone());
  }

  /// The arrays must not change meanwhile: they are read more than once.
  private static StridedLayout checked(
      int itemSize, long byteOffset, long[] shape, long[] strides) {
    Shapes.check(itemSize, shape);
    if (strides.length != shape.length) {
      throw Errors.argument(
          "expected %d strides for shape %s but found %d: %s",
          shape.length, Errors.tuple(shape), strides.length, Errors.tuple(strides));
    }
    StridedLayout layout = trusted(itemSize, byteOffset, shape, strides);
    layout.checkSpan();
    return layout;
  }

  /// A layout of components that are known to be valid: derived from a validated layout, never
  /// growing.
  static StridedLayout trusted(int itemSize, long byteOffset, long[] shape, long[] strides) {
    int rank = shape.length;
    return new StridedLayout(
        rank,
        itemSize,
        Shapes.hasZero(shape),
        byteOffset,
        rank > 0 ? shape[0] : 1,
        rank > 1 ? shape[1] : 1,
        rank > 2 ? shape[2] : 1,
        rank > 3 ? shape[3] : 1,
        rank > 0 ? strides[0] : 0,
        rank > 1 ? strides[1] : 0,
        rank > 2 ? strides[2] : 0,
        rank > 3 ? strides[3] : 0,
        rank > 4 ? FurtherAxes.of(FurtherAxes.joined(shape, strides)) : null);
  }

  private void checkSpan() {
    if (empty) {
      return;
    }
    try {
      Math.subtractExact(exactHighByte(), exactLowByte());
    } catch (ArithmeticException e) {
      throw Errors.argument(
          "expected strides that span at most 2^63-1 bytes but found shape %s with strides %s",
          Errors.tuple(shape()), Errors.tuple(strides()));
    }
  }

  /// The number of axes: NumPy's `a.ndim`.
  ///
  /// @return the number of axes, 0 for a single element
  public int rank() {
    return rank;
  }

  /// The size of one element.
  ///
  /// @return the size in bytes
  public int itemSize() {
    return itemSize;
  }

  /// The offset of element `(0, …, 0)`.
  ///
  /// @return the offset in bytes
  public long byteOffset() {
    return offset;
  }

  /// The length of an axis.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return the length in elements
  /// @throws IllegalArgumentException if there is no such axis
  public long shape(int axis) {
    return lengthAt(axis(axis));
  }

  /// The lengths of all axes.
  ///
  /// @return a new array, in elements
  public long[] shape() {
    if (further != null) {
      return further.lengths(n0, n1, n2, n3);
    }
    return switch (rank) {
      case 0 -> NO_AXES;
      case 1 -> new long[] {n0};
      case 2 -> new long[] {n0, n1};
      case 3 -> new long[] {n0, n1, n2};
      default -> new long[] {n0, n1, n2, n3};
    };
  }

  /// The stride of an axis.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return the stride in bytes
  /// @throws IllegalArgumentException if there is no such axis
  public long stride(int axis) {
    return strideAt(axis(axis));
  }

  /// The strides of all axes.
  ///
  /// @return a new array, in bytes
  public long[] strides() {
    if (further != null) {
      return further.strides(s0, s1, s2, s3);
    }
    return switch (rank) {
      case 0 -> NO_AXES;
      case 1 -> new long[] {s0};
      case 2 -> new long[] {s0, s1};
      case 3 -> new long[] {s0, s1, s2};
      default -> new long[] {s0, s1, s2, s3};
    };
  }

  /// The number of elements: the product of the shape, 1 for rank 0.
  ///
  /// @return the number of elements
  public long size() {
    long size = n0 * n1 * n2 * n3;
    return further == null ? size : size * further.size();
  }

  /// The number of bytes of the packed elements: size times item size. A strided array may span
  /// more, a broadcast one less.
  ///
  /// @return the packed size in bytes
  public long byteSize() {
    return size() * itemSize;
  }

  /// The lowest byte that an element touches, relative to the same origin as [#byteOffset()]; the
  /// offset itself if there are no elements.
  ///
  /// @return the offset of the lowest byte
  public long lowByte() {
    if (empty) {
      return offset;
    }
    if (further == null) {
      // Cannot overflow: the layout was checked when it was created.
      return offset
          + Math.min(0, (n0 - 1) * s0)
          + Math.min(0, (n1 - 1) * s1)
          + Math.min(0, (n2 - 1) * s2)
          + Math.min(0, (n3 - 1) * s3);
    }
    return exactLowByte();
  }

  /// One past the highest byte that an element touches, relative to the same origin as
  /// [#byteOffset()]; the offset itself if there are no elements.
  ///
  /// @return the offset after the highest byte
  public long highByte() {
    if (empty) {
      return offset;
    }
    if (further == null) {
      return offset
          + itemSize
          + Math.max(0, (n0 - 1) * s0)
          + Math.max(0, (n1 - 1) * s1)
          + Math.max(0, (n2 - 1) * s2)
          + Math.max(0, (n3 - 1) * s3);
    }
    return exactHighByte();
  }

  /// Whether all elements, and the offset, are in `[0, bytes)`; without elements the offset may
  /// also be `bytes`.
  boolean liesIn(long bytes) {
    if (empty) {
      return offset >= 0 && offset <= bytes;
    }
    if (further != null) {
      return exactLowByte() >= 0 && exactHighByte() <= bytes;
    }
    long d0 = (n0 - 1) * s0;
    long d1 = (n1 - 1) * s1;
    long d2 = (n2 - 1) * s2;
    long d3 = (n3 - 1) * s3;
    long below = Math.min(0, d0) + Math.min(0, d1) + Math.min(0, d2) + Math.min(0, d3);
    long high = offset + itemSize + d0 + d1 + d2 + d3 - below;
    // One test, so little code. It cannot overflow unless the first number is negative.
    return (offset + below | bytes - high) >= 0;
  }

  private long exactLowByte() {
    long low = offset;
    for (int k = 0; k < rank; k++) {
      low = Math.addExact(low, Math.min(0, Math.multiplyExact(lengthAt(k) - 1, strideAt(k))));
    }
    return low;
  }

  private long exactHighByte() {
    long high = Math.addExact(offset, itemSize);
    for (int k = 0; k < rank; k++) {
      high = Math.addExact(high, Math.max(0, Math.multiplyExact(lengthAt(k) - 1, strideAt(k))));
    }
    return high;
  }

  /// Whether the elements are packed in C order. Axes of length 1 do not count, and an array
  /// without elements is contiguous (PEP 3118; NumPy's relaxed rule).
  ///
  /// @return true if so
  public boolean isCContiguous() {
    long step = itemSize;
    boolean packed = true;
    for (int k = rank - 1; k >= 0; k--) {
      long n = lengthAt(k);
      if (n == 0) {
        return true;
      }
      packed &= n == 1 || strideAt(k) == step;
      step *= n;
    }
    return packed;
  }

  /// Whether the elements are packed in Fortran order; the same rule as [#isCContiguous()] with the
  /// axes in reverse order.
  ///
  /// @return true if so
  public boolean isFContiguous() {
    return transpose().isCContiguous();
  }

  /// Whether every element lies at a multiple of an alignment, the layout's first byte at
  /// `address`.
  boolean isAligned(long address, int alignment) {
    long bits = address + offset;
    for (int k = 0; k < rank; k++) {
      bits |= lengthAt(k) > 1 ? strideAt(k) : 0;
    }
    return empty || (bits & alignment - 1) == 0;
  }

  /// Whether the elements fill all bytes between the lowest and the highest that they touch, in any
  /// order of the axes: `is_exhaustive` of C++'s `mdspan`. True for an array without elements.
  ///
  /// @return false if a byte between two elements certainly belongs to none, or elements overlap
  public boolean isExhaustive() {
    return highByte() - lowByte() == byteSize() && !mayOverlapItself();
  }

  /// Whether elements overlap: whether a byte belongs to two of them, so that a write to one would
  /// change the other. `is_unique` of C++'s `mdspan` is the opposite.
  ///
  /// @return false if they certainly do not; true if they do, or if it is too hard to decide
  public boolean mayOverlapItself() {
    // Without a loop, because every array over foreign memory is checked; the last axis is usually
    // innermost.
    boolean disjoint = empty || further == null && nest(n3, s3, n2, s2, n1, s1, n0, s0);
    // A copy is passed to the call, so that this layout need not be allocated.
    return !disjoint && atOffset(0).elementsOverlap();
  }

  private boolean elementsOverlap() {
    return SelfOverlap.mayOverlap(itemSize, shape(), strides());
  }

  /// Whether each axis is wider than everything inside it; the first one given is innermost.
  private boolean nest(long na, long sa, long nb, long sb, long nc, long sc, long nd, long sd) {
    long insideB = itemSize + Math.abs(sa) * (na - 1);
    long insideC = insideB + Math.abs(sb) * (nb - 1);
    long insideD = insideC + Math.abs(sc) * (nc - 1);
    return (na == 1 || Math.abs(sa) >= itemSize)
        && (nb == 1 || Math.abs(sb) >= insideB)
        && (nc == 1 || Math.abs(sc) >= insideC)
        && (nd == 1 || Math.abs(sd) >= insideD);
  }

  /// The byte offset of an element.
  ///
  /// @param index one index per axis, each in `[0, length)`
  /// @return the offset in bytes, relative to the same origin as [#byteOffset()]
  /// @throws IllegalArgumentException if the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public long byteOffset(long... index) {
    if (index.length != rank) {
      throw LayoutErrors.wrongIndexCount(this, index);
    }
    long at = offset;
    for (int k = 0; k < rank; k++) {
      if (index[k] < 0 || index[k] >= lengthAt(k)) {
        throw LayoutErrors.indexOutOfBounds(this, index);
      }
      at += index[k] * strideAt(k);
    }
    return at;
  }

  // --- views; each returns a layout over the same bytes

  /// Every element from `start` towards `stop` in steps along one axis: NumPy's `a[:,
  /// start:stop:step]` on axis 1.
  ///
  /// The bounds follow Python: `stop` is not included, a negative bound counts from the end, bounds
  /// beyond the axis are clipped to it, and a negative step walks backwards. The axis stays, with
  /// the length of the slice; its stride is multiplied by the step, and the offset moves to the
  /// first element. An empty slice keeps offset and stride. Where step times stride does not fit a
  /// `long`, at most one element is left, and the stride, which then means nothing, stays too.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param start the first index
  /// @param stop the end, exclusive; [Long#MIN_VALUE] with a negative step includes index 0
  /// @param step the step, not 0
  /// @return the layout of the slice
  /// @throws IllegalArgumentException if there is no such axis or the step is 0
  public StridedLayout sliceAxis(int axis, long start, long stop, long step) {
    return sliced(axis(axis), start, stop, step);
  }

  /// Like [#sliceAxis(int, long, long, long)], for an axis in `[0, rank)`.
  StridedLayout sliced(int k, long start, long stop, long step) {
    if (step << 1 == 0) {
      return sliced(k, start, stop, leastStep(step));
    }
    long n = lengthAt(k);
    long s = strideAt(k);
    long first = clip(start, step, n);
    long last = clip(stop, step, n);
    long span = step > 0 ? last - first : first - last;
    boolean none = span <= 0;
    long times = s * step;
    // If the product overflows, it is the stride of at most one element, or of an array without
    // elements.
    boolean fits = Math.multiplyHigh(s, step) == times >> 63;
    // Max only lets C2 know that there is no division by 0.
    long count = none ? 0 : (span - 1) / Math.max(1, Math.abs(step)) + 1;
    return with(k, count, none || !fits ? s : times, none ? offset : moved(first, s));
  }

  /// A bound of a slice within the axis or right after it; for a negative step, right before it.
  private static long clip(long bound, long step, long n) {
    long lowest = step >> 63;
    long from = bound < 0 ? bound + n : bound;
    return Math.max(lowest, Math.min(n + lowest, from));
  }

  /// The replacement for a step of -2^63, which has no absolute value: one as wide as every axis,
  /// as in Python. 0 is rejected.
  private static long leastStep(long step) {
    if (step == 0) {
      throw Errors.argument("expected a non-zero slice step but found 0");
    }
    return -Long.MAX_VALUE;
  }

  /// One index along one axis, which is removed: NumPy's `a[:, index]` on axis 1. The other axes
  /// keep their lengths and strides; the offset moves to the selected element.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param index the index; a negative one counts from the end
  /// @return the layout with one axis less
  /// @throws IllegalArgumentException if there is no such axis
  /// @throws IndexOutOfBoundsException if the index is out of range
  public StridedLayout select(int axis, long index) {
    int k = axis(axis);
    return selected(k, index, k);
  }

  /// Like [#select(int, long)], with the name of the axis in the message.
  StridedLayout selected(int k, long index, int named) {
    long n = lengthAt(k);
    long i = index < 0 ? index + n : index;
    if (i < 0 || i >= n) {
      throw LayoutErrors.indexOutOfBounds(named, index, n);
    }
    return without(k, moved(i, strideAt(k)));
  }

  /// The offset of the element some steps along an axis. Without elements it does not change,
  /// because it would leave the memory.
  private long moved(long steps, long stride) {
    return empty ? offset : offset + steps * stride;
  }

  /// A multi-dimensional index: NumPy's basic indexing, `a[1:5, ::-1, ..., None]`. Entries are
  /// taken axis by axis: a position removes its axis, a range keeps it with another length and
  /// stride, a new axis has length 1, an ellipsis stands for all axes that the other entries leave;
  /// axes after the last entry stay whole.
  ///
  /// @param index the entries, see [Index]
  /// @return the layout
  /// @throws IllegalArgumentException if there are more entries than axes or two ellipses, a step
  ///   is 0, or the axes would be more than [#MAX_RANK]
  /// @throws IndexOutOfBoundsException if a position is out of range; the message names the axis
  public StridedLayout slice(Index... index) {
    return Indexing.slice(this, index);
  }

  /// The axes in reverse order, lengths and strides alike: NumPy's `a.T`.
  ///
  /// @return the transposed layout
  public StridedLayout transpose() {
    long[] reversed = further == null ? null : further.reversed(n0, n1, n2, n3, s0, s1, s2, s3);
    return permuted(rank - 1, rank - 2, rank - 3, rank - 4, reversed);
  }

  /// The axes in another order: axis `k` of the result is axis `axes[k]` of this layout, with its
  /// length and stride. NumPy's `a.transpose(axes)`.
  ///
  /// @param axes each axis once; negative ones count from the end
  /// @return the permuted layout
  /// @throws IllegalArgumentException if an axis is missing, repeated or out of range
  public StridedLayout permute(int... axes) {
    if (axes.length != rank) {
      throw Errors.argument(
          "expected %d axes in a permutation of shape %s but found %d: %s",
          rank, Errors.tuple(shape()), axes.length, Arrays.toString(axes));
    }
    int count = axes.length;
    if (count > 4) {
      return permutedMany(axes.clone());
    }
    int a0 = count > 0 ? axis(axes[0]) : 3;
    int a1 = count > 1 ? axis(axes[1]) : 3;
    int a2 = count > 2 ? axis(axes[2]) : 3;
    int a3 = count > 3 ? axis(axes[3]) : 3;
    long seen = (count > 0 ? 1L << a0 : 0) | (count > 1 ? 1L << a1 : 0);
    seen |= (count > 2 ? 1L << a2 : 0) | (count > 3 ? 1L << a3 : 0);
    checkPermutation(seen, axes);
    return permuted(a0, a1, a2, a3, null);
  }

  private StridedLayout permutedMany(int[] axes) {
    long[] n = new long[rank];
    long[] s = new long[rank];
    long seen = 0;
    for (int k = 0; k < rank; k++) {
      int a = axis(axes[k]);
      seen |= 1L << a;
      n[k] = lengthAt(a);
      s[k] = strideAt(a);
    }
    checkPermutation(seen, axes);
    return trusted(itemSize, offset, n, s);
  }

  private void checkPermutation(long seen, int[] axes) {
    if (Long.bitCount(seen) != rank) {
      throw Errors.argument(
          "expected each of %d axes once in a permutation but found %s",
          rank, Arrays.toString(axes));
    }
  }

  /// Missing axes are given as any number that is not an axis. If there are more than four, `all`
  /// has the new lengths, then the new strides.
  private StridedLayout permuted(int a0, int a1, int a2, int a3, long @Nullable [] all) {
    return new StridedLayout(
        rank,
        itemSize,
        empty,
        offset,
        all == null ? pick(a0, n0, n1, n2, n3) : all[0],
        all == null ? pick(a1, n0, n1, n2, n3) : all[1],
        all == null ? pick(a2, n0, n1, n2, n3) : all[2],
        all == null ? pick(a3, n0, n1, n2, n3) : all[3],
        all == null ? pick(a0, s0, s1, s2, s3) : all[rank],
        all == null ? pick(a1, s0, s1, s2, s3) : all[rank + 1],
        all == null ? pick(a2, s0, s1, s2, s3) : all[rank + 2],
        all == null ? pick(a3, s0, s1, s2, s3) : all[rank + 3],
        all == null ? null : FurtherAxes.of(all));
  }

  private static long pick(int k, long v0, long v1, long v2, long v3) {
    return k == 0 ? v0 : k == 1 ? v1 : k == 2 ? v2 : v3;
  }

  /// Two axes exchanged, lengths and strides alike: NumPy's `a.swapaxes(axis1, axis2)`.
  ///
  /// @param axis1 an axis; a negative one counts from the end
  /// @param axis2 another; a negative one counts from the end
  /// @return the layout
  /// @throws IllegalArgumentException if there is no such axis
  public StridedLayout swapAxes(int axis1, int axis2) {
    int a = axis(axis1);
    int b = axis(axis2);
    StridedLayout step = with(a, lengthAt(b), strideAt(b), offset);
    return step.with(b, lengthAt(a), strideAt(a), offset);
  }

  /// One axis moved to another position; the others keep their order. NumPy's `np.moveaxis(a,
  /// source, destination)`.
  ///
  /// @param source the axis; a negative one counts from the end
  /// @param destination its position in the result; a negative one counts from the end
  /// @return the layout
  /// @throws IllegalArgumentException if there is no such axis or position
  public StridedLayout moveAxis(int source, int destination) {
    int from = axis(source);
    int to = axis(destination);
    return without(from, offset).withInserted(to, lengthAt(from), strideAt(from));
  }

  /// A new axis of length 1 and stride 0: NumPy's `np.expand_dims(a, position)`.
  ///
  /// @param position its position in the result; a negative one counts from the result's end
  /// @return the layout with one axis more
  /// @throws IllegalArgumentException if there is no such position or the rank would exceed
  ///   [#MAX_RANK]
  public StridedLayout expandDims(int position) {
    int k = position < 0 ? position + rank + 1 : position;
    if (k < 0 || k > rank) {
      throw LayoutErrors.noSuchAxis(position, rank + 1);
    }
    Shapes.checkRank(rank + 1);
    return withInserted(k, 1, 0);
  }

  /// Several new axes of length 1 and stride 0: NumPy's `np.expand_dims(a, positions)`.
  ///
  /// @param positions their positions in the result, in any order; negative ones count from the
  ///   result's end
  /// @return the layout with the additional axes
  /// @throws IllegalArgumentException if there is no such position, one is named twice, or the rank
  ///   would exceed [#MAX_RANK]
  public StridedLayout expandDims(int... positions) {
    int result = rank + positions.length;
    Shapes.checkRank(result);
    long named = Shapes.named(positions.clone(), result);
    StridedLayout layout = this;
    for (int k = 0; k < result; k++) {
      layout = (named >> k & 1) == 1 ? layout.withInserted(k, 1, 0) : layout;
    }
    return layout;
  }

  /// Without the axes of length 1: NumPy's `a.squeeze()`. The other axes keep their strides.
  ///
  /// @return the layout
  public StridedLayout squeeze() {
    StridedLayout layout = this;
    for (int k = rank - 1; k >= 0; k--) {
      if (lengthAt(k) == 1) {
        layout = layout.without(k, offset);
      }
    }
    return layout;
  }

  /// Without the given axes, each of which has length 1: NumPy's `a.squeeze(axes)`.
  ///
  /// @param axes the axes; negative ones count from the end
  /// @return the layout
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or one does not
  ///   have length 1
  public StridedLayout squeeze(int... axes) {
    long named = Shapes.named(axes.clone(), rank);
    StridedLayout layout = this;
    for (int k = rank - 1; k >= 0; k--) {
      if ((named >> k & 1) == 1) {
        if (lengthAt(k) != 1) {
          throw Errors.argument(
              "expected an axis of length 1 to squeeze but found length %d on axis %d of shape %s",
              lengthAt(k), k, Errors.tuple(shape()));
        }
        layout = layout.without(k, offset);
      }
    }
    return layout;
  }

  /// One axis reversed: NumPy's `np.flip(a, axis)`. The stride changes its sign, and the offset
  /// moves to the element that was last on the axis.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return the layout
  /// @throws IllegalArgumentException if there is no such axis
  public StridedLayout flip(int axis) {
    return sliceAxis(axis, Long.MAX_VALUE, Long.MIN_VALUE, -1);
  }

  /// The elements `(i, i + k)` of two axes, along one axis that replaces both and comes last:
  /// NumPy's `a.diagonal(k, axis1, axis2)`. Its stride is the sum of the two; its length is 0 for a
  /// diagonal outside the array.
  ///
  /// @param k which diagonal: 0 the main one, positive above it, negative below it
  /// @param axis1 the axis of the first index; a negative one counts from the end
  /// @param axis2 the axis of the second index; a negative one counts from the end
  /// @return the layout with one axis less
  /// @throws IllegalArgumentException if an axis does not exist or both are the same
  public StridedLayout diagonal(long k, int axis1, int axis2) {
    int a = axis(axis1);
    int b = axis(axis2);
    if (a == b) {
      throw Errors.argument("expected two different axes but found axis %d twice", a);
    }
    StridedLayout from =
        k >= 0
            ? sliceAxis(b, k, Long.MAX_VALUE, 1)
            : sliceAxis(a, k == Long.MIN_VALUE ? Long.MAX_VALUE : -k, Long.MAX_VALUE, 1);
    long n = Math.min(from.lengthAt(a), from.lengthAt(b));
    long s = strideAt(a) + strideAt(b);
    StridedLayout rest =
        from.without(Math.max(a, b), from.offset).without(Math.min(a, b), from.offset);
    return rest.withInserted(rank - 2, n, s);
  }

  /// The same elements in C order under another shape: NumPy's `a.reshape(shape, copy=False)`. The
  /// strides follow from the shape.
  ///
  /// @param shape the shape; one length may be -1 and is then computed
  /// @return the layout
  /// @throws IllegalArgumentException if the number of elements differs, or they would have to move
  public StridedLayout reshape(long... shape) {
    long[] lengths = Reshape.resolve(size(), shape);
    StridedLayout reshaped = Reshape.view(this, Order.C, lengths);
    if (reshaped == null) {
      throw Errors.argument(
          "expected strides that can be read as shape %s without a copy but found %s",
          Errors.tuple(lengths), this);
    }
    return reshaped;
  }

  /// Stretched to a shape by repeating elements: NumPy's `np.broadcast_to(a, shape)`. Shapes are
  /// aligned at the last axis. An axis of length 1 is repeated to any length, 0 included, by stride
  /// 0; missing axes are added before the first; all other lengths have to agree.
  ///
  /// @param shape the resulting shape
  /// @return the layout
  /// @throws IllegalArgumentException if a length is neither 1 nor the requested one; the message
  ///   names both shapes and the axis
  public StridedLayout broadcastTo(long... shape) {
    return stretched(shape.clone());
  }

  private StridedLayout stretched(long[] shape) {
    Shapes.check(itemSize, shape);
    int lead = shape.length - rank;
    if (lead < 0) {
      throw Errors.argument(
          "expected a shape of at least %d axes to broadcast %s to but found %s",
          rank, Errors.tuple(shape()), Errors.tuple(shape));
    }
    long[] strides = new long[shape.length];
    for (int k = 0; k < rank; k++) {
      long n = lengthAt(k);
      if (n == shape[lead + k]) {
        strides[lead + k] = strideAt(k);
      } else if (n != 1) {
        throw Errors.argument(
            "expected length 1 or %d on axis %d to broadcast %s to %s but found %d",
            shape[lead + k], k, Errors.tuple(shape()), Errors.tuple(shape), n);
      }
    }
    return checked(itemSize, offset, shape, strides);
  }

  /// Drops leading axes of length 1 while there are more than `rank` axes: what an assignment may
  /// drop from its source.
  StridedLayout withoutLeadingOnes(int keep) {
    StridedLayout layout = this;
    while (layout.rank > keep && layout.lengthAt(0) == 1) {
      layout = layout.without(0, offset);
    }
    return layout;
  }

  /// Every window of a given shape, one step apart: NumPy's
  /// `np.lib.stride_tricks.sliding_window_view(a, window)`. The windows' positions come first, the
  /// axes inside a window last, each with the stride of its axis; windows share elements.
  ///
  /// @param window the window's length along each axis, at least 1
  /// @return the layout with twice the axes
  /// @throws IllegalArgumentException if the number of lengths is not the rank, a window is longer
  ///   than its axis, or the axes would be more than [#MAX_RANK]
  public StridedLayout slidingWindow(long... window) {
    if (window.length != rank) {
      throw Errors.argument(
          "expected %d window lengths for shape %s but found %s",
          rank, Errors.tuple(shape()), Errors.tuple(window));
    }
    long[] shape = Arrays.copyOf(shape(), 2 * rank);
    long[] strides = Arrays.copyOf(strides(), 2 * rank);
    for (int k = 0; k < rank; k++) {
      long length = window[k];
      if (length < 1 || length > shape[k]) {
        throw Errors.argument(
            "expected a window length in [1, %d] on axis %d but found %d", shape[k], k, length);
      }
      shape[k] -= length - 1;
      shape[rank + k] = length;
      strides[rank + k] = strides[k];
    }
    return checked(itemSize, offset, shape, strides);
  }

  /// The same axes for elements of another size at an offset inside each element: a field of a
  /// struct, a part of a complex number.
  StridedLayout within(int newItemSize, long bytesIn) {
    return new StridedLayout(
        rank, newItemSize, empty, moved(1, bytesIn), n0, n1, n2, n3, s0, s1, s2, s3, further);
  }

  /// The same, with the axes of a sub-array, which is packed in each element, after the others.
  StridedLayout within(int newItemSize, long bytesIn, long[] inner) {
    Shapes.checkRank(rank + inner.length);
    long[] strides = Shapes.packedStrides(newItemSize, inner, Order.C);
    StridedLayout layout = within(newItemSize, bytesIn);
    for (int k = 0; k < inner.length; k++) {
      layout = layout.withInserted(layout.rank, inner[k], strides[k]);
    }
    return layout;
  }

  /// The layout of the same bytes as elements of another type.
  StridedLayout reinterpreted(int size, Object type) {
    if (size == itemSize) {
      return this;
    }
    long bytes = rank == 0 ? 0 : lengthAt(rank - 1) * itemSize;
    boolean packed =
        size() == 0 || rank > 0 && (lengthAt(rank - 1) == 1 || strideAt(rank - 1) == itemSize);
    if (!packed || bytes % size != 0) {
      throw Errors.argument(
          "expected a packed last axis of a multiple of %d bytes to read as %s but found %s",
          size, type, this);
    }
    return within(size, 0).with(rank - 1, bytes / size, size, offset);
  }

  /// The same layout, relative to another byte.
  StridedLayout atOffset(long byteOffset) {
    return new StridedLayout(
        rank, itemSize, empty, byteOffset, n0, n1, n2, n3, s0, s1, s2, s3, further);
  }

  // --- axes

  /// The axis in `[0, rank)` that a possibly negative number names.
  int axis(int axis) {
    int k = axis < 0 ? axis + rank : axis;
    if (k < 0 || k >= rank) {
      throw LayoutErrors.noSuchAxis(axis, rank);
    }
    return k;
  }

  long lengthAt(int k) {
    return k < 4 || further == null ? pick(k, n0, n1, n2, n3) : further.length(k - 4);
  }

  long strideAt(int k) {
    return k < 4 || further == null ? pick(k, s0, s1, s2, s3) : further.stride(k - 4);
  }

  StridedLayout with(int k, long n, long s, long newOffset) {
    return new StridedLayout(
        rank,
        itemSize,
        empty || n == 0,
        newOffset,
        k == 0 ? n : n0,
        k == 1 ? n : n1,
        k == 2 ? n : n2,
        k == 3 ? n : n3,
        k == 0 ? s : s0,
        k == 1 ? s : s1,
        k == 2 ? s : s2,
        k == 3 ? s : s3,
        k < 4 || further == null ? further : further.replaced(k - 4, n, s));
  }

  StridedLayout without(int k, long newOffset) {
    return new StridedLayout(
        rank - 1,
        itemSize,
        empty,
        newOffset,
        k > 0 ? n0 : n1,
        k > 1 ? n1 : n2,
        k > 2 ? n2 : n3,
        further == null ? 1 : k > 3 ? n3 : further.length(0),
        k > 0 ? s0 : s1,
        k > 1 ? s1 : s2,
        k > 2 ? s2 : s3,
        further == null ? 0 : k > 3 ? s3 : further.stride(0),
        further == null ? null : further.without(Math.max(0, k - 4)));
  }

  StridedLayout withInserted(int k, long n, long s) {
    return new StridedLayout(
        rank + 1,
        itemSize,
        empty || n == 0,
        offset,
        k == 0 ? n : n0,
        k == 1 ? n : k < 1 ? n0 : n1,
        k == 2 ? n : k < 2 ? n1 : n2,
        k == 3 ? n : k < 3 ? n2 : n3,
        k == 0 ? s : s0,
        k == 1 ? s : k < 1 ? s0 : s1,
        k == 2 ? s : k < 2 ? s1 : s2,
        k == 3 ? s : k < 3 ? s2 : s3,
        rank < 4
            ? null
            : FurtherAxes.with(further, Math.max(0, k - 4), k < 4 ? n3 : n, k < 4 ? s3 : s));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StridedLayout that
        && rank == that.rank
        && itemSize == that.itemSize
        && offset == that.offset
        && Arrays.equals(shape(), that.shape())
        && Arrays.equals(strides(), that.strides());
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(shape()) + Arrays.hashCode(strides()))
        + Long.hashCode(offset);
  }

  /// Shape, strides and offset, for messages.
  ///
  /// @return `shape (3, 4), strides (32, 8), offset 0, item size 8`
  @Override
  public String toString() {
    return Errors.text(
        "shape %s, strides %s, offset %d, item size %d",
        Errors.tuple(shape()), Errors.tuple(strides()), offset, itemSize);
  }
}
