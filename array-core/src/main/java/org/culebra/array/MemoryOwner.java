package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Who keeps an array's memory alive, asked when the memory is to be handed to somebody outside
/// Java's sight: a C library that keeps the pointer, a Python array, an Arrow consumer.
///
/// Views hand the owner on. An arena that can keep its memory past its own close implements this
/// interface, and gives memory that is zero, as the JDK's arenas do; [Retention] has the answers
/// for all other memory.
public interface MemoryOwner {

  /// Keeps memory alive until the lease is released. May be called from any thread that may read
  /// the segment.
  ///
  /// @param segment memory of this owner, or a part of it
  /// @return a lease; the caller owns it and must release it once, from any thread
  /// @throws IllegalStateException if this owner cannot keep the memory alive, or it has gone
  Lease leaseFor(MemorySegment segment);

  /// The owner of the memory that an arena allocates: the arena itself where it can lease its
  /// memory, [Retention#PERMANENT] for the global arena, [Retention#ARENA] for any other, since it
  /// may be closed at any time.
  ///
  /// @param arena an arena
  /// @return its owner
  static MemoryOwner of(Arena arena) {
    Objects.requireNonNull(arena, "arena");
    if (arena instanceof MemoryOwner owner) {
      return owner;
    }
    boolean global = arena.scope().equals(Arena.global().scope());
    return global ? Retention.PERMANENT : Retention.ARENA;
  }
}
