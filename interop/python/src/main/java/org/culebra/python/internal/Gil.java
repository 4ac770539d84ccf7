package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.NoSuchElementException;
import org.culebra.ffi.CLibrary;
import org.jspecify.annotations.Nullable;

/// Python's lock (the GIL), as threads of Java hold it.
///
/// A thread holds it from [#enter] to [#leave]; in between, further entries cost nothing. Should a
/// thread end before it leaves, C gives the lock back for it: as long as it holds the lock, a key
/// of pthreads has a value, whose destructor is `PyEval_SaveThread`. (`PyGILState_Release` would
/// find its own key cleared by then.)
public final class Gil {
  private static final String THREADS =
      """
      int pthread_key_create(unsigned *key, intptr_t (*destructor)(void));
      int pthread_setspecific(unsigned key, intptr_t value);
      """;

  interface Threads {
    int pthread_key_create(MemorySegment key, MemorySegment destructor);

    int pthread_setspecific(int key, long value);
  }

  /// What [#enter()] returns to a thread that has the lock already.
  private static final int NESTED = -1;

  /// In a token: the thread was within an entry, but Python had let the lock go.
  private static final int WAS_HELD = 1 << 8;

  /// Whether a thread of Java holds the lock.
  private static final class Holder {
    boolean held;
  }

  private final ThreadLocal<Holder> holders = ThreadLocal.withInitial(Holder::new);
  private final CPython c;
  private final @Nullable Threads threads;
  private final int key;

  Gil(CPython c, MemorySegment giveBack) {
    this.c = c;
    Threads bound = null;
    int made = 0;
    try (Arena arena = Arena.ofConfined()) {
      CLibrary process = CLibrary.process().declare(THREADS);
      process.use(process.function("pthread_setspecific").critical());
      bound = process.bind(MethodHandles.lookup(), Threads.class);
      MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
      if (bound.pthread_key_create(out, giveBack) == 0) {
        made = out.get(ValueLayout.JAVA_INT, 0);
      } else {
        bound = null;
      }
    } catch (NoSuchElementException e) {
      bound = null; // no pthreads: a thread that ends within a scope keeps the lock
    }
    this.threads = bound;
    this.key = made;
  }

  /// Takes the lock, or finds that this thread has it.
  ///
  /// @return a token for [#leave]
  /// @throws IllegalStateException on a virtual thread
  public int enter() {
    Holder holder = holders.get();
    if (holder.held && c.PyGILState_Check() != 0) {
      return NESTED;
    }
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "expected a platform thread but found a virtual one, "
              + Thread.currentThread()
              + ", which may go on as another thread of the system while Python's lock belongs to"
              + " one: use Python.run or Python.call, which hand the work to a platform thread");
    }
    int state = c.PyGILState_Ensure();
    boolean before = holder.held; // Python may have let it go, and called Java meanwhile
    mark(1);
    holder.held = true;
    return before ? state | WAS_HELD : state;
  }

  /// Ends an entry; the outermost one gives the lock back.
  ///
  /// @param token of the entry
  public void leave(int token) {
    if (token != NESTED) {
      boolean before = (token & WAS_HELD) != 0;
      holders.get().held = before;
      mark(before ? 1 : 0);
      c.PyGILState_Release(token & ~WAS_HELD);
    }
  }

  /// Whether this thread holds the lock. Python lets it go around long work, and from there may
  /// call a release or a stream of Java's, so a scope alone does not say it.
  ///
  /// @return true between an entry and its end, and in what Python calls
  public boolean isHeld() {
    return holders.get().held && c.PyGILState_Check() != 0;
  }

  /// This thread has started Python, and so has the lock.
  void started() {
    holders.get().held = true;
  }

  /// Python has called Java, so this thread has the lock.
  ///
  /// @return for [#returned]
  public boolean called() {
    Holder holder = holders.get();
    boolean before = holder.held;
    holder.held = true;
    return before;
  }

  /// Java returns to Python.
  ///
  /// @param before from [#called]
  public void returned(boolean before) {
    holders.get().held = before;
  }

  /// Lets the lock go for a while.
  ///
  /// @return for [#resume]
  public long suspend() {
    holders.get().held = false;
    mark(0);
    return c.PyEval_SaveThread();
  }

  /// Takes the lock that was let go.
  ///
  /// @param state from [#suspend]
  public void resume(long state) {
    c.PyEval_RestoreThread(state);
    holders.get().held = true;
    mark(1);
  }

  /// Lets the lock go while Java works for Python, which has called it.
  ///
  /// @return for [#retake]
  long release() {
    holders.get().held = false;
    return c.PyEval_SaveThread();
  }

  /// Takes the lock that [#release] let go.
  ///
  /// @param state from there
  void retake(long state) {
    c.PyEval_RestoreThread(state);
    holders.get().held = true;
  }

  private void mark(long value) {
    if (threads != null) {
      threads.pthread_setspecific(key, value);
    }
  }
}
