package org.culebra.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.culebra.ffi.internal.call.ErrnoSlot;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.SneakyThrow;

/// Why a C function failed: the value of `errno` after a call.
///
/// ```java
/// CFunction open = CLibrary.process().function("int open(const char *path, int flags, ...)").withErrno();
/// if ((int) open.call("/nowhere", 0) < 0) {
///   throw new IOException(Errno.last().message()); // No such file or directory
/// }
/// ```
///
/// The JVM's own code uses the C library too, so `errno` must be saved right after a call: only
/// functions with [CFunction#withErrno()] do that. Each thread has its own value; calls on other
/// threads do not change it. The value is meaningful only if the function's result indicates a
/// failure (C11 7.5): a successful call may leave any value. Where C programs set `errno` to 0
/// before a call, use [CFunction#clearingErrno()].
///
/// @param number the value; 0 for none
public record Errno(int number) {
  /// The value after this thread's last call of a function with `errno`.
  ///
  /// @return the value
  /// @throws IllegalStateException if this thread has made no such call
  public static Errno last() {
    return new Errno(ErrnoSlot.last());
  }

  /// The C library's description of the value, from `strerror`.
  ///
  /// @return a text in the C library's language
  /// @throws IllegalCallerException if native access is denied; the message names the flag that
  ///   grants it
  public String message() {
    Restricted.check();
    return Messages.of(number);
  }

  /// The message and the number.
  @Override
  public String toString() {
    return message() + " (errno " + number + ")";
  }

  /// Linked on first use.
  private static final class Messages {
    // char *strerror(int errnum)
    private static final MethodHandle STRERROR =
        Restricted.downcall(
            Linker.nativeLinker().defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    /// One at a time, because C may use one buffer for all calls.
    static synchronized String of(int number) {
      try {
        return CText.read((MemorySegment) STRERROR.invokeExact(number), 1000);
      } catch (Throwable e) {
        throw SneakyThrow.rethrow(e);
      }
    }
  }
}
