package org.culebra.array;

import java.util.Arrays;
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

  /// The common case: with the strides in order, each is wider than all that lies inside it.
  private static boolean isNested(StridedLayout layout) {
    int rank = layout.rank();
    long[][] axes = new long[rank][];
    for (int k = 0; k < rank; k++) {
      if (layout.lengthAt(k) == 0) {
        return true;
      }
      axes[k] = new long[] {Math.abs(layout.strideAt(k)), layout.lengthAt(k) - 1};
    }
    Arrays.sort(axes, (x, y) -> Long.compare(x[0], y[0]));
    long inside = layout.itemSize();
    for (long[] axis : axes) {
      if (axis[1] > 0 && axis[0] < inside) {
        return false;
      }
      inside += axis[0] * axis[1];
    }
    return true;
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
