package org.culebra.array.internal;

import java.lang.foreign.Arena;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;

/// The owner of borrowed memory.
public final class Borrowing {

  private Borrowing() {}

  /// The owner of memory that is borrowed for the lifetime of an arena: passing the global one
  /// states that the memory is never freed.
  ///
  /// @param arena ends the access
  /// @return its owner
  public static MemoryOwner owner(Arena arena) {
    return Scopes.isGlobal(arena.scope()) ? Retention.PERMANENT : Retention.ARENA;
  }
}
