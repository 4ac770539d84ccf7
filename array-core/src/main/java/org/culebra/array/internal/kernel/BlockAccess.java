package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;
import org.jspecify.annotations.Nullable;

/// An operand's plain numbers as blocks of doubles or longs, read and written with the conversions
/// of [Elements], whatever their type, byte order and memory. What [BlockCodec] cannot take where
/// it is, and what [UnitLoops] packs faster, goes through scratch memory.
final class BlockAccess {

  private final MemorySegment segment;
  private final DType type;
  private final int size;
  private final Arena arena;

  /// Whether the elements can be read and written where they are.
  private final boolean direct;

  private final BlockCodec codec;
  private @Nullable MemorySegment scratch;

  /// For blocks of at most `size` elements.
  BlockAccess(Operand array, int size, Arena arena) {
    segment = array.segment();
    type = array.dtype();
    this.size = size;
    this.arena = arena;
    direct = type.isNativeOrder() && Segments.isFast(segment);
    codec = new BlockCodec(type, size);
  }

  private boolean isDirect(long step) {
    return direct && !UnitLoops.packs(step, type.itemSize());
  }

  private MemorySegment scratch() {
    MemorySegment memory = scratch == null ? arena.allocate(8L * size, 8) : scratch;
    scratch = memory;
    return memory;
  }

  /// Integers are rounded to the nearest double, as a [DType#FLOAT64] takes them.
  void read(long at, long step, double[] to, int n) {
    read(at, step, DType.FLOAT64, to, n);
  }

  /// Integers become the doubles that round to the right number of another type.
  void read(long at, long step, DType rounding, double[] to, int n) {
    if (isDirect(step)) {
      codec.read(segment, at, step, rounding, to, n);
    } else {
      codec.read(gathered(at, step, n), 0, type.itemSize(), rounding, to, n);
    }
  }

  /// Of types that are not floating-point; unsigned numbers of 64 bits keep their bits.
  void read(long at, long step, long[] to, int n) {
    if (isDirect(step)) {
      codec.read(segment, at, step, to, n);
    } else {
      codec.read(gathered(at, step, n), 0, type.itemSize(), to, n);
    }
  }

  private MemorySegment gathered(long at, long step, int n) {
    MemorySegment memory = scratch();
    CopyKernel.gather(memory, segment, at, step, n, type);
    return memory;
  }

  void write(long at, long step, double[] from, int n) {
    if (isDirect(step)) {
      codec.write(segment, at, step, from, n);
    } else {
      codec.write(scratch(), 0, type.itemSize(), from, n);
      CopyKernel.scatter(segment, at, step, scratch(), n, type);
    }
  }

  /// To types that are not floating-point. The block may be changed.
  void write(long at, long step, long[] from, int n) {
    if (isDirect(step)) {
      codec.write(segment, at, step, from, n);
    } else {
      codec.write(scratch(), 0, type.itemSize(), from, n);
      CopyKernel.scatter(segment, at, step, scratch(), n, type);
    }
  }
}
