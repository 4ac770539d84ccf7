package org.culebra.array;

import org.culebra.array.Diophantine.Answer;

/// Whether arrays share bytes, with one another or within one.
final class Overlap {

  /// Candidates to try before the worst is assumed. Slices need one per axis.
  private static final long MAX_WORK = 1000;

  private Overlap() {}

  /// False only if no byte belongs to both.
  static boolean mayShare(NDArray a, NDArray b) {
    return share(a, b, MAX_WORK) != Answer.NO;
  }

  static Answer share(NDArray a, NDArray b, long maxWork) {
    return share(a.layout().atOffset(a.address()), b.layout().atOffset(b.address()), maxWork);
  }

  /// Two layouts that count their bytes from the same place.
  static Answer share(StridedLayout a, StridedLayout b, long maxWork) {
    if (a.size() == 0 || b.size() == 0) {
      return Answer.NO;
    }
    long lowA = a.lowByte();
    long lowB = b.lowByte();
    long highA = a.highByte();
    long highB = b.highByte();
    if (lowA >= highB || lowB >= highA) {
      return Answer.NO;
    }
    // With all strides turned positive: lowA + X == lowB + Y. Counting Y down from its end leaves
    // one sum.
    long distance = Math.min(highB - 1 - lowA, highA - 1 - lowB);
    long[][] terms = new long[a.rank() + b.rank() + 2][];
    addTerms(terms, 0, a);
    addTerms(terms, a.rank() + 1, b);
    return Diophantine.solve(terms, distance, maxWork);
  }

  private static void addTerms(long[][] terms, int from, StridedLayout layout) {
    for (int k = 0; k < layout.rank(); k++) {
      terms[from + k] = new long[] {Math.abs(layout.strideAt(k)), layout.lengthAt(k) - 1};
    }
    terms[from + layout.rank()] = new long[] {1, layout.itemSize() - 1};
  }

  /// Whether two elements of one layout share a byte; true also where that is too hard to tell.
  static boolean selfOverlaps(StridedLayout layout) {
    return !isNested(layout) && self(layout, MAX_WORK) != Answer.NO;
  }

  /// The common case: with the strides in order, each is wider than all that lies inside it. Looks
  /// for the next wider stride time and again, which allocates nothing.
  private static boolean isNested(StridedLayout layout) {
    if (layout.size() == 0) {
      return true;
    }
    long inside = layout.itemSize();
    long done = 0;
    for (int axis = next(layout, done); axis >= 0; axis = next(layout, done)) {
      long stride = Math.abs(layout.strideAt(axis));
      if (stride < inside) {
        return false;
      }
      inside += stride * (layout.lengthAt(axis) - 1);
      done |= 1L << axis;
    }
    return true;
  }

  /// The axis of the least stride that is not done; -1 if none is left. Axes of length 1 do not
  /// count.
  private static int next(StridedLayout layout, long done) {
    int next = -1;
    long least = Long.MAX_VALUE;
    for (int k = 0; k < layout.rank(); k++) {
      long stride = Math.abs(layout.strideAt(k));
      if (layout.lengthAt(k) > 1 && (done & 1L << k) == 0 && stride <= least) {
        next = k;
        least = stride;
      }
    }
    return next;
  }

  /// Two different indices with a common byte: `sum(stride * d) + e == 0` for differences `d`, not
  /// all zero. The first axis on which they differ may be taken to differ upwards, one question per
  /// axis.
  static Answer self(StridedLayout layout, long maxWork) {
    if (layout.size() == 0) {
      return Answer.NO;
    }
    int rank = layout.rank();
    boolean hard = false;
    for (int axis = 0; axis < rank; axis++) {
      if (layout.lengthAt(axis) > 1) {
        Answer answer = differsFirstOn(axis, layout, maxWork);
        if (answer == Answer.YES) {
          return answer;
        }
        hard |= answer == Answer.TOO_HARD;
      }
    }
    return hard ? Answer.TOO_HARD : Answer.NO;
  }

  private static Answer differsFirstOn(int axis, StridedLayout layout, long maxWork) {
    int later = layout.rank() - axis - 1;
    long[][] terms = new long[later + 2][];
    long itemBytes = layout.itemSize() - 1L;
    long stride = Math.abs(layout.strideAt(axis));
    try {
      long centre = itemBytes - stride;
      for (int k = 0; k < later; k++) {
        long s = Math.abs(layout.strideAt(axis + 1 + k));
        long most = layout.lengthAt(axis + 1 + k) - 1;
        terms[k] = new long[] {s, Math.multiplyExact(2, most)};
        centre = Math.addExact(centre, Math.multiplyExact(s, most));
      }
      terms[later] = new long[] {stride, layout.lengthAt(axis) - 2};
      terms[later + 1] = new long[] {1, 2 * itemBytes};
      return Diophantine.solve(terms, centre, maxWork);
    } catch (ArithmeticException e) {
      return Answer.TOO_HARD;
    }
  }
}
