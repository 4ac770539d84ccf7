package org.culebra.array.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Determines from a segment which kind of JDK arena it belongs to, which the JDK's interface does
/// not reveal.
public final class Scopes {
  private static final MemorySegment.Scope GLOBAL = Arena.global().scope();

  /// The class of automatic scopes; compared with one created here, so no JDK class name is
  /// assumed.
  private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();

  /// Whether that class distinguishes automatic arenas from shared ones in this JDK.
  private static final boolean DISTINGUISHES = distinguishes();

  private static final class Stranger {
    static final Thread THREAD = Thread.ofPlatform().unstarted(() -> {});
  }

  private Scopes() {}

  private static boolean distinguishes() {
    try (Arena shared = Arena.ofShared();
        Arena confined = Arena.ofConfined()) {
      return !isUnclosable(shared.scope()) && !isUnclosable(confined.scope());
    }
  }

  private static boolean isUnclosable(MemorySegment.Scope scope) {
    return scope.getClass() == AUTOMATIC || GLOBAL.getClass().isInstance(scope);
  }

  /// Whether no arena can close the memory, judged only by the class of its scope: on the hot path.
  /// If the JDK offers no way to know, the answer is no.
  ///
  /// @param memory a segment
  /// @return true for memory that is global, automatic, of a direct buffer or on the heap
  public static boolean cannotClose(MemorySegment memory) {
    return DISTINGUISHES && isUnclosable(memory.scope());
  }

  /// Whether a scope is that of an automatic arena, which cannot be closed. If the JDK offers no
  /// way to know, the answer is no.
  ///
  /// @param scope a scope
  /// @return true if so
  public static boolean isAutomatic(MemorySegment.Scope scope) {
    return DISTINGUISHES && scope.getClass() == AUTOMATIC;
  }

  /// Whether the memory counts as never freed.
  ///
  /// @param memory a segment
  /// @return true for memory in the global scope
  public static boolean isGlobal(MemorySegment memory) {
    return isGlobal(memory.scope());
  }

  /// The same for a scope.
  ///
  /// @param scope a scope
  /// @return true for the global one
  public static boolean isGlobal(MemorySegment.Scope scope) {
    return GLOBAL.equals(scope); // of one class, so this is no virtual call
  }

  /// Whether an arena is one of the JDK's, which can be trusted.
  ///
  /// @param arena any arena
  /// @return true if so
  public static boolean isOfTheJdk(Arena arena) {
    return arena.getClass().getModule() == Arena.class.getModule();
  }

  /// Whether only one thread may use the memory and close its arena.
  ///
  /// @param memory a segment
  /// @return true for confined memory
  public static boolean isConfined(MemorySegment memory) {
    return !memory.isAccessibleBy(Stranger.THREAD);
  }

  /// Whether another thread may close the memory at any time. If the JDK offers no way to know, the
  /// answer is yes.
  ///
  /// @param memory a segment
  /// @return false for global, automatic and confined memory
  public static boolean isShared(MemorySegment memory) {
    if (isGlobal(memory) || isConfined(memory)) {
      return false;
    }
    return !cannotClose(memory);
  }

  /// Whether the memory cannot be closed: it lives at least as long as it is reachable.
  ///
  /// @param memory a segment
  /// @return true for global and automatic memory
  public static boolean lasts(MemorySegment memory) {
    return !isConfined(memory) && !isShared(memory);
  }
}
