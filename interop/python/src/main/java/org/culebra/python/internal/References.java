package org.culebra.python.internal;

import java.lang.ref.Cleaner;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.ffi.internal.host.CMemory;

/// References to Python objects that Java releases. Without the lock the release is only queued;
/// the next thread that takes the lock performs it. So neither the garbage collector nor the close
/// of an arena waits for Python, unless so many are queued that memory would be exhausted.
public final class References {
  /// From here on, who notes one more takes the lock.
  private static final int MOST_PENDING = 10_000;

  /// Objects and blocks have even addresses.
  private static final long BUFFER = 1;

  private final CPython c;
  private final Gil gil;
  private final Queue<Long> pending = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Cleaner cleaner =
      Cleaner.create(
          task -> Thread.ofPlatform().daemon().name("culebra-python-references").unstarted(task));

  References(CPython c, Gil gil) {
    this.c = c;
    this.gil = gil;
  }

  /// Stands for a filled `Py_buffer` in memory of malloc, in place of a reference.
  ///
  /// @param view its address
  /// @return for [#release]
  static long buffer(long view) {
    return view | BUFFER;
  }

  private void giveUp(long object) {
    if ((object & BUFFER) == 0) {
      c.Py_DecRef(object);
    } else {
      c.PyBuffer_Release(object & ~BUFFER);
      CMemory.free(object & ~BUFFER);
    }
  }

  /// Gives a reference up: at once if this thread has the lock.
  ///
  /// @param object a reference of the caller's
  public void release(long object) {
    if (gil.isHeld()) {
      giveUp(object);
      return;
    }
    if (gil.isClosed()) {
      return; // Python ends, or the process
    }
    pending.add(object);
    if (count.incrementAndGet() > MOST_PENDING && !Thread.currentThread().isVirtual()) {
      int token = gil.enter();
      try {
        drain();
      } finally {
        gil.leave(token);
      }
    }
  }

  /// Performs the queued releases, if this thread has the lock; at the end of a scope Python itself
  /// may have ended.
  public void drain() {
    if (count.get() == 0 || !gil.isHeld()) {
      return;
    }
    for (Long object = pending.poll(); object != null; object = pending.poll()) {
      count.decrementAndGet();
      giveUp(object);
    }
  }

  /// The number of queued releases.
  ///
  /// @return the number
  public int pending() {
    return count.get();
  }

  /// Has the garbage collector give a reference up.
  ///
  /// @param handle an object of Java; while it can be reached the reference stays
  /// @param reference gives it up, once
  /// @return to do so earlier
  Cleaner.Cleanable whenUnreachable(Object handle, Runnable reference) {
    return cleaner.register(handle, reference);
  }
}
