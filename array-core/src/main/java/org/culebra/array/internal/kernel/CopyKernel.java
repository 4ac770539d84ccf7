package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;

/// Moves units of 1, 2, 4 or 8 bytes between strided native memory, swapping their bytes if
/// requested.
final class CopyKernel {

  private CopyKernel() {}

  /// Moves every unit of `from` to its position in `to`; both have one shape and one item size, a
  /// multiple of the unit.
  static void move(Operand to, Operand from, int unit, boolean swap) {
    MemorySegment t = to.segment();
    MemorySegment f = from.segment();
    StridedIterator p = StridedIterator.planes(unit, to, from);
    boolean tiled = p.isTransposed() && p.step(0) == unit;
    CopyWalk.run(
        p,
        (at, step, source, sourceStep, n) ->
            moveRow(t, at, step, f, source, sourceStep, n, unit, swap),
        tiled ? TransposeKernel.moving(t, f, unit, swap) : null);
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

  /// Packed rows are copied or swapped. Steps of one and two units, `x[::2]`, have separate loops:
  /// for a constant step, C2 checks bounds once per loop.
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
      case 1 -> move1(to, at, step, from, source, sourceStep, n);
      case 2 -> move2(to, at, step, from, source, sourceStep, n, swap);
      case 4 -> move4(to, at, step, from, source, sourceStep, n, swap);
      default -> move8(to, at, step, from, source, sourceStep, n, swap);
    }
  }

  private static void move1(
      MemorySegment t, long at, long step, MemorySegment f, long source, long sourceStep, long n) {
    MemorySegment to = Segments.sharpened(t);
    MemorySegment from = Segments.sharpened(f);
    if (step == 1 && sourceStep == 2) {
      for (long i = 0; i < n; i++) {
        byte v = from.get(JAVA_BYTE, source + i * 2);
        to.set(JAVA_BYTE, at + i * 1, v);
      }
    } else if (step == 1) {
      for (long i = 0; i < n; i++) {
        byte v = from.get(JAVA_BYTE, source + i * sourceStep);
        to.set(JAVA_BYTE, at + i * 1, v);
      }
    } else {
      for (long i = 0; i < n; i++) {
        byte v = from.get(JAVA_BYTE, source + i * sourceStep);
        to.set(JAVA_BYTE, at + i * step, v);
      }
    }
  }

  private static void move2(
      MemorySegment t,
      long at,
      long step,
      MemorySegment f,
      long source,
      long sourceStep,
      long n,
      boolean swap) {
    MemorySegment to = Segments.sharpened(t);
    MemorySegment from = Segments.sharpened(f);
    if (step == 2 && sourceStep == 2) {
      for (long i = 0; i < n; i++) {
        short v = from.get(JAVA_SHORT_UNALIGNED, source + i * 2);
        to.set(JAVA_SHORT_UNALIGNED, at + i * 2, Short.reverseBytes(v));
      }
    } else if (step == 2 && sourceStep == 4) {
      for (long i = 0; i < n; i++) {
        short v = from.get(JAVA_SHORT_UNALIGNED, source + i * 4);
        to.set(JAVA_SHORT_UNALIGNED, at + i * 2, swap ? Short.reverseBytes(v) : v);
      }
    } else if (step == 2) {
      for (long i = 0; i < n; i++) {
        short v = from.get(JAVA_SHORT_UNALIGNED, source + i * sourceStep);
        to.set(JAVA_SHORT_UNALIGNED, at + i * 2, swap ? Short.reverseBytes(v) : v);
      }
    } else {
      for (long i = 0; i < n; i++) {
        short v = from.get(JAVA_SHORT_UNALIGNED, source + i * sourceStep);
        to.set(JAVA_SHORT_UNALIGNED, at + i * step, swap ? Short.reverseBytes(v) : v);
      }
    }
  }

  private static void move4(
      MemorySegment t,
      long at,
      long step,
      MemorySegment f,
      long source,
      long sourceStep,
      long n,
      boolean swap) {
    MemorySegment to = Segments.sharpened(t);
    MemorySegment from = Segments.sharpened(f);
    if (step == 4 && sourceStep == 4) {
      for (long i = 0; i < n; i++) {
        int v = from.get(JAVA_INT_UNALIGNED, source + i * 4);
        to.set(JAVA_INT_UNALIGNED, at + i * 4, Integer.reverseBytes(v));
      }
    } else if (step == 4 && sourceStep == 8) {
      for (long i = 0; i < n; i++) {
        int v = from.get(JAVA_INT_UNALIGNED, source + i * 8);
        to.set(JAVA_INT_UNALIGNED, at + i * 4, swap ? Integer.reverseBytes(v) : v);
      }
    } else if (step == 4) {
      for (long i = 0; i < n; i++) {
        int v = from.get(JAVA_INT_UNALIGNED, source + i * sourceStep);
        to.set(JAVA_INT_UNALIGNED, at + i * 4, swap ? Integer.reverseBytes(v) : v);
      }
    } else {
      for (long i = 0; i < n; i++) {
        int v = from.get(JAVA_INT_UNALIGNED, source + i * sourceStep);
        to.set(JAVA_INT_UNALIGNED, at + i * step, swap ? Integer.reverseBytes(v) : v);
      }
    }
  }

  private static void move8(
      MemorySegment t,
      long at,
      long step,
      MemorySegment f,
      long source,
      long sourceStep,
      long n,
      boolean swap) {
    MemorySegment to = Segments.sharpened(t);
    MemorySegment from = Segments.sharpened(f);
    if (step == 8 && sourceStep == 8) {
      for (long i = 0; i < n; i++) {
        long v = from.get(JAVA_LONG_UNALIGNED, source + i * 8);
        to.set(JAVA_LONG_UNALIGNED, at + i * 8, Long.reverseBytes(v));
      }
    } else if (step == 8 && sourceStep == 16) {
      for (long i = 0; i < n; i++) {
        long v = from.get(JAVA_LONG_UNALIGNED, source + i * 16);
        to.set(JAVA_LONG_UNALIGNED, at + i * 8, swap ? Long.reverseBytes(v) : v);
      }
    } else if (step == 8) {
      for (long i = 0; i < n; i++) {
        long v = from.get(JAVA_LONG_UNALIGNED, source + i * sourceStep);
        to.set(JAVA_LONG_UNALIGNED, at + i * 8, swap ? Long.reverseBytes(v) : v);
      }
    } else {
      for (long i = 0; i < n; i++) {
        long v = from.get(JAVA_LONG_UNALIGNED, source + i * sourceStep);
        to.set(JAVA_LONG_UNALIGNED, at + i * step, swap ? Long.reverseBytes(v) : v);
      }
    }
  }
}
