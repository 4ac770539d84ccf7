package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.culebra.array.internal.Segments;

/// Transposed moves. Where the rows of the one array are the columns of the other, tiles are turned
/// in the heap: both sides then see runs of memory, and C2 a loop whose steps and bounds it knows.
final class TransposeKernel {

  /// The longest row of a transposed tile, in units, and the most units that a tile holds: it stays
  /// in L1.
  private static final int TILE_ROW = 64;

  private static final int TILE = TILE_ROW * 64;

  /// A tile of fewer rows than this is not worth the way through the heap.
  private static final int TILE_MIN_ROWS = 8;

  private TransposeKernel() {}

  /// Moves a plane that is packed in operand 0.
  static void move(MemorySegment t, MemorySegment f, StridedIterator p, int unit, boolean swap) {
    int width = (int) Math.min(TILE_ROW, p.length());
    int height = (int) Math.min(TILE / width, p.lines());
    Object tile = height < TILE_MIN_ROWS ? new byte[0] : newTile(unit, width * height);
    for (long top = 0; top < p.lines(); top += height) {
      int rows = (int) Math.min(height, p.lines() - top);
      for (long left = 0; left < p.length(); left += width) {
        int columns = (int) Math.min(width, p.length() - left);
        long at = p.at(0) + top * p.lineStep(0) + left * unit;
        long source = p.at(1) + top * p.lineStep(1) + left * p.step(1);
        if (rows < TILE_MIN_ROWS) {
          moveRows(t, at, f, source, p, columns, rows, unit, swap);
        } else {
          for (int column = 0; column < columns; column++) {
            long from = source + column * p.step(1);
            turn(f, from, p.lineStep(1), tile, column, columns, rows, swap);
          }
          writeTile(tile, t, at, p.lineStep(0), columns, rows, unit);
        }
      }
    }
  }

  private static void moveRows(
      MemorySegment t,
      long at,
      MemorySegment f,
      long source,
      StridedIterator p,
      int columns,
      int rows,
      int unit,
      boolean swap) {
    for (int row = 0; row < rows; row++) {
      long to = at + row * p.lineStep(0);
      long from = source + row * p.lineStep(1);
      CopyKernel.moveRow(t, to, unit, f, from, p.step(1), columns, unit, swap);
    }
  }

  private static Object newTile(int unit, int size) {
    return switch (unit) {
      case 1 -> new byte[size];
      case 2 -> new short[size];
      case 4 -> new int[size];
      default -> new long[size];
    };
  }

  /// Makes a run of memory a column of a tile with rows of `width`.
  private static void turn(
      MemorySegment from,
      long source,
      long step,
      Object tile,
      int column,
      int width,
      int n,
      boolean swap) {
    switch (tile) {
      case byte[] to -> turn1(from, source, step, to, column, width, n);
      case short[] to -> turn2(from, source, step, to, column, width, n, swap);
      case int[] to -> turn4(from, source, step, to, column, width, n, swap);
      default -> turn8(from, source, step, (long[]) tile, column, width, n, swap);
    }
  }

  private static void writeTile(
      Object tile, MemorySegment to, long at, long line, int width, int rows, int unit) {
    ValueLayout layout = layout(unit);
    if (line == (long) width * unit) {
      MemorySegment.copy(tile, 0, to, layout, at, width * rows);
      return;
    }
    for (int row = 0; row < rows; row++) {
      MemorySegment.copy(tile, row * width, to, layout, at + row * line, width);
    }
  }

  private static ValueLayout layout(int unit) {
    return switch (unit) {
      case 1 -> JAVA_BYTE;
      case 2 -> JAVA_SHORT_UNALIGNED;
      case 4 -> JAVA_INT_UNALIGNED;
      default -> JAVA_LONG_UNALIGNED;
    };
  }

  private static void turn1(
      MemorySegment f, long source, long step, byte[] to, int column, int width, int n) {
    MemorySegment from = Segments.sharpened(f);
    if (step == 1 && width == TILE_ROW) {
      for (int i = 0; i < n; i++) {
        byte v = from.get(JAVA_BYTE, source + 1L * i);
        to[column + TILE_ROW * i] = v;
      }
    } else {
      for (int i = 0; i < n; i++) {
        byte v = from.get(JAVA_BYTE, source + step * i);
        to[column + width * i] = v;
      }
    }
  }

  private static void turn2(
      MemorySegment f,
      long source,
      long step,
      short[] to,
      int column,
      int width,
      int n,
      boolean swap) {
    MemorySegment from = Segments.sharpened(f);
    if (step == 2 && width == TILE_ROW) {
      for (int i = 0; i < n; i++) {
        short v = from.get(JAVA_SHORT_UNALIGNED, source + 2L * i);
        to[column + TILE_ROW * i] = swap ? Short.reverseBytes(v) : v;
      }
    } else {
      for (int i = 0; i < n; i++) {
        short v = from.get(JAVA_SHORT_UNALIGNED, source + step * i);
        to[column + width * i] = swap ? Short.reverseBytes(v) : v;
      }
    }
  }

  private static void turn4(
      MemorySegment f,
      long source,
      long step,
      int[] to,
      int column,
      int width,
      int n,
      boolean swap) {
    MemorySegment from = Segments.sharpened(f);
    if (step == 4 && width == TILE_ROW) {
      for (int i = 0; i < n; i++) {
        int v = from.get(JAVA_INT_UNALIGNED, source + 4L * i);
        to[column + TILE_ROW * i] = swap ? Integer.reverseBytes(v) : v;
      }
    } else {
      for (int i = 0; i < n; i++) {
        int v = from.get(JAVA_INT_UNALIGNED, source + step * i);
        to[column + width * i] = swap ? Integer.reverseBytes(v) : v;
      }
    }
  }

  private static void turn8(
      MemorySegment f,
      long source,
      long step,
      long[] to,
      int column,
      int width,
      int n,
      boolean swap) {
    MemorySegment from = Segments.sharpened(f);
    if (step == 8 && width == TILE_ROW) {
      for (int i = 0; i < n; i++) {
        long v = from.get(JAVA_LONG_UNALIGNED, source + 8L * i);
        to[column + TILE_ROW * i] = swap ? Long.reverseBytes(v) : v;
      }
    } else {
      for (int i = 0; i < n; i++) {
        long v = from.get(JAVA_LONG_UNALIGNED, source + step * i);
        to[column + width * i] = swap ? Long.reverseBytes(v) : v;
      }
    }
  }
}
