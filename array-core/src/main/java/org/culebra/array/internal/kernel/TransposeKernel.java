package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Transposed copies. Where the rows of the one array are the columns of the other, tiles are
/// turned in the heap: both sides then see runs of memory, and C2 a loop whose steps and bounds it
/// knows.
final class TransposeKernel {

  /// The longest row of a transposed tile, in units, and the most units that a tile holds: it stays
  /// in L1.
  private static final int TILE_ROW = UnitLoops.TILE_ROW;

  private static final int TILE = TILE_ROW * 64;

  /// A tile of fewer rows than this is not worth the way through the heap.
  private static final int TILE_MIN_ROWS = 8;

  private final MemorySegment from;
  private final int unit;
  private final boolean swap;

  private final MemorySegment to;

  /// The size of an element of the destination.
  private final int size;

  /// What becomes of the elements of a tile; null if they are only moved.
  private final @Nullable TileCast cast;

  /// On the heap, of units or of what the elements are in memory.
  private @Nullable Object tile;

  private TransposeKernel(
      MemorySegment to,
      int size,
      MemorySegment from,
      int unit,
      boolean swap,
      @Nullable TileCast cast) {
    this.to = to;
    this.size = size;
    this.from = from;
    this.unit = unit;
    this.swap = swap;
    this.cast = cast;
  }

  /// For planes that are packed in operand 0, whose units are only moved.
  static TransposeKernel moving(MemorySegment to, MemorySegment from, int unit, boolean swap) {
    return new TransposeKernel(to, unit, from, unit, swap, null);
  }

  /// For planes whose elements are converted: a tile is transposed unconverted, brought to this
  /// machine's byte order, and converted from there.
  static TransposeKernel converting(Operand to, Operand from, TileCast cast) {
    boolean swap = !from.dtype().isNativeOrder();
    return new TransposeKernel(
        to.segment(), to.itemSize(), from.segment(), from.itemSize(), swap, cast);
  }

  /// Whether planes are big enough that elements are worth the way through a tile.
  static boolean isWorthwhile(StridedIterator p) {
    return p.lines() >= TILE_MIN_ROWS && p.length() >= CopyWalk.SHORT_ROW;
  }

  /// The most elements in a tile of these planes.
  static int tileSize(StridedIterator p) {
    return width(p) * height(p);
  }

  private static int width(StridedIterator p) {
    return (int) Math.min(TILE_ROW, p.length());
  }

  private static int height(StridedIterator p) {
    return (int) Math.min(TILE / width(p), p.lines());
  }

  /// Takes a plane to the destination.
  ///
  /// @param rows for tiles of too few rows
  void run(StridedIterator p, CopyWalk.RowKernel rows) {
    int width = width(p);
    int height = height(p);
    for (long top = 0; top < p.lines(); top += height) {
      int lines = (int) Math.min(height, p.lines() - top);
      for (long left = 0; left < p.length(); left += width) {
        int columns = (int) Math.min(width, p.length() - left);
        long at = p.at(0) + top * p.lineStep(0) + left * p.step(0);
        long source = p.at(1) + top * p.lineStep(1) + left * p.step(1);
        if (lines < TILE_MIN_ROWS) {
          for (int line = 0; line < lines; line++) {
            long next = source + line * p.lineStep(1);
            rows.run(at + line * p.lineStep(0), p.step(0), next, p.step(1), columns);
          }
        } else {
          turnTile(p, at, source, columns, lines);
        }
      }
    }
  }

  private void turnTile(StridedIterator p, long at, long source, int columns, int lines) {
    Object turned = tile;
    if (turned == null) {
      turned = cast == null ? newTile(unit, tileSize(p)) : cast.newTile();
      tile = turned;
    }
    for (int column = 0; column < columns; column++) {
      long run = source + column * p.step(1);
      turn(from, run, p.lineStep(1), turned, column, columns, lines, swap);
    }
    Object done = cast == null ? turned : cast.convert(turned, columns * lines);
    writeTile(done, to, at, p.lineStep(0), p.step(0), columns, lines, size);
  }

  static Object newTile(int unit, int size) {
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
      case byte[] to -> UnitLoops.turn(from, source, step, to, column, width, n);
      case short[] to -> UnitLoops.turn(from, source, step, to, column, width, n, swap);
      case int[] to -> UnitLoops.turn(from, source, step, to, column, width, n, swap);
      case long[] to -> UnitLoops.turn(from, source, step, to, column, width, n, swap);
      case float[] to -> UnitLoops.turn(from, source, step, to, column, width, n);
      default -> UnitLoops.turn(from, source, step, (double[]) tile, column, width, n);
    }
  }

  private static void writeTile(
      Object tile, MemorySegment to, long at, long line, long step, int width, int rows, int size) {
    if (step == size && line == (long) width * size) {
      BlockCodec.store(tile, 0, to, at, size, width * rows);
      return;
    }
    for (int row = 0; row < rows; row++) {
      BlockCodec.store(tile, row * width, to, at + row * line, step, width);
    }
  }
}
