package org.culebra.array.internal.kernel;

/// The walk of a reduction along one axis, or over all elements: along lines of the axis where its
/// elements are the nearest in memory, otherwise along rows of results, which all advance by one
/// element at a time.
final class AxisReduction {

  /// Lines and rows of fewer elements than this are not worth a block of their own.
  private static final int SHORT = 16;

  /// The accumulators of a line: few, because they are joined in the end.
  private static final int LANES = 256;

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
        line(rows.at(0) + (done + i) * rows.step(0));
        results.join((int) Math.min(LANES, length), i);
      }
      results.write(rows.at(1) + done * rows.step(1), rows.step(1), n, true);
    }
  }

  private void line(long at) {
    results.start((int) Math.min(LANES, length));
    for (long done = 0; done < length; done += LANES) {
      int n = (int) Math.min(LANES, length - done);
      results.take(at + done * stride, stride, n, done, 1);
    }
  }

  /// All elements as one line.
  ///
  /// @param inOrder whether the positions, in C order, matter
  /// @param to one element
  static void total(Operand from, boolean inOrder, Operand to, Accumulators results) {
    StridedIterator rows = inOrder ? StridedIterator.inOrder(from) : StridedIterator.anyOrder(from);
    int lanes = (int) Math.min(LANES, rows.length());
    results.start(lanes);
    long position = 0;
    while (rows.next()) {
      for (long done = 0; done < rows.length(); done += LANES) {
        int n = (int) Math.min(LANES, rows.length() - done);
        results.take(rows.at(0) + done * rows.step(0), rows.step(0), n, position + done, 1);
      }
      position += rows.length();
    }
    results.join(lanes, 0);
    results.write(to.byteOffset(), to.itemSize(), 1, true);
  }
}
