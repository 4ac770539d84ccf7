package org.culebra.ffi.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Tells the arenas of the JDK apart by a segment, which the JDK's interface does not.
public final class Scopes {
  private static final MemorySegment.Scope GLOBAL = Arena.global().scope();

  /// The class of automatic scopes; compared with one made here, so no name of the JDK is assumed.
  private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();

  /// Whether that class tells automatic arenas from shared ones in this JDK.
  private static final boolean TELLS = tells();

  private static final Thread STRANGER = Thread.ofPlatform().unstarted(() -> {});

  private Scopes() {}

  private static boolean tells() {
    try (Arena shared = Arena.ofShared()) {
      return shared.scope().getClass() != AUTOMATIC;
    }
  }

  /// Whether another thread may close the memory at any time. Where the JDK gives no way to know,
  /// the answer is yes.
  ///
  /// @param memory a segment
  /// @return false for global, automatic and confined memory
  public static boolean isShared(MemorySegment memory) {
    if (memory.scope().equals(GLOBAL) || !memory.isAccessibleBy(STRANGER)) {
      return false;
    }
    return !TELLS || memory.scope().getClass() != AUTOMATIC;
  }

  /// Whether nobody closes the memory: it lasts as long as it is reachable, at least.
  ///
  /// @param memory a segment
  /// @return true for global and automatic memory
  public static boolean lasts(MemorySegment memory) {
    return memory.isAccessibleBy(STRANGER) && !isShared(memory);
  }
}
