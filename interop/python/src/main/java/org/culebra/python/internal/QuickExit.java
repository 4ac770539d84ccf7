package org.culebra.python.internal;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.NoSuchElementException;
import org.culebra.ffi.CLibrary;

/// Ends the process without C++ destructors and the other functions that C calls at exit, because
/// one of them would hang. The exit status is kept, and C's file buffers are flushed. Without
/// `on_exit`, which is glibc's, this does nothing.
final class QuickExit {
  private static final String DECLARATIONS =
      """
      int on_exit(intptr_t function, const void *argument);
      int __cxa_atexit(intptr_t function, const void *argument, const void *library);
      """;

  interface Exits {
    int on_exit(long function, MemorySegment argument);

    int __cxa_atexit(long function, MemorySegment argument, MemorySegment library);
  }

  private QuickExit() {}

  /// Arranges it; what is registered last is called first.
  ///
  /// @return false where there is no way
  static boolean arrange() {
    try {
      CLibrary process = CLibrary.process().declare(DECLARATIONS);
      Exits c = process.bind(MethodHandles.lookup(), Exits.class);
      long exit = process.symbol("_exit").address();
      long flush = process.symbol("fflush").address(); // with NULL: all files
      return c.on_exit(exit, MemorySegment.NULL) == 0
          && c.__cxa_atexit(flush, MemorySegment.NULL, MemorySegment.NULL) == 0;
    } catch (NoSuchElementException e) {
      return false;
    }
  }
}
