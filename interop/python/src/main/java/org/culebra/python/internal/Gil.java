package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.internal.memory.StackRoom;
import org.jspecify.annotations.Nullable;

/// Python's lock (the GIL), as Java threads hold it.
///
/// A thread holds it from [#enter] to [#leave]; nested entries cost almost nothing. If a thread
/// ends before it leaves, C releases the lock for it: while it holds the lock, a pthread key has a
/// value, whose destructor is `PyEval_SaveThread`. (`PyGILState_Release` would find its own key
/// already cleared.)
///
/// Once this is closed, because Python or the JVM ends, no thread can enter ([ProcessEnd]).
public final class Gil {
  private static final String THREADS =
      """
      int pthread_key_create(unsigned *key, intptr_t (*destructor)(void));
      int pthread_setspecific(unsigned key, intptr_t value);
      int pthread_key_delete(unsigned key);
      """;

  private static final String NUMBER = "int gettid(void);";

  interface Threads {
    int pthread_key_create(MemorySegment key, MemorySegment destructor);

    int pthread_setspecific(int key, long value);

    int pthread_key_delete(int key);
  }

  interface ThreadNumber {
    int gettid();
  }

  /// The token of an entry by a thread that already holds the lock.
  private static final int NESTED = -1;

  /// In a token: the thread was within an entry, but Python had released the lock.
  private static final int WAS_HELD = 1 << 8;

  /// In a token: the thread's key already had a value.
  private static final int WAS_MARKED = 1 << 9;

  /// In the state of a released lock, which is an even address.
  private static final long MARKED = 1;

  /// With fewer threads than this, those that have ended are not removed.
  private static final int FEW_THREADS = 64;

  /// Whether a Java thread holds the lock or waits for it. Written only by that thread.
  static final class Holder {
    final Thread thread = Thread.currentThread();

    /// The thread's number on Linux; 0 elsewhere.
    final int number;

    private boolean held;

    /// Whether the thread's key has a value.
    private boolean marked;

    Holder(int number) {
      this.number = number;
    }

    /// Whether the thread holds the lock or waits for it. The main thread may still run after it
    /// has ended for Java, because it ends the JVM.
    boolean isWithin() {
      return held
          && (thread.isAlive()
              || (number != 0 && Files.exists(Path.of("/proc/self/task", String.valueOf(number)))));
    }

    /// Another thread has released the lock for this one, which never runs again.
    void released() {
      held = false;
    }
  }

  private final ThreadLocal<Holder> holders = ThreadLocal.withInitial(this::newHolder);
  private final Set<Holder> all = ConcurrentHashMap.newKeySet();
  private final CPython c;
  private final @Nullable Threads threads;
  private final int key;
  private final @Nullable ThreadNumber number;
  private final long mainInterpreter;
  private volatile int manyThreads = FEW_THREADS;
  private volatile boolean closed;
  private volatile boolean forgotten;

  Gil(CPython c, MemorySegment saveThread) {
    this.c = c;
    this.mainInterpreter = c.PyInterpreterState_Main();
    Threads bound = null;
    int created = 0;
    try (Arena arena = Arena.ofConfined()) {
      CLibrary process = CLibrary.process().declare(THREADS);
      process.use(process.function("pthread_setspecific").critical());
      bound = process.bind(MethodHandles.lookup(), Threads.class);
      MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
      if (bound.pthread_key_create(out, saveThread) == 0) {
        created = out.get(ValueLayout.JAVA_INT, 0);
      } else {
        bound = null;
      }
    } catch (NoSuchElementException e) {
      bound = null; // no pthreads: a thread that ends in a scope does not release the lock
    }
    this.threads = bound;
    this.key = created;
    this.number = number();
  }

  private static @Nullable ThreadNumber number() {
    try {
      return CLibrary.process().declare(NUMBER).bind(MethodHandles.lookup(), ThreadNumber.class);
    } catch (NoSuchElementException e) {
      return null;
    }
  }

  private Holder newHolder() {
    if (all.size() > manyThreads) {
      all.removeIf(other -> !other.thread.isAlive() && !other.isWithin());
      manyThreads = 2 * all.size() + FEW_THREADS;
    }
    Holder holder = new Holder(number == null ? 0 : number.gettid());
    all.add(holder);
    return holder;
  }

  /// Takes the lock, unless this thread already holds it.
  ///
  /// @return a token for [#leave]
  /// @throws IllegalStateException on a virtual thread, in a sub-interpreter, or if Python or the
  ///   JVM ends
  /// @throws StackOverflowError if there is too little stack for Python; nothing was taken
  public int enter() {
    StackRoom.interpreter();
    Holder holder = holders.get();
    if (holder.held && c.PyGILState_Check() != 0) {
      requireMainInterpreter();
      return NESTED;
    }
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "expected a platform thread but found the virtual thread "
              + Thread.currentThread()
              + ", which may move to another system thread while one of those holds Python's lock:"
              + " use Python.run or Python.call, which run the work on a platform thread");
    }
    boolean before = holder.held; // Python may have released the lock and called Java
    holder.held = true; // first, because closing the lock waits for threads that hold it
    if (closed && (!before || hasEnded())) {
      holder.held = before;
      throw ended();
    }
    int state = c.PyGILState_Ensure();
    try {
      requireMainInterpreter();
    } catch (IllegalStateException e) {
      c.PyGILState_Release(state);
      holder.held = before;
      throw e;
    }
    int marked = holder.marked ? WAS_MARKED : 0;
    mark(holder, true);
    return (before ? state | WAS_HELD : state) | marked;
  }

  /// Objects belong to one interpreter, and those of this library to the main one.
  private void requireMainInterpreter() {
    if (c.PyInterpreterState_Get() != mainInterpreter) {
      throw new IllegalStateException(
          "expected Python's main interpreter but found a sub-interpreter, which this library does"
              + " not support");
    }
  }

  /// Ends an entry; the outermost one releases the lock.
  ///
  /// @param token of the entry
  public void leave(int token) {
    if (token == NESTED) {
      return;
    }
    Holder holder = holders.get();
    mark(holder, (token & WAS_MARKED) != 0);
    if (!hasEnded()) {
      c.PyGILState_Release(token & ~(WAS_HELD | WAS_MARKED));
    }
    holder.held = (token & WAS_HELD) != 0; // last, or the JVM could end before the lock is released
  }

  /// Whether this thread holds the lock. A scope does not imply it: Python releases the lock around
  /// long operations, which may call a Java release function or stream.
  ///
  /// @return true between an entry and its end, and in what Python calls
  public boolean isHeld() {
    return holders.get().held && !hasEnded() && c.PyGILState_Check() != 0;
  }

  /// This thread has started Python, and so holds the lock.
  void started() {
    holders.get().held = true;
  }

  /// Python has called Java, so this thread holds the lock.
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

  /// Releases the lock after [#started].
  void suspend() {
    c.PyEval_SaveThread();
    holders.get().held = false;
  }

  /// From now on threads can enter only within an entry of their own. Those that have entered or
  /// wait continue.
  void close() {
    closed = true;
  }

  /// Whether [#close] was called.
  ///
  /// @return true from then on
  boolean isClosed() {
    return closed;
  }

  /// Whether Python has been finalized: none of its functions may be called.
  private boolean hasEnded() {
    return closed && c.Py_IsInitialized() == 0;
  }

  /// Rejects a Python that has been finalized.
  ///
  /// @throws IllegalStateException if Python has been finalized
  private void requirePython() {
    if (hasEnded()) {
      throw ended();
    }
  }

  /// Rejects a thread that does not hold the lock.
  ///
  /// @throws IllegalStateException without the lock, or if Python has been finalized
  public void requireHeld() {
    requirePython();
    if (!isHeld()) {
      throw new IllegalStateException(
          "expected a thread with an open Python scope but found "
              + Thread.currentThread()
              + ", which does not hold Python's lock: use Python.open(), run or call, also in a"
              + " function that Python calls without its lock");
    }
  }

  private static IllegalStateException ended() {
    return new IllegalStateException(
        "expected a running Python but found one that has ended or is ending");
  }

  /// The other threads that hold the lock, wait for it, or are in an operation that has released
  /// it.
  List<Holder> others() {
    Thread.getAllStackTraces(); // stops each thread once, which makes its writes visible
    return all.stream()
        .filter(Holder::isWithin)
        .filter(holder -> !holder.thread.equals(Thread.currentThread()))
        .toList();
  }

  /// C must no longer release the lock: another thread has done so for this one, see
  /// [NeverReturning].
  void forgetMarks() {
    if (threads != null && !forgotten) {
      forgotten = true;
      threads.pthread_key_delete(key);
    }
  }

  /// Releases the lock while a Java function that Python has called runs.
  ///
  /// @return for [#retake]
  long release() {
    Holder holder = holders.get();
    long state = c.PyEval_SaveThread();
    holder.held = false; // last here and first in retake, as in leave and enter
    return holder.marked ? state | MARKED : state;
  }

  /// Takes the lock that [#release] released.
  ///
  /// @param state from there
  void retake(long state) {
    Holder holder = holders.get();
    holder.held = true;
    c.PyEval_RestoreThread(state & ~MARKED);
    mark(holder, (state & MARKED) != 0); // an entry in between has cleared it
  }

  private void mark(Holder holder, boolean marked) {
    if (holder.marked != marked && threads != null && !forgotten) {
      holder.marked = marked;
      threads.pthread_setspecific(key, marked ? 1 : 0);
    }
  }
}
