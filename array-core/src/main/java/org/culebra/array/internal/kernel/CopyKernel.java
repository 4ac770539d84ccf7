package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;

/// Moves units of 1, 2, 4 or 8 bytes between strided native memory, swapping their bytes if
/// requested.
final class CopyKernel {

  /// Pixels moved in one call: C2 compiles a loop for short runs, which it sees often, better.
  static final int PIXELS = 1024;

  private CopyKernel() {}

  /// Moves every unit of `from` to its position in `to`; both have one shape and one item size, a
  /// multiple of the unit.
  static void move(Operand to, Operand from, int unit, boolean swap) {
    MemorySegment t = to.segment();
    MemorySegment f = from.segment();
    StridedIterator p = StridedIterator.planes(unit, to, from);
    PixelLoops.Loop pixels = swap ? null : PixelLoops.find(p, unit);
    if (pixels != null) {
      movePixels(p, t, f, unit, pixels);
      return;
    }
    boolean tiled = p.isTransposed() && p.step(0) == unit && TransposeKernel.isWorthwhile(p);
    CopyWalk.run(
        p,
        (at, step, source, sourceStep, n) ->
            moveRow(t, at, step, f, source, sourceStep, n, unit, swap),
        tiled ? TransposeKernel.moving(t, f, unit, swap) : null);
  }

  /// All pixels of a plane but the last by the loop, the last one unit by unit.
  private static void movePixels(
      StridedIterator p, MemorySegment to, MemorySegment from, int unit, PixelLoops.Loop loop) {
    long last = p.lines() - 1;
    while (p.next()) {
      for (long done = 0; done < last; done += PIXELS) {
        long at = p.at(0) + done * p.lineStep(0);
        long source = p.at(1) + done * p.lineStep(1);
        loop.run(to, at, from, source, p.step(1), Math.min(PIXELS, last - done));
      }
      long at = p.at(0) + last * p.lineStep(0);
      long source = p.at(1) + last * p.lineStep(1);
      moveRow(to, at, unit, from, source, p.step(1), p.length(), unit, false);
    }
  }

  /// Moves a row of elements to the beginning of native memory, in this machine's byte order, from
  /// memory of any kind.
  static void gather(MemorySegment to, MemorySegment from, long at, long step, int n, DType type) {
    int size = type.itemSize();
    boolean swap = !type.isNativeOrder();
    if (Segments.isFast(from)) {
      moveRow(to, 0, size, from, at, step, n, size, swap);
      return;
    }
    if (step == size) {
      MemorySegment.copy(from, at, to, 0, (long) n * size);
    } else {
      for (int i = 0; i < n; i++) {
        MemorySegment.copy(from, at + i * step, to, (long) i * size, size);
      }
    }
    if (swap) {
      moveRow(to, 0, size, to, 0, size, n, size, true);
    }
  }

  /// The inverse of [#gather]; the native memory may be modified.
  static void scatter(MemorySegment to, long at, long step, MemorySegment from, int n, DType type) {
    int size = type.itemSize();
    boolean swap = !type.isNativeOrder();
    if (Segments.isFast(to)) {
      moveRow(to, at, step, from, 0, size, n, size, swap);
      return;
    }
    if (swap) {
      moveRow(from, 0, size, from, 0, size, n, size, true);
    }
    if (step == size) {
      MemorySegment.copy(from, 0, to, at, (long) n * size);
    } else {
      for (int i = 0; i < n; i++) {
        MemorySegment.copy(from, (long) i * size, to, at + i * step, size);
      }
    }
  }

  /// Packed rows are copied, or swapped; all others go unit by unit.
  static void moveRow(
      MemorySegment to,
      long at,
      long step,
      MemorySegment from,
      long source,
      long sourceStep,
      long n,
      int unit,
      boolean swap) {
    if (step == unit && sourceStep == unit && (!swap || unit == 1)) {
      MemorySegment.copy(from, source, to, at, n * unit);
      return;
    }
    switch (unit) {
      case 1 -> UnitLoops.move1(to, at, step, from, source, sourceStep, n);
      case 2 -> UnitLoops.move2(to, at, step, from, source, sourceStep, n, swap);
      case 4 -> UnitLoops.move4(to, at, step, from, source, sourceStep, n, swap);
      default -> UnitLoops.move8(to, at, step, from, source, sourceStep, n, swap);
    }
  }
}
