package org.culebra.array.internal.kernel;

/// Results of a reduction that are computed side by side, in blocks. [AxisReduction] walks, this
/// combines.
///
/// One block of accumulators serves two walks. Along columns each accumulator is one result. Along
/// a line several of them belong to one result, so that the additions or comparisons of neighbors
/// do not wait for each other; [#endLine] makes them one.
abstract class Accumulators {

  /// The most accumulators.
  static final int SIZE = 1024;

  /// The most accumulators of a line: few, because they are joined in the end.
  private static final int LANES = 256;

  /// How many accumulators there are.
  final int size;

  /// Whether the elements of a result are taken twice, with [#again] or [#lineAgain] between.
  final boolean isTwice;

  /// The accumulators of the line.
  private int lanes;

  /// @param to where results go
  Accumulators(Operand to) {
    this(to, false);
  }

  Accumulators(Operand to, boolean isTwice) {
    this.isTwice = isTwice;
    size = (int) Math.min(SIZE, Math.max(LANES, to.size()));
  }

  /// Sets the first `n` to their initial values.
  abstract void start(int n);

  /// Combines the first `n` accumulators with one element each.
  ///
  /// @param at the offset of the first element in the source
  /// @param step the step between elements, in bytes
  /// @param position the first element's index along the reduced axis, if there is only one
  /// @param advance how much the index grows from element to element, 0 or 1
  abstract void take(long at, long step, int n, long position, int advance);

  /// Prepares the first `n` for the same elements once more.
  void again(int n) {
    throw new IllegalStateException("elements are taken once");
  }

  /// Prepares for the same line once more.
  void lineAgain() {
    throw new IllegalStateException("elements are taken once");
  }

  /// Starts a line.
  ///
  /// @param length the elements of each of its pieces
  void startLine(long length) {
    lanes = (int) Math.min(LANES, length);
    start(lanes);
  }

  /// Takes the next piece of the line.
  void takeLine(long at, long step, long length, long position) {
    for (long done = 0; done < length; done += lanes) {
      int n = (int) Math.min(lanes, length - done);
      take(at + done * step, step, n, position + done, 1);
    }
  }

  /// The accumulators of the line, unless a subclass goes along lines in a way of its own.
  int lanes() {
    return lanes;
  }

  /// Makes the line result `i` of a block of results of lines.
  abstract void endLine(int i);

  /// Writes the first `n` accumulators, or the results of lines, as elements of the result.
  abstract void write(long at, long step, int n, boolean lines);
}
