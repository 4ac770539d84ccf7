package org.culebra.array.internal.kernel;

import org.jspecify.annotations.Nullable;

/// The one walk of all copies: passes every row of two operands to a kernel, with memory accesses
/// as close together as possible. If the rows of one are the columns of the other, it walks tile by
/// tile; many short rows are walked as few long columns; anything else row by row.
final class CopyWalk {

  /// What a copy does with a row of elements: moves it ([CopyKernel]) or converts it
  /// ([CastKernel]). A kernel knows the memory on both sides; the walk determines the rows.
  interface RowKernel {

    /// Processes a row of `n` elements from the offset `source` to the offset `at`; steps are in
    /// bytes.
    void run(long at, long step, long source, long sourceStep, long n);
  }

  /// Rows of fewer elements than this are walked column by column, and are too short for a tile.
  static final int SHORT_ROW = 8;

  /// The number of lines walked at a time in that case: all touched memory stays in L1.
  private static final int COLUMN = 256;

  private CopyWalk() {}

  /// Walks all planes.
  ///
  /// @param tiles null if nothing is tiled
  static void run(StridedIterator p, RowKernel kernel, @Nullable TransposeKernel tiles) {
    boolean shortRows = p.length() < SHORT_ROW && p.lines() > p.length();
    while (p.next()) {
      if (tiles != null) {
        tiles.run(p, kernel);
      } else if (shortRows) {
        columns(p, kernel);
      } else {
        rows(p, kernel);
      }
    }
  }

  private static void rows(StridedIterator p, RowKernel kernel) {
    for (long line = 0; line < p.lines(); line++) {
      long at = p.at(0) + line * p.lineStep(0);
      long source = p.at(1) + line * p.lineStep(1);
      kernel.run(at, p.step(0), source, p.step(1), p.length());
    }
  }

  /// Many short rows, `x[:, :3]`, a block of lines at a time.
  private static void columns(StridedIterator p, RowKernel kernel) {
    for (long top = 0; top < p.lines(); top += COLUMN) {
      long n = Math.min(COLUMN, p.lines() - top);
      for (long column = 0; column < p.length(); column++) {
        long at = p.at(0) + top * p.lineStep(0) + column * p.step(0);
        long source = p.at(1) + top * p.lineStep(1) + column * p.step(1);
        kernel.run(at, p.lineStep(0), source, p.lineStep(1), n);
      }
    }
  }
}
