package org.culebra.array.internal.kernel;

import org.culebra.array.internal.kernel.Diophantine.Answer;

/// Whether elements of one array share bytes with each other.
public final class SelfOverlap {

  private SelfOverlap() {}

  /// Whether two elements of one layout share a byte; also true if that is too hard to decide.
  public static boolean mayOverlap(int itemSize, long[] shape, long[] strides) {
    return !isNested(itemSize, shape, strides)
        && solve(itemSize, shape, strides, Diophantine.MAX_WORK) != Answer.NO;
  }

  /// The common case: with the strides in order, each is wider than everything inside it. Searches
  /// the next wider stride repeatedly, which allocates nothing.
  private static boolean isNested(int itemSize, long[] shape, long[] strides) {
    if (hasNone(shape)) {
      return true;
    }
    long inside = itemSize;
    long done = 0;
    for (int axis = next(shape, strides, done); axis >= 0; axis = next(shape, strides, done)) {
      long stride = Math.abs(strides[axis]);
      if (stride < inside) {
        return false;
      }
      inside += stride * (shape[axis] - 1);
      done |= 1L << axis;
    }
    return true;
  }

  /// The axis of the least stride not yet processed; -1 if there is none. Axes of length 1 do not
  /// count.
  private static int next(long[] shape, long[] strides, long done) {
    int next = -1;
    long least = Long.MAX_VALUE;
    for (int k = 0; k < shape.length; k++) {
      long stride = Math.abs(strides[k]);
      if (shape[k] > 1 && (done & 1L << k) == 0 && stride <= least) {
        next = k;
        least = stride;
      }
    }
    return next;
  }

  /// Two different indices with a common byte: `sum(stride * d) + e == 0` for differences `d`, not
  /// all zero. Without loss of generality they differ upwards on the first axis on which they
  /// differ: one question per axis.
  public static Answer solve(int itemSize, long[] shape, long[] strides, long maxWork) {
    if (hasNone(shape)) {
      return Answer.NO;
    }
    int rank = shape.length;
    boolean hard = false;
    for (int axis = 0; axis < rank; axis++) {
      if (shape[axis] > 1) {
        Answer answer = differsFirstOn(axis, itemSize, shape, strides, maxWork);
        if (answer == Answer.YES) {
          return answer;
        }
        hard |= answer == Answer.TOO_HARD;
      }
    }
    return hard ? Answer.TOO_HARD : Answer.NO;
  }

  private static Answer differsFirstOn(
      int axis, int itemSize, long[] shape, long[] strides, long maxWork) {
    int later = shape.length - axis - 1;
    long[][] terms = new long[later + 2][];
    long itemBytes = itemSize - 1L;
    long stride = Math.abs(strides[axis]);
    try {
      long center = itemBytes - stride;
      for (int k = 0; k < later; k++) {
        long s = Math.abs(strides[axis + 1 + k]);
        long most = shape[axis + 1 + k] - 1;
        terms[k] = new long[] {s, Math.multiplyExact(2, most)};
        center = Math.addExact(center, Math.multiplyExact(s, most));
      }
      terms[later] = new long[] {stride, shape[axis] - 2};
      terms[later + 1] = new long[] {1, 2 * itemBytes};
      return Diophantine.solve(terms, center, maxWork);
    } catch (ArithmeticException e) {
      return Answer.TOO_HARD;
    }
  }

  private static boolean hasNone(long[] shape) {
    for (long n : shape) {
      if (n == 0) {
        return true;
      }
    }
    return false;
  }
}
