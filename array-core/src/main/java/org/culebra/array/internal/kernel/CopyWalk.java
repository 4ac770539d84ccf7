package org.culebra.array.internal.kernel;

import org.jspecify.annotations.Nullable;

/// The one walk of all copies: passes every row of two operands to a kernel, with memory accesses
/// as close together as possible. If the rows of one are the columns of the other, it walks tile by
/// tile; planes that are too narrow for that, along their long side; anything else row by row.
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

  /// The elements of a row or column walked at a time where a plane is narrow: all touched memory
  /// stays in L1.
  private static final int NARROW = 512;

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
      } else if (p.isTransposed()) {
        bands(p, kernel);
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

  /// A few long rows whose elements are interleaved in the source, a part of all of them at a time.
  private static void bands(StridedIterator p, RowKernel kernel) {
    for (long left = 0; left < p.length(); left += NARROW) {
      long n = Math.min(NARROW, p.length() - left);
      for (long line = 0; line < p.lines(); line++) {
        long at = p.at(0) + line * p.lineStep(0) + left * p.step(0);
        long source = p.at(1) + line * p.lineStep(1) + left * p.step(1);
        kernel.run(at, p.step(0), source, p.step(1), n);
      }
    }
  }

  /// Many short rows, `x[:, :3]`, a block of lines at a time.
  private static void columns(StridedIterator p, RowKernel kernel) {
    for (long top = 0; top < p.lines(); top += NARROW) {
      long n = Math.min(NARROW, p.lines() - top);
      for (long column = 0; column < p.length(); column++) {
        long at = p.at(0) + top * p.lineStep(0) + column * p.step(0);
        long source = p.at(1) + top * p.lineStep(1) + column * p.step(1);
        kernel.run(at, p.lineStep(0), source, p.lineStep(1), n);
      }
    }
  }
}
