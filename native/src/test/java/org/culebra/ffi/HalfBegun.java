package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.culebra.ffi.internal.memory.StackRoom;

/// Calls that begin for their first callback and cannot for the second, because more stack is
/// required from some depth of callbacks on. Such a call has ended: a later failure of the first
/// callback belongs to no call, and goes to the thread's handler.
final class HalfBegun {
  /// The calls after which more stack is asked for, but for one.
  private static final int CALLS = 7;

  /// What is asked for then.
  private static final MethodHandle MUCH = StackRoom.frame(128 << 10);

  private final CLibrary lib;

  HalfBegun(CLibrary lib) {
    this.lib = lib;
  }

  interface Both {
    int both(Callback f, Callback g);
  }

  private static Callback callback(DeepCallbackMain.Work target) {
    return Callback.of("int (int)")
        .errorValue(-1)
        .as(MethodHandles.lookup(), DeepCallbackMain.Work.class)
        .in(Arena.global(), target);
  }

  void run() throws InterruptedException {
    Both bound = lib.function("both").as(MethodHandles.lookup(), Both.class);
    CFunction boxed = lib.function("both");
    run("bound", bound);
    run("boxed", (f, g) -> Calls.of(Integer.class, boxed, f, g));
  }

  private void run(String name, Both both) throws InterruptedException {
    Callback failing =
        callback(x -> {
          throw new ArithmeticException("on purpose");
        });
    Callback other = callback(x -> x);
    Thread thread =
        new Thread(() -> {
          nested(CALLS, () -> atTheEnd(both, failing, other));
          lib.function("keep").call(failing.pointer());
          lib.function("call_kept").call(0);
        });
    String[] told = {"nothing"};
    thread.setUncaughtExceptionHandler(
        (failed, thrown) -> told[0] = String.valueOf(thrown.getMessage()));
    thread.start();
    thread.join();
    System.out.println("half begun, " + name + ": " + told[0] + ", " + failing.failures());
  }

  /// Does something in a callback in a callback, and so on.
  private void nested(int calls, Runnable work) {
    if (calls == 0) {
      work.run();
      return;
    }
    Callback next =
        callback(x -> {
          nested(calls - 1, work);
          return x;
        });
    lib.function("call").call(next, 0);
  }

  private static void atTheEnd(Both both, Callback failing, Callback other) {
    if (hasMuch()) {
      atTheEnd(both, failing, other);
      return;
    }
    try {
      both.both(failing, other);
      throw new AssertionError("the call has begun");
    } catch (StackOverflowError e) {
      return; // before anything was called
    }
  }

  private static boolean hasMuch() {
    try {
      MUCH.invokeExact(0);
      return true;
    } catch (StackOverflowError e) {
      return false;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
