package org.culebra.ffi.internal.memory;

import java.lang.foreign.Arena;
import org.culebra.ffi.internal.host.Restricted;

/// What an import asks of its arena before it takes anything over.
public final class ArenaChecks {
  private ArenaChecks() {}

  /// Rejects a closed arena.
  ///
  /// @param arena any
  /// @throws IllegalStateException if it is closed
  public static void requireOpen(Arena arena) {
    if (!arena.scope().isAlive()) {
      throw MemoryErrors.closedArena();
    }
  }

  /// Rejects an arena that this thread cannot give anything to.
  ///
  /// @param arena any
  /// @throws IllegalStateException if it is closed
  /// @throws WrongThreadException if it is another thread's
  public static void requireUsable(Arena arena) {
    requireOpen(arena);
    Restricted.segment(1, 0, arena); // the JDK rejects another thread's
  }
}
