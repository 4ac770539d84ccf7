package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;

/// An operand's plain numbers as blocks of doubles or longs, read and written with the conversions
/// of [Elements], whatever their type, byte order and memory. What [BlockCodec] cannot take where
/// it is goes through scratch memory.
final class BlockAccess {

  private final MemorySegment segment;
  private final DType type;

  /// Whether the elements can be read and written where they are.
  private final boolean direct;

  private final MemorySegment scratch;
  private final BlockCodec codec;

  /// For blocks of at most `size` elements.
  BlockAccess(Operand array, int size, Arena arena) {
    segment = array.segment();
    type = array.dtype();
    direct = type.isNativeOrder() && Segments.isFast(segment);
    scratch = direct ? segment : arena.allocate(8L * size, 8);
    codec = new BlockCodec(type, size);
  }

  /// Integers are rounded to the nearest double, as a [DType#FLOAT64] takes them.
  void read(long at, long step, double[] to, int n) {
    read(at, step, DType.FLOAT64, to, n);
  }

  /// Integers become the doubles that round to the right number of another type.
  void read(long at, long step, DType rounding, double[] to, int n) {
    boolean moved = inOrder(at, step, n);
    codec.read(scratch, moved ? 0 : at, moved ? type.itemSize() : step, rounding, to, n);
  }

  /// Of types that are not floating-point; unsigned numbers of 64 bits keep their bits.
  void read(long at, long step, long[] to, int n) {
    boolean moved = inOrder(at, step, n);
    codec.read(scratch, moved ? 0 : at, moved ? type.itemSize() : step, to, n);
  }

  /// Brings elements that cannot be read where they are to the beginning of the scratch memory.
  private boolean inOrder(long at, long step, int n) {
    if (!direct) {
      CopyKernel.gather(scratch, segment, at, step, n, type);
    }
    return !direct;
  }

  void write(long at, long step, double[] from, int n) {
    if (direct) {
      codec.write(segment, at, step, from, n);
    } else {
      codec.write(scratch, 0, type.itemSize(), from, n);
      CopyKernel.scatter(segment, at, step, scratch, n, type);
    }
  }

  /// To types that are not floating-point. The block may be changed.
  void write(long at, long step, long[] from, int n) {
    if (direct) {
      codec.write(segment, at, step, from, n);
    } else {
      codec.write(scratch, 0, type.itemSize(), from, n);
      CopyKernel.scatter(segment, at, step, scratch, n, type);
    }
  }
}
