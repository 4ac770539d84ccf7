package org.culebra.ffi.internal.call;

import java.lang.invoke.MethodHandle;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.StackRoom;

/// How deep a thread is in callbacks, and whether its stack has room for more than [StackRoom] has
/// made sure of before the call.
///
/// The JDK's own frames between C and a callback cannot be protected: a stack that ends there ends
/// the process. So the room is asked for while Java can still throw.
final class Nesting {
  /// From here on much room is asked for, which takes microseconds.
  private static final int DEEP = 8;

  /// The JDK's frames where each may be the interpreter's, and a bigger function of C.
  private static final int MUCH = 128 << 10;

  private static final ThreadLocal<Nesting> OF_THREAD = ThreadLocal.withInitial(Nesting::new);
  private static final MethodHandle HAVE_MUCH = StackRoom.frame(MUCH);

  /// The calls of this thread that were given callbacks and have not returned.
  private int depth;

  private Nesting() {}

  /// Looks for room before a call of C that was given callbacks, and counts the call.
  ///
  /// @throws StackOverflowError if there is too little; then nothing is counted
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
