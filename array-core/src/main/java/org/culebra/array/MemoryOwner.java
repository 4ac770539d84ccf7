package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.array.internal.Scopes;

/// The owner of an array's memory. An export takes a lease from it for a consumer that the JVM
/// cannot see: a C library that stores the pointer, a Python array, an Arrow consumer.
///
/// Views share the owner of their array. An arena whose memory can outlive its close implements
/// this interface and returns zeroed memory, as the JDK's arenas do; [Retention] has the owners of
/// all other memory.
public interface MemoryOwner {

  /// Keeps memory alive until the lease is released. Can be called from any thread that may read
  /// the segment.
  ///
  /// @param segment memory of this owner, or a part of it
  /// @return a lease; the caller owns it and must release it once, from any thread
  /// @throws IllegalStateException if this owner cannot keep the memory alive, or has already
  ///   released it
  Lease leaseFor(MemorySegment segment);

  /// The owner of memory that an arena has allocated: the arena itself if it can lease its memory.
  /// Otherwise the memory's scope decides, not the arena, which may be any implementation:
  /// [Retention#PERMANENT] for the global scope, [Retention#GC_MANAGED] for an automatic one
  /// ([Arena#ofAuto()]), which cannot be closed, and [Retention#ARENA] for any other. If the
  /// arena's own scope is not the memory's, it is also [Retention#ARENA]: at its close, the arena
  /// may free what it got from C's `malloc`, which is in the global scope.
  ///
  /// @param arena an arena
  /// @param memory what the arena allocated
  /// @return the memory's owner
  static MemoryOwner of(Arena arena, MemorySegment memory) {
    Objects.requireNonNull(arena, "arena");
    if (arena instanceof MemoryOwner owner) {
      return owner;
    }
    MemorySegment.Scope scope = memory.scope();
    return scope.equals(arena.scope()) ? Retention.of(scope) : Retention.ARENA;
  }

  /// The owner of the memory that an arena will allocate, as far as that is known beforehand: as
  /// above for the JDK's arenas and arenas that can lease their memory, [Retention#ARENA] for any
  /// other.
  ///
  /// @param arena an arena
  /// @return its owner
  static MemoryOwner of(Arena arena) {
    Objects.requireNonNull(arena, "arena");
    if (arena instanceof MemoryOwner owner) {
      return owner;
    }
    return Scopes.isOfTheJdk(arena) ? Retention.of(arena.scope()) : Retention.ARENA;
  }
}
