package org.culebra.python.internal;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.dlpack.DLPack;
import org.culebra.dlpack.ImportOptions;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.StackRoom;

/// References to Python objects that Java releases. Without the lock the release is only queued;
/// the next thread that takes the lock performs it. So neither the garbage collector nor the close
/// of an arena waits for Python, unless so many are queued that memory would be exhausted.
public final class References {
  /// With more queued releases than this, a thread that adds one takes the lock.
  private static final int MOST_PENDING = 10_000;

  /// The kind of a reference, in the lowest bits, which are 0 in addresses.
  private static final long KIND = 3;

  private static final long BUFFER = 1;
  private static final long TENSOR = 2;
  private static final long LEGACY_TENSOR = 3;

  private final CPython c;
  private final Gil gil;
  private final Queue<Long> pending = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> postponed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Cleaner cleaner =
      Cleaner.create(
          task -> Thread.ofPlatform().daemon().name("culebra-python-references").unstarted(task));

  References(CPython c, Gil gil) {
    this.c = c;
    this.gil = gil;
  }

  /// Represents a filled `Py_buffer`, in memory from C's `malloc`, in place of a reference.
  ///
  /// @param view its address
  /// @return for [#release]
  static long buffer(long view) {
    return view | BUFFER;
  }

  /// Represents a DLPack struct that was moved out of its capsule, in place of a reference.
  ///
  /// @param struct its address
  /// @param legacy whether it is a `DLManagedTensor`
  /// @return for [#release]
  static long tensor(long struct, boolean legacy) {
    return struct | (legacy ? LEGACY_TENSOR : TENSOR);
  }

  private void releaseNow(long object) {
    long address = object & ~KIND;
    switch ((int) (object & KIND)) {
      case 0 -> c.Py_DecRef(object);
      case (int) BUFFER -> {
        c.PyBuffer_Release(address);
        CMemory.free(address);
      }
      case (int) TENSOR -> DLPack.release(MemorySegment.ofAddress(address));
      default -> DLPack.release(MemorySegment.ofAddress(address), ImportOptions.LEGACY);
    }
  }

  /// Releases a reference: immediately, if this thread has the lock and enough stack for the code
  /// that Python may run.
  ///
  /// @param object a reference owned by the caller
  public void release(long object) {
    boolean hasStack = hasStack();
    if (hasStack && gil.isHeld()) {
      releaseNow(object);
      return;
    }
    if (gil.isClosed()) {
      return; // Python or the process ends
    }
    pending.add(object);
    if (count.incrementAndGet() > MOST_PENDING && hasStack && !Thread.currentThread().isVirtual()) {
      int token = gil.enter();
      try {
        drain();
      } finally {
        gil.leave(token);
      }
    }
  }

  private static boolean hasStack() {
    try {
      StackRoom.interpreter();
      return true;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  /// Queues work that needs the lock, to be run with the next releases.
  ///
  /// @param task the work
  void postpone(Runnable task) {
    postponed.add(task);
    count.incrementAndGet();
  }

  /// Performs the queued releases, if this thread has the lock; at the end of a scope Python itself
  /// may have ended.
  public void drain() {
    if (count.get() == 0 || !gil.isHeld()) {
      return;
    }
    for (Long object = pending.poll(); object != null; object = pending.poll()) {
      count.decrementAndGet();
      releaseNow(object);
    }
    for (Runnable task = postponed.poll(); task != null; task = postponed.poll()) {
      count.decrementAndGet();
      task.run();
    }
  }

  /// The number of queued releases.
  ///
  /// @return the number
  public int pending() {
    return count.get();
  }

  /// Releases a reference when an object becomes unreachable.
  ///
  /// @param handle keeps the reference alive while it is reachable
  /// @param reference releases it, once
  /// @return to release it earlier
  Cleaner.Cleanable whenUnreachable(Object handle, Runnable reference) {
    return cleaner.register(handle, reference);
  }
}
