package org.culebra.array.internal;

import java.lang.foreign.Arena;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;

/// Who owns memory that is only borrowed.
public final class Borrowing {

  private Borrowing() {}

  /// The owner of memory that is only borrowed for the time of an arena: whoever names the global
  /// one says that the memory is never freed.
  ///
  /// @param arena ends the access
  /// @return its owner
  public static MemoryOwner owner(Arena arena) {
    return Scopes.isGlobal(arena.scope()) ? Retention.PERMANENT : Retention.ARENA;
  }
}
