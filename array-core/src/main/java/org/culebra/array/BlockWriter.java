package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Writes blocks of doubles or longs to an array of plain numbers, whatever the type and byte
/// order, with the conversions of [Elements]. Swapped bytes go through scratch memory.
final class BlockWriter {

  private final MemorySegment segment;
  private final DType type;
  private final MemorySegment scratch;
  private final long[] longs;

  BlockWriter(NDArray array, Arena arena) {
    segment = array.segment();
    type = array.dtype();
    scratch = type.isNativeOrder() ? segment : arena.allocate(8L * Blocks.SIZE, 8);
    longs = Elements.isFloat(type) ? new long[0] : new long[Blocks.SIZE];
  }

  void doubles(long at, long step, double[] from, int n) {
    if (!Elements.isFloat(type)) {
      Blocks.toLongs(from, type, longs, n);
      longs(at, step, longs, n);
    } else if (type.isNativeOrder()) {
      Blocks.write(segment, at, step, type, from, n);
    } else {
      Blocks.write(scratch, 0, type.itemSize(), type, from, n);
      swapOut(at, step, n);
    }
  }

  /// To types that are not floating-point. The block may be changed.
  void longs(long at, long step, long[] from, int n) {
    if (type.isNativeOrder()) {
      Blocks.write(segment, at, step, type, from, n);
    } else {
      Blocks.write(scratch, 0, type.itemSize(), type, from, n);
      swapOut(at, step, n);
    }
  }

  private void swapOut(long at, long step, int n) {
    int size = type.itemSize();
    Moves.moveRow(segment, at, step, scratch, 0, size, n, size, true);
  }
}
