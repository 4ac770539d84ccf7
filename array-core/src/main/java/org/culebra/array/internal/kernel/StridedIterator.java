package org.culebra.array.internal.kernel;

import java.util.Arrays;
import org.culebra.array.internal.Errors;

/// A joint walk over several operands of one shape, row by row: the loop of all bulk operations.
///
/// Axes are merged where possible, so that a packed array of any rank is a single row; if the order
/// does not matter, axes are also sorted by the first layout's strides and reversed to run forwards
/// in it, so that rows are long and memory accesses close together.
///
/// ```java
/// StridedIterator rows = StridedIterator.anyOrder(to, from);
/// while (rows.next()) {
///   copyRow(rows.at(0), rows.step(0), rows.at(1), rows.step(1), rows.length());
/// }
/// ```
final class StridedIterator {

  private final int count;
  private int rank;
  private final long[] lengths;
  private final long[][] strides;
  private final long[] at;
  private final long[] index;

  /// The number of last axes that a step covers: 1 for rows, 2 for planes.
  private int inner = 1;

  private boolean none;
  private boolean started;
  private boolean done;

  /// @param unit 0 for elements, otherwise the unit into which they are split, in bytes
  private StridedIterator(int unit, Operand... operands) {
    Operand first = operands[0];
    count = operands.length;
    lengths = new long[first.rank() + 1];
    strides = new long[count][first.rank() + 1];
    at = new long[count];
    for (int axis = 0; axis < first.rank(); axis++) {
      long n = first.shape(axis);
      if (n != 1) {
        lengths[rank] = n;
        for (int op = 0; op < count; op++) {
          strides[op][rank] = operands[op].stride(axis);
        }
        rank++;
      }
      none |= n == 0;
    }
    if (unit > 0 && unit < first.itemSize()) {
      lengths[rank] = first.itemSize() / unit;
      for (int op = 0; op < count; op++) {
        strides[op][rank] = unit;
      }
      rank++;
    }
    for (int op = 0; op < count; op++) {
      at[op] = operands[op].byteOffset();
    }
    index = new long[lengths.length];
    done = none;
  }

  /// In the logical order of the elements, C order.
  static StridedIterator inOrder(Operand... operands) {
    StridedIterator rows = new StridedIterator(0, operands);
    rows.join();
    return rows;
  }

  /// In the order of memory.
  static StridedIterator anyOrder(Operand... operands) {
    return new StridedIterator(0, operands).inMemoryOrder();
  }

  /// In the order of memory, elements split into units.
  ///
  /// @param unit in bytes, which divides the items, all of one size
  static StridedIterator units(int unit, Operand... operands) {
    return new StridedIterator(unit, operands).inMemoryOrder();
  }

  private StridedIterator inMemoryOrder() {
    runForwards();
    sort();
    join();
    return this;
  }

  /// In the order of memory, two axes at a time: of a row there are [#lines()]. The second axis is
  /// the one with the closest elements in operand 1, so that transposed copies can be tiled.
  ///
  /// @param unit the unit into which the elements, of one size, are split; 0 to leave them whole
  static StridedIterator planes(int unit, Operand to, Operand from) {
    StridedIterator rows = new StridedIterator(unit, to, from).inMemoryOrder();
    int nearest = 0;
    for (int axis = 1; axis < rows.rank - 1; axis++) {
      boolean nearer = Math.abs(rows.strides[1][axis]) < Math.abs(rows.strides[1][nearest]);
      nearest = nearer ? axis : nearest;
    }
    for (int axis = nearest; axis < rows.rank - 2; axis++) {
      rows.swap(axis + 1);
    }
    rows.inner = Math.min(2, rows.rank);
    return rows;
  }

  private void runForwards() {
    for (int axis = 0; axis < rank; axis++) {
      if (strides[0][axis] < 0) {
        for (int op = 0; op < count; op++) {
          at[op] += (lengths[axis] - 1) * strides[op][axis];
          strides[op][axis] = -strides[op][axis];
        }
      }
    }
  }

  /// Insertion sort, greatest stride of operand 0 first; the next operand breaks ties.
  private void sort() {
    for (int i = 1; i < rank; i++) {
      for (int k = i; k > 0 && precedes(k, k - 1); k--) {
        swap(k);
      }
    }
  }

  private boolean precedes(int axis, int other) {
    for (int op = 0; op < count; op++) {
      int order = Long.compareUnsigned(Math.abs(strides[op][axis]), Math.abs(strides[op][other]));
      if (order != 0) {
        return order > 0;
      }
    }
    return false;
  }

  private void swap(int k) {
    swap(lengths, k);
    for (long[] operand : strides) {
      swap(operand, k);
    }
  }

  private static void swap(long[] values, int k) {
    long value = values[k];
    values[k] = values[k - 1];
    values[k - 1] = value;
  }

  private void join() {
    if (rank == 0) {
      lengths[rank++] = 1;
      return;
    }
    int to = 0;
    for (int axis = 1; axis < rank; axis++) {
      boolean joins = true;
      for (int op = 0; op < count; op++) {
        joins &= strides[op][to] == lengths[axis] * strides[op][axis];
      }
      to = joins ? to : to + 1;
      lengths[to] = joins ? lengths[to] * lengths[axis] : lengths[axis];
      for (int op = 0; op < count; op++) {
        strides[op][to] = strides[op][axis];
      }
    }
    rank = to + 1;
  }

  /// Steps to the next row; to the first one on the first call.
  boolean next() {
    if (done || !started) {
      started = true;
      return !done;
    }
    for (int axis = rank - 1 - inner; axis >= 0; axis--) {
      index[axis]++;
      boolean carry = index[axis] == lengths[axis];
      long steps = carry ? 1 - lengths[axis] : 1;
      for (int op = 0; op < count; op++) {
        at[op] += steps * strides[op][axis];
      }
      if (!carry) {
        return true;
      }
      index[axis] = 0;
    }
    done = true;
    return false;
  }

  /// Starts again, after the last row.
  void restart() {
    started = false;
    done = none;
  }

  /// The elements in every row.
  long length() {
    return lengths[rank - 1];
  }

  /// The offset of the row's first element in an operand, in bytes.
  long at(int operand) {
    return at[operand];
  }

  /// The step from element to element in an operand, in bytes.
  long step(int operand) {
    return strides[operand][rank - 1];
  }

  /// The rows of a plane; 1 where rows are walked one by one.
  long lines() {
    return inner == 2 ? lengths[rank - 2] : 1;
  }

  /// The step from row to row of a plane in an operand, in bytes.
  long lineStep(int operand) {
    return inner == 2 ? strides[operand][rank - 2] : 0;
  }

  /// Whether the rows of a plane are nearer to each other in operand 1 than its elements are: a
  /// tile of them is then read in runs.
  boolean isTransposed() {
    long lines = Math.abs(lineStep(1));
    return lines() > 1 && lines > 0 && lines < Math.abs(step(1));
  }

  @Override
  public String toString() {
    return Errors.text("%d axes %s", rank, Arrays.toString(lengths));
  }
}
