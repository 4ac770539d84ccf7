package org.culebra.array.internal.kernel;

/// What a copy does with a row of elements: moves it ([CopyKernel]) or converts it ([CastKernel]).
/// A kernel knows the memory on both sides; the walk ([CopyWalk]) determines the rows.
interface RowKernel {

  /// Processes a row of `n` elements from the offset `source` to the offset `at`; steps are in
  /// bytes.
  void run(long at, long step, long source, long sourceStep, long n);
}
