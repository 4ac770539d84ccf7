package org.culebra.array.internal.kernel;

/// Results of a reduction that are computed side by side, in blocks. [AxisReduction] walks, this
/// combines.
///
/// One block of accumulators serves two walks. Along columns each accumulator is one result. Along
/// a line all of them belong to one result, so that the additions or comparisons of neighbors do
/// not wait for each other; [#join] makes them one in the end.
abstract class Accumulators {

  /// The most accumulators.
  static final int SIZE = 1024;

  /// Sets the first `n` to their initial values.
  abstract void start(int n);

  /// Combines the first `n` accumulators with one element each.
  ///
  /// @param at the offset of the first element in the source
  /// @param step the step between elements, in bytes
  /// @param position the first element's index along the reduced axis
  /// @param advance how much the index grows from element to element, 0 or 1
  abstract void take(long at, long step, int n, long position, int advance);

  /// Joins the first `n` accumulators into result `i` of a block of joined results.
  abstract void join(int n, int i);

  /// Writes the first `n` accumulators, or the joined results, as elements of the result.
  abstract void write(long at, long step, int n, boolean joined);
}
