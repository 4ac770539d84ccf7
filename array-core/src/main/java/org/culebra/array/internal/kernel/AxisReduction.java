package org.culebra.array.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The walk of a reduction along axes, or over all elements: along lines of the reduced axes where
/// their elements are the nearest in memory, otherwise along rows of results, which all advance by
/// one element at a time.
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

  /// The elements of a result: rows of the reduced axes, usually a single one.
  private final StridedIterator pieces;

  private final boolean isOnePiece;

  /// Where the elements of the result at index 0 begin, from which those of others are counted.
  private final long origin;

  /// The length of each piece and the step in it.
  private final long length;

  private final long stride;

  private AxisReduction(Supplier<Accumulators> results, Operand from, long axes) {
    this.results = results.get();
    this.more = results;
    Operand reduced = from.withAxes(axes);
    // Positions count along one axis, in its own order.
    pieces =
        reduced.rank() == 1 ? StridedIterator.inOrder(reduced) : StridedIterator.anyOrder(reduced);
    length = pieces.length();
    stride = pieces.step(0);
    isOnePiece = reduced.size() == length;
    origin = from.byteOffset();
  }

  /// @param from what is reduced
  /// @param axes the bits of the reduced axes
  /// @param to of its shape without the axes
  static void run(Operand from, long axes, Operand to, Supplier<Accumulators> results) {
    AxisReduction reduction = new AxisReduction(results, from, axes);
    StridedIterator rows = StridedIterator.anyOrder(from.withAxes(~axes), to);
    boolean lines = reduction.prefersLines(rows);
    while (rows.next()) {
      if (lines) {
        reduction.lines(rows);
      } else {
        reduction.columns(rows);
      }
    }
  }

  private boolean prefersLines(StridedIterator rows) {
    boolean isShort = rows.length() < SHORT;
    boolean isLong = length >= SHORT || !isOnePiece && length > rows.length();
    return isLong && (isShort || Math.abs(stride) < Math.abs(rows.step(0)));
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
    takeColumns(rows, first, width);
    if (results.isTwice) {
      for (int i = 0; i < count; i++) {
        beside.get(i).again(length(i, width));
      }
      takeColumns(rows, first, width);
    }
    for (int i = 0; i < count; i++) {
      long at = rows.at(1) + (first + (long) i * Accumulators.SIZE) * rows.step(1);
      beside.get(i).write(at, rows.step(1), length(i, width), false);
    }
  }

  private void takeColumns(StridedIterator rows, long first, long width) {
    pieces.restart();
    while (pieces.next()) {
      long start = rows.at(0) + first * rows.step(0) + pieces.at(0) - origin;
      for (long k = 0; k < length; k++) {
        for (int i = 0; (long) i * Accumulators.SIZE < width; i++) {
          long at = start + (long) i * Accumulators.SIZE * rows.step(0) + k * stride;
          beside.get(i).take(at, rows.step(0), length(i, width), k, 0);
        }
      }
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
        long start = rows.at(0) + (done + i) * rows.step(0) - origin;
        results.startLine(length);
        takeLine(start);
        if (results.isTwice) {
          results.lineAgain();
          takeLine(start);
        }
        results.endLine(i);
      }
      results.write(rows.at(1) + done * rows.step(1), rows.step(1), n, true);
    }
  }

  /// @param start where the line begins, counted from the origin
  private void takeLine(long start) {
    if (isOnePiece) {
      results.takeLine(start + pieces.at(0), stride, length, 0);
      return;
    }
    pieces.restart();
    while (pieces.next()) {
      results.takeLine(start + pieces.at(0), stride, length, 0);
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
