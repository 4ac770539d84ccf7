package org.culebra.ffi.internal.call;

import java.lang.invoke.MethodHandle;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.StackRoom;

/// The nesting depth of a thread's callbacks, and a check for more stack than [StackRoom] has
/// checked before the call.
///
/// The JDK's own frames between C and a callback cannot be protected: a stack overflow there ends
/// the process. So the stack is checked while Java can still throw.
final class Nesting {
  /// From this depth on much room is required; checking it takes microseconds.
  private static final int DEEP = 8;

  /// The JDK's frames if each is interpreted, and a larger C function.
  private static final int MUCH = 128 << 10;

  private static final ThreadLocal<Nesting> OF_THREAD = ThreadLocal.withInitial(Nesting::new);
  private static final MethodHandle HAVE_MUCH = StackRoom.frame(MUCH);

  /// The calls of this thread with callbacks that have not returned.
  private int depth;

  private Nesting() {}

  /// Checks the stack before a call to C with callbacks, and counts the call.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing is counted then
  static void enter() {
    Nesting nesting = OF_THREAD.get();
    if (nesting.depth >= DEEP) {
      room(HAVE_MUCH);
    }
    nesting.depth++;
  }

  /// The call has returned.
  static void leave() {
    OF_THREAD.get().depth--;
  }

  private static void room(MethodHandle frame) {
    try {
      frame.invokeExact(0);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }
}
