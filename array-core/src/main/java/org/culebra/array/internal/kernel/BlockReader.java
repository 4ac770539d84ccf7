package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Segments;

/// Reads runs of an array of plain numbers, whatever the type and byte order, into blocks of
/// doubles or longs. Swapped bytes are first reordered in scratch memory.
final class BlockReader {

  private final MemorySegment segment;
  private final DType type;

  /// Whether the elements can be read in place; otherwise they are copied through scratch memory.
  private final boolean direct;

  private final MemorySegment scratch;
  private final long[] longs;
  private final BlockCodec blocks;

  /// For blocks of at most `size` elements.
  BlockReader(Operand array, int size, Arena arena) {
    segment = array.segment();
    type = array.dtype();
    direct = type.isNativeOrder() && Segments.isFast(segment);
    scratch = direct ? segment : arena.allocate(8L * size, 8);
    longs = new long[BlockCodec.passesAsDoubles(type) ? 0 : size];
    blocks = new BlockCodec(type, size);
  }

  /// Integers are rounded to the nearest double, as a [DType#FLOAT64] takes them.
  void doubles(long at, long step, double[] to, int n) {
    doubles(at, step, DType.FLOAT64, to, n);
  }

  /// Integers become the doubles that round to the right number of another type.
  void doubles(long at, long step, DType rounding, double[] to, int n) {
    if (BlockCodec.passesAsDoubles(type)) {
      boolean moved = inOrder(at, step, n);
      blocks.read(scratch, moved ? 0 : at, moved ? type.itemSize() : step, to, n);
    } else {
      longs(at, step, longs, n);
      if (type.itemSize() < 8) {
        BlockCodec.toDoubles(longs, to, n);
        return;
      }
      BlockCodec.toDoubles(longs, type.kind() == Kind.UINT, rounding, to, n);
    }
  }

  /// For types other than floating-point; unsigned 64-bit numbers keep their bits.
  void longs(long at, long step, long[] to, int n) {
    boolean moved = inOrder(at, step, n);
    blocks.read(scratch, moved ? 0 : at, moved ? type.itemSize() : step, to, n);
  }

  /// Moves elements that cannot be read in place to the beginning of the scratch memory.
  private boolean inOrder(long at, long step, int n) {
    if (!direct) {
      CopyKernel.gather(scratch, segment, at, step, n, type);
    }
    return !direct;
  }
}
