package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;

/// Writes blocks of doubles or longs to an array of plain numbers, whatever the type and byte
/// order, with the conversions of [Elements]. Swapped bytes are copied through scratch memory.
final class BlockWriter {

  private final MemorySegment segment;
  private final DType type;

  /// Whether the elements can be written in place; otherwise they are copied through scratch
  /// memory.
  private final boolean direct;

  private final MemorySegment scratch;
  private final long[] longs;
  private final BlockCodec blocks;

  /// For blocks of at most `size` elements.
  BlockWriter(Operand array, int size, Arena arena) {
    segment = array.segment();
    type = array.dtype();
    direct = type.isNativeOrder() && Segments.isFast(segment);
    scratch = direct ? segment : arena.allocate(8L * size, 8);
    longs = new long[BlockCodec.passesAsDoubles(type) ? 0 : size];
    blocks = new BlockCodec(type, size);
  }

  void doubles(long at, long step, double[] from, int n) {
    if (!BlockCodec.passesAsDoubles(type)) {
      BlockCodec.toLongs(from, type, longs, n);
      longs(at, step, longs, n);
    } else if (direct) {
      blocks.write(segment, at, step, from, n);
    } else {
      blocks.write(scratch, 0, type.itemSize(), from, n);
      CopyKernel.scatter(segment, at, step, scratch, n, type);
    }
  }

  /// To types other than floating-point. The block may be modified.
  void longs(long at, long step, long[] from, int n) {
    if (direct) {
      blocks.write(segment, at, step, from, n);
    } else {
      blocks.write(scratch, 0, type.itemSize(), from, n);
      CopyKernel.scatter(segment, at, step, scratch, n, type);
    }
  }
}
