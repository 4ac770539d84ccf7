package org.culebra.ffi;

import java.util.Arrays;
import org.culebra.ffi.internal.memory.MemoryErrors;

/// What an import that failed has left behind: who owns the memory or the struct now.
///
/// An import first checks what is the caller's to put right: a NULL pointer, a struct that was
/// released before, a closed arena, another thread's arena. Whatever it throws then leaves the
/// memory or the struct with the caller. From there on the import owns it, and releases it exactly
/// once before it throws because of what it finds in it. Both may throw an
/// [IllegalArgumentException]; this class tells them apart.
///
/// ```java
/// try {
///   array = DLPack.adopt(arena, tensor);
/// } catch (RuntimeException e) {
///   if (!Imports.hasReleased(e)) {
///     DLPack.release(tensor);
///   }
///   throw e;
/// }
/// ```
public final class Imports {
  private Imports() {}

  /// Whether an `adopt` method that failed has released what it was given. Any thread may ask.
  ///
  /// @param failure what [Pointers], [PyBuffer], DLPack's or Arrow's `adopt` methods have thrown
  /// @return true if the memory or the struct has been released, by its own release function; false
  ///   if it is the caller's still
  public static boolean hasReleased(Throwable failure) {
    return Arrays.stream(failure.getSuppressed()).anyMatch(MemoryErrors.Released.class::isInstance);
  }
}
