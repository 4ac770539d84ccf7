package org.culebra.ffi.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// An arena made of [NativeBlock]s, which can outlive it. Exports and structs that point to its
/// memory find the block, see [ArenaBlocks]. Users know it as `ExchangeArena`.
public abstract class BlockArena implements Arena, MemoryOwner {
  private static final long MIN_ALIGNMENT = 64;

  /// Ends Java's access; the bytes are not its own.
  private final Arena view;

  private final @Nullable Thread thread;
  private final boolean collected;
  private final BlockTable blocks = new BlockTable();

  /// An arena without blocks.
  ///
  /// @param view ends Java's access
  /// @param thread the only one that may use it; `null` for all
  /// @param collected whether the garbage collector closes it, and nobody else
  protected BlockArena(Arena view, @Nullable Thread thread, boolean collected) {
    this.view = view;
    this.thread = thread;
    this.collected = collected;
    ArenaBlocks.open(view, blocks, collected);
  }

  /// Whether memory of this arena lasts as long as it is reachable.
  final boolean isCollected() {
    return collected;
  }

  /// New zeroed memory.
  ///
  /// @param byteSize the size in bytes
  /// @param byteAlignment a power of two
  /// @return a segment of this arena, aligned to 64 bytes at least
  /// @throws IllegalArgumentException if the size is negative or the alignment not a power of two
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  /// @throws OutOfMemoryError if there is no such memory
  @Override
  public final MemorySegment allocate(long byteSize, long byteAlignment) {
    if (byteSize < 0) {
      throw new IllegalArgumentException(
          "expected a size of at least 0 bytes but found " + byteSize);
    }
    if (byteAlignment < 1 || Long.bitCount(byteAlignment) != 1) {
      throw new IllegalArgumentException(
          "expected an alignment that is a power of two but found " + byteAlignment);
    }
    checkUsable();
    StackRoom.own();
    NativeBlock block = NativeBlock.allocate(byteSize, Math.max(MIN_ALIGNMENT, byteAlignment));
    try {
      MemorySegment memory = Restricted.segment(block.address(), byteSize, view);
      if (!blocks.add(block)) {
        throw MemoryErrors.closedArena();
      }
      return memory;
    } catch (Throwable e) {
      block.release();
      throw e;
    }
  }

  /// Keeps memory of this arena alive beyond its close. The lease may be released on any thread.
  ///
  /// @param segment memory that this arena has allocated, or a part of it
  /// @return the lease
  /// @throws IllegalStateException if the arena is closed, or the segment is not from it
  /// @throws WrongThreadException if the arena is another thread's
  @Override
  public final Lease leaseFor(MemorySegment segment) {
    try {
      return blockOf(segment).retain();
    } finally {
      // an automatic arena must not end between the look-up and the lease
      Reference.reachabilityFence(segment);
      Reference.reachabilityFence(this);
    }
  }

  /// The block that memory of this arena lies in.
  ///
  /// @throws IllegalStateException if the arena is closed, or the segment is not from it
  final NativeBlock blockOf(MemorySegment segment) {
    checkUsable();
    NativeBlock block = segment.isNative() ? blocks.find(segment) : null;
    if (block == null) {
      checkUsable(); // closed meanwhile, perhaps
      throw new IllegalStateException(
          "expected memory that this arena has allocated but found "
              + MemoryErrors.describe(segment));
    }
    return block;
  }

  /// How many retain the block that a segment lies in: Java and its live exports.
  final long count(MemorySegment segment) {
    NativeBlock block = blocks.find(segment);
    return block == null ? 0 : block.count();
  }

  /// The scope of this arena's memory.
  ///
  /// @return alive until the arena is closed
  @Override
  public final MemorySegment.Scope scope() {
    return view.scope();
  }

  /// Ends Java's access to all memory of this arena, and frees what nobody has leased; leased
  /// memory is freed by the last release, on whatever thread that happens. If the arena cannot be
  /// closed, nothing has changed.
  ///
  /// @throws IllegalStateException if it is closed already, or a call into C is using its memory
  /// @throws WrongThreadException if it is another thread's
  /// @throws UnsupportedOperationException if it is closed by the garbage collector
  @Override
  public final void close() {
    StackRoom.deep();
    // It may throw; where it does not, it runs the clean-up of the blocks.
    view.close();
  }

  /// Names the kind of arena.
  @Override
  public final String toString() {
    String kind = collected ? "automatic" : thread == null ? "shared" : "confined to " + thread;
    return "ExchangeArena[" + kind + (view.scope().isAlive() ? "]" : ", closed]");
  }

  private void checkUsable() {
    if (thread != null && !thread.equals(Thread.currentThread())) {
      throw new WrongThreadException(
          "expected a call by "
              + thread
              + ", which this arena belongs to, but found one by "
              + Thread.currentThread());
    }
    if (!view.scope().isAlive()) {
      throw MemoryErrors.closedArena();
    }
  }
}
