package org.culebra.ffi.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A lock that is held for a few stores: half the cost of a monitor where nobody waits. It cannot
/// be taken twice. To unlock takes no more stack than to lock, so it does not fail.
abstract class SpinLock {
  private static final VarHandle LOCKED = locked();

  @SuppressWarnings("unused") // by LOCKED
  private int locked;

  private static VarHandle locked() {
    try {
      return MethodHandles.lookup().findVarHandle(SpinLock.class, "locked", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // right without the yield, only slower
  final void lock() {
    int tries = 0;
    while (!LOCKED.compareAndSet(this, 0, 1)) {
      if (++tries % 64 == 0) {
        Thread.yield(); // whoever has it may have no processor
      } else {
        Thread.onSpinWait();
      }
    }
  }

  final void unlock() {
    LOCKED.setRelease(this, 0);
  }
}
