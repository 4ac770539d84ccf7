package org.culebra.ffi.shm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.ffi.internal.host.Restricted;

/// Whether this process unlinks a name. Does not reference the memory, so that an automatic arena
/// can be collected while its cleanup has this object.
final class NameOwnership {

  /// Names that this process still has to unlink.
  private static final Set<NameOwnership> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Thread hook =
        new Thread(() -> OPEN.forEach(NameOwnership::unlink), "culebra: unlink shared memory");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends: names are unlinked only by their arenas.
    }
  }

  private final String name;

  private NameOwnership(String name) {
    this.name = name;
  }

  /// This process's own name.
  static NameOwnership of(String name) {
    NameOwnership ownership = new NameOwnership(name);
    OPEN.add(ownership);
    return ownership;
  }

  /// The name of another process.
  static NameOwnership none(String name) {
    return new NameOwnership(name);
  }

  /// @throws IllegalStateException if the arena is closed
  void endsWith(Arena arena) {
    Restricted.segment(1, 0, arena, _ -> unlink());
  }

  void transfer() {
    if (!OPEN.remove(this)) {
      throw new IllegalStateException(
          "expected a name that this process owns but found %s, which it has opened, transferred or unlinked"
              .formatted(name));
    }
  }

  void adopt() {
    if (!OPEN.add(this)) {
      throw new IllegalStateException(
          "expected a name of another process but found %s, which this one owns".formatted(name));
    }
  }

  /// Whoever uses the name after it was unlinked owns it.
  static void forget(String name) {
    OPEN.removeIf(ownership -> ownership.name.equals(name));
  }

  /// Unlinks the name once, if this process owns it.
  void unlink() {
    if (OPEN.remove(this)) {
      try {
        Posix.unlink(name);
      } catch (IOException e) {
        // Owned by another process by now. No exception can be thrown: an arena is being closed.
      }
    }
  }
}
