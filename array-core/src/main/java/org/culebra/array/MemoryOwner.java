package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.array.internal.Scopes;

/// The owner of an array's memory, from whom an export leases it for a consumer that the JVM cannot
/// see: a C library that keeps the pointer, a Python array, an Arrow consumer.
///
/// Views have the owner of their array. An arena that can keep its memory past its own close
/// implements this interface, and gives memory that is zero, as the JDK's arenas do; [Retention]
/// has the owners of all other memory.
public interface MemoryOwner {

  /// Keeps memory alive until the lease is released. May be called from any thread that may read
  /// the segment.
  ///
  /// @param segment memory of this owner, or a part of it
  /// @return a lease; the caller owns it and must release it once, from any thread
  /// @throws IllegalStateException if this owner cannot keep the memory alive, or it has gone
  Lease leaseFor(MemorySegment segment);

  /// The owner of memory that an arena has allocated: the arena itself where it can lease its
  /// memory. Otherwise the memory's scope decides, not the arena, which may be anyone's:
  /// [Retention#PERMANENT] in the global scope, [Retention#GC_MANAGED] in an automatic one
  /// ([Arena#ofAuto()]), which nobody can close, and [Retention#ARENA] in any other. If the arena's
  /// own scope is not the memory's, it is [Retention#ARENA] too: the arena may free at its close
  /// what it got from C's `malloc`, which is in the global scope.
  ///
  /// @param arena an arena
  /// @param memory what it has allocated
  /// @return the memory's owner
  static MemoryOwner of(Arena arena, MemorySegment memory) {
    Objects.requireNonNull(arena, "arena");
    if (arena instanceof MemoryOwner owner) {
      return owner;
    }
    MemorySegment.Scope scope = memory.scope();
    return scope.equals(arena.scope()) ? Retention.of(scope) : Retention.ARENA;
  }

  /// The owner of the memory that an arena allocates, as far as that is known beforehand: as above
  /// for the JDK's arenas and those that can lease their memory, [Retention#ARENA] for any other.
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
