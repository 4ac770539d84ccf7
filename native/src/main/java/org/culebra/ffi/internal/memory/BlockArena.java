package org.culebra.ffi.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// An arena of [NativeBlock]s, which can outlive it. Exports and structs that point to its memory
/// find the block through [ArenaRegistry]. Its public subclass is `ExchangeArena`.
public abstract class BlockArena implements Arena, MemoryOwner {
  private static final long MIN_ALIGNMENT = 64;

  /// Ends Java's access; does not own the bytes.
  private final Arena view;

  private final @Nullable Thread thread;
  private final boolean collected;
  private final BlockTable blocks = new BlockTable();

  /// An arena without blocks.
  ///
  /// @param view ends Java's access
  /// @param thread the only thread that may use it; `null` for all
  /// @param collected whether it is closed only by the garbage collector
  protected BlockArena(Arena view, @Nullable Thread thread, boolean collected) {
    this.view = view;
    this.thread = thread;
    this.collected = collected;
    ArenaRegistry.open(view, blocks, collected);
  }

  /// Whether memory of this arena lives as long as it is reachable.
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
  /// @throws WrongThreadException if the arena belongs to another thread
  /// @throws OutOfMemoryError if the memory cannot be allocated
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
  /// @param segment memory allocated by this arena, or a part of it
  /// @return the lease
  /// @throws IllegalStateException if the arena is closed, or did not allocate the segment
  /// @throws WrongThreadException if the arena belongs to another thread
  @Override
  public final Lease leaseFor(MemorySegment segment) {
    try {
      return blockOf(segment).retain();
    } finally {
      // an automatic arena must not end between the lookup and the lease
      Reference.reachabilityFence(segment);
      Reference.reachabilityFence(this);
    }
  }

  /// The block that contains memory of this arena.
  ///
  /// @throws IllegalStateException if the arena is closed, or did not allocate the segment
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

  /// The reference count of the block that contains a segment: Java and its live exports.
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

  /// Ends Java's access to all memory of this arena and frees what is not leased; leased memory is
  /// freed by the last release, on whatever thread. If the arena cannot be closed, nothing changes.
  ///
  /// @throws IllegalStateException if it is already closed, or a call into C is using its memory
  /// @throws WrongThreadException if it belongs to another thread
  /// @throws UnsupportedOperationException if only the garbage collector closes it
  @Override
  public final void close() {
    StackRoom.deep();
    // May throw; otherwise runs the cleanup of the blocks.
    view.close();
  }

  /// The kind of arena.
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
