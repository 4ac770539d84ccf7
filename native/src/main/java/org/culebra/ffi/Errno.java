package org.culebra.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.culebra.ffi.internal.call.ErrnoSlot;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.SneakyThrow;

/// Why a function of C failed: the value of `errno` behind a call.
///
/// ```java
/// CFunction open = CLibrary.process().function("int open(const char *path, int flags, ...)").withErrno();
/// if ((int) open.call("/nowhere", 0) < 0) {
///   throw new IOException(Errno.last().message()); // No such file or directory
/// }
/// ```
///
/// Java's own threads use C's library too, so `errno` must be taken at once: only functions with
/// [CFunction#withErrno()] keep it. Each thread has its own; a call on another thread, of any kind,
/// does not change it. C says that the value means something only where the function's result says
/// that it failed (C11 7.5): a call that succeeds may leave any value.
///
/// @param number the value; 0 for none
public record Errno(int number) {
  /// The value behind the last call that this thread made of a function with `errno`.
  ///
  /// @return the value
  /// @throws IllegalStateException if this thread has made no such call
  public static Errno last() {
    return new Errno(ErrnoSlot.last());
  }

  /// What C's library says about the value, by `strerror`.
  ///
  /// @return a text in the C library's language
  /// @throws IllegalCallerException if native access is denied; says which flag grants it
  public String message() {
    Restricted.check();
    return Messages.of(number);
  }

  /// The message and the number.
  @Override
  public String toString() {
    return message() + " (errno " + number + ")";
  }

  /// Linked when first needed.
  private static final class Messages {
    // char *strerror(int errnum)
    private static final MethodHandle STRERROR =
        Restricted.downcall(
            Linker.nativeLinker().defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    /// One at a time, for C may use one buffer for all.
    static synchronized String of(int number) {
      try {
        return CText.read((MemorySegment) STRERROR.invokeExact(number), 1000);
      } catch (Throwable e) {
        throw SneakyThrow.rethrow(e);
      }
    }
  }
}
