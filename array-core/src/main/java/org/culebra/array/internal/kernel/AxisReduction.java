package org.culebra.array.internal.kernel;

/// The walk of a reduction along one axis, or over all elements: along lines of the axis where its
/// elements are the nearest in memory, otherwise along rows of results, which all advance by one
/// element at a time.
final class AxisReduction {

  /// Lines and rows of fewer elements than this are not worth a block of their own.
  private static final int SHORT = 16;

  private final Accumulators results;
  private final long length;
  private final long stride;

  private AxisReduction(Accumulators results, long length, long stride) {
    this.results = results;
    this.length = length;
    this.stride = stride;
  }

  /// @param from what is reduced
  /// @param to of its shape without the axis
  static void run(Operand from, int axis, Operand to, Accumulators results) {
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
    long at = rows.at(0);
    long step = rows.step(0);
    for (long done = 0; done < rows.length(); done += Accumulators.SIZE) {
      int n = (int) Math.min(Accumulators.SIZE, rows.length() - done);
      results.start(n);
      for (long k = 0; k < length; k++) {
        results.take(at + done * step + k * stride, step, n, k, 0);
      }
      results.write(rows.at(1) + done * rows.step(1), rows.step(1), n, false);
    }
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
