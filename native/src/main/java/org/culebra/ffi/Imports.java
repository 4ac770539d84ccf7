package org.culebra.ffi;

import java.util.Arrays;
import org.culebra.ffi.internal.memory.MemoryErrors;

/// Who owns the memory or the struct after a failed import.
///
/// An import first checks what the caller can correct: a NULL pointer, a struct already released, a
/// closed arena, another thread's arena. If one of these checks throws, the caller still owns the
/// memory or the struct. After them the import owns it, and releases it exactly once before it
/// throws an exception because of its content. Both kinds of failure may be an
/// [IllegalArgumentException]; this class distinguishes them.
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

  /// Whether a failed `adopt` method has released its argument. Thread-safe.
  ///
  /// @param failure the exception of an `adopt` method of [Pointers], [PyBuffer], DLPack or Arrow
  /// @return true if the memory or the struct has been released, by its own release function; false
  ///   if the caller still owns it
  public static boolean hasReleased(Throwable failure) {
    return Arrays.stream(failure.getSuppressed()).anyMatch(MemoryErrors.Released.class::isInstance);
  }
}
