package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;
import org.jspecify.annotations.Nullable;

/// An operand's elements as packed runs of native memory in this machine's byte order: where they
/// are, or else copied to scratch memory that stays in L1.
final class PackedRuns {

  /// The most elements that are copied at a time.
  private static final int COPIED = Accumulators.SIZE;

  private final MemorySegment segment;
  private final DType type;
  private final boolean direct;
  private final int size;
  private final Arena arena;
  private @Nullable MemorySegment scratch;

  /// @param size the most elements of a run that is not copied
  PackedRuns(Operand array, int size, Arena arena) {
    segment = array.segment();
    type = array.dtype();
    direct = type.isNativeOrder() && Segments.isFast(segment);
    this.size = size;
    this.arena = arena;
  }

  private boolean isInPlace(long step) {
    return direct && step == type.itemSize();
  }

  /// The most elements of a run.
  int most(long step) {
    return isInPlace(step) ? size : COPIED;
  }

  /// A run of at most [#most] elements, valid until the next call.
  MemorySegment run(long at, long step, int n) {
    if (isInPlace(step)) {
      return segment.asSlice(at, (long) n * type.itemSize());
    }
    MemorySegment copy = scratch;
    if (copy == null) {
      copy = arena.allocate((long) COPIED * type.itemSize(), Long.BYTES);
      scratch = copy;
    }
    CopyKernel.gather(copy, segment, at, step, n, type);
    return copy;
  }
}
