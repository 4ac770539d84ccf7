package org.culebra.array.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The walk of a reduction along one axis, or over all elements: along lines of the axis where its
/// elements are the nearest in memory, otherwise along rows of results, which all advance by one
/// element at a time.
final class AxisReduction {

  /// Lines and rows of fewer elements than this are not worth a block of their own.
  private static final int SHORT = 16;

  /// The most accumulators side by side: elements are then read in the order of memory, and the
  /// accumulators stay in L2.
  private static final int BESIDE = 8;

  private final Accumulators results;

  /// More of them for further results side by beside.
  private final Supplier<Accumulators> more;

  private final List<Accumulators> beside = new ArrayList<>();
  private final long length;
  private final long stride;

  private AxisReduction(Supplier<Accumulators> results, long length, long stride) {
    this.results = results.get();
    this.more = results;
    this.length = length;
    this.stride = stride;
  }

  /// @param from what is reduced
  /// @param to of its shape without the axis
  static void run(Operand from, int axis, Operand to, Supplier<Accumulators> results) {
    AxisReduction reduction = new AxisReduction(results, from.shape(axis), from.stride(axis));
    StridedIterator rows = StridedIterator.anyOrder(from.withoutAxis(axis), to);
    boolean isShort = rows.length() < SHORT;
    boolean nearer = Math.abs(reduction.stride) < Math.abs(rows.step(0));
    boolean lines = reduction.length >= SHORT && (isShort || nearer);
    while (rows.next()) {
      if (lines) {
        reduction.lines(rows);
      } else {
        reduction.columns(rows);
      }
    }
  }

  private void columns(StridedIterator rows) {
    long width = Math.min((long) BESIDE * Accumulators.SIZE, rows.length());
    while ((long) beside.size() * Accumulators.SIZE < width) {
      beside.add(beside.isEmpty() ? results : more.get());
    }
    for (long done = 0; done < rows.length(); done += width) {
      columns(rows, done, Math.min(width, rows.length() - done));
    }
  }

  private void columns(StridedIterator rows, long first, long width) {
    int count = (int) ((width + Accumulators.SIZE - 1) / Accumulators.SIZE);
    for (int i = 0; i < count; i++) {
      beside.get(i).start(length(i, width));
    }
    for (long k = 0; k < length; k++) {
      for (int i = 0; i < count; i++) {
        long at = rows.at(0) + (first + (long) i * Accumulators.SIZE) * rows.step(0) + k * stride;
        beside.get(i).take(at, rows.step(0), length(i, width), k, 0);
      }
    }
    for (int i = 0; i < count; i++) {
      long at = rows.at(1) + (first + (long) i * Accumulators.SIZE) * rows.step(1);
      beside.get(i).write(at, rows.step(1), length(i, width), false);
    }
  }

  /// How many results the accumulators `i` of a number of results have.
  private static int length(int i, long width) {
    return (int) Math.min(Accumulators.SIZE, width - (long) i * Accumulators.SIZE);
  }

  private void lines(StridedIterator rows) {
    for (long done = 0; done < rows.length(); done += Accumulators.SIZE) {
      int n = (int) Math.min(Accumulators.SIZE, rows.length() - done);
      for (int i = 0; i < n; i++) {
        results.startLine(length);
        results.takeLine(rows.at(0) + (done + i) * rows.step(0), stride, length, 0);
        results.endLine(i);
      }
      results.write(rows.at(1) + done * rows.step(1), rows.step(1), n, true);
    }
  }

  /// All elements as one line.
  ///
  /// @param inOrder whether the positions, in C order, matter
  /// @param to one element
  static void total(Operand from, boolean inOrder, Operand to, Accumulators results) {
    StridedIterator rows = inOrder ? StridedIterator.inOrder(from) : StridedIterator.anyOrder(from);
    results.startLine(rows.length());
    long position = 0;
    while (rows.next()) {
      results.takeLine(rows.at(0), rows.step(0), rows.length(), position);
      position += rows.length();
    }
    results.endLine(0);
    results.write(to.byteOffset(), to.itemSize(), 1, true);
  }
}
