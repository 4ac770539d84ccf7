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

/// Python's lock (the GIL), as threads of Java hold it.
///
/// A thread holds it from [#enter] to [#leave]; in between, further entries cost nothing. Should a
/// thread end before it leaves, C gives the lock back for it: as long as it holds the lock, a key
/// of pthreads has a value, whose destructor is `PyEval_SaveThread`. (`PyGILState_Release` would
/// find its own key cleared by then.)
///
/// Once it is closed, since Python or the JVM ends, no thread enters any more ([ProcessEnd]).
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

  /// What [#enter()] returns to a thread that has the lock already.
  private static final int NESTED = -1;

  /// In a token: the thread was within an entry, but Python had let the lock go.
  private static final int WAS_HELD = 1 << 8;

  /// In a token: C was to give the lock back at the thread's end before.
  private static final int WAS_MARKED = 1 << 9;

  /// In the state of a released lock, which is an even address.
  private static final long MARKED = 1;

  /// Below that many, threads that have ended are not looked for.
  private static final int FEW_THREADS = 64;

  /// Whether a thread of Java holds the lock, or waits for it. Written by that thread alone.
  static final class Holder {
    final Thread thread = Thread.currentThread();

    /// Of the thread, for Linux; 0 elsewhere.
    final int number;

    private boolean held;

    /// Whether the thread's key has a value.
    private boolean marked;

    Holder(int number) {
      this.number = number;
    }

    /// Whether the thread holds the lock or waits for it. One that has ended for Java is still
    /// there if it is that of `main`, which ends the JVM.
    boolean isWithin() {
      return held
          && (thread.isAlive()
              || (number != 0 && Files.exists(Path.of("/proc/self/task", String.valueOf(number)))));
    }

    /// The thread, which never runs again, does not hold the lock any more.
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

  Gil(CPython c, MemorySegment giveBack) {
    this.c = c;
    this.mainInterpreter = c.PyInterpreterState_Main();
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
      all.removeIf(holder -> !holder.thread.isAlive() && !holder.isWithin());
      manyThreads = 2 * all.size() + FEW_THREADS;
    }
    Holder made = new Holder(number == null ? 0 : number.gettid());
    all.add(made);
    return made;
  }

  /// Takes the lock, or finds that this thread has it.
  ///
  /// @return a token for [#leave]
  /// @throws IllegalStateException on a virtual thread; within a sub-interpreter; or if Python or
  ///   the JVM ends
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
          "expected a platform thread but found a virtual one, "
              + Thread.currentThread()
              + ", which may go on as another thread of the system while Python's lock belongs to"
              + " one: use Python.run or Python.call, which hand the work to a platform thread");
    }
    boolean before = holder.held; // Python may have let it go, and called Java meanwhile
    holder.held = true; // first, for whoever closes the lock waits for those that are marked
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

  /// Ends an entry; the outermost one gives the lock back.
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
    holder.held =
        (token & WAS_HELD) != 0; // last, or the JVM could end before the lock is given back
  }

  /// Whether this thread holds the lock. Python lets it go around long work, and from there may
  /// call a release or a stream of Java's, so a scope alone does not say it.
  ///
  /// @return true between an entry and its end, and in what Python calls
  public boolean isHeld() {
    return holders.get().held && !hasEnded() && c.PyGILState_Check() != 0;
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

  /// Lets the lock go that [#started] has.
  void suspend() {
    c.PyEval_SaveThread();
    holders.get().held = false;
  }

  /// From now on no thread enters but within an entry of its own. Those that have entered, or wait,
  /// go on.
  void close() {
    closed = true;
  }

  /// Whether no thread enters any more.
  ///
  /// @return true from [#close] on
  boolean isClosed() {
    return closed;
  }

  /// Python has finalized itself, and none of its functions may be called any more.
  private boolean hasEnded() {
    return closed && c.Py_IsInitialized() == 0;
  }

  /// Throws where there is no Python any more.
  ///
  /// @throws IllegalStateException once Python has finalized itself
  private void requirePython() {
    if (hasEnded()) {
      throw ended();
    }
  }

  /// Throws where this thread does not hold the lock.
  ///
  /// @throws IllegalStateException without the lock, or once Python has finalized itself
  public void requireHeld() {
    requirePython();
    if (!isHeld()) {
      throw new IllegalStateException(
          "expected a thread within a scope of Python's but found "
              + Thread.currentThread()
              + " without Python's lock: use Python.open(), run or call, also in a function that"
              + " Python calls without its lock");
    }
  }

  private static IllegalStateException ended() {
    return new IllegalStateException(
        "expected a Python that runs but found one that has ended, or ends with the JVM");
  }

  /// The other threads that hold the lock, wait for it, or have called what has let it go.
  List<Holder> others() {
    Thread.getAllStackTraces(); // stops each thread once, after which what it has written is seen
    return all.stream()
        .filter(Holder::isWithin)
        .filter(holder -> !holder.thread.equals(Thread.currentThread()))
        .toList();
  }

  /// C must not release the lock any more: another thread has done so for this one, see
  /// [NeverReturning].
  void forgetMarks() {
    if (threads != null && !forgotten) {
      forgotten = true;
      threads.pthread_key_delete(key);
    }
  }

  /// Lets the lock go while Java works for Python, which has called it.
  ///
  /// @return for [#retake]
  long release() {
    Holder holder = holders.get();
    long state = c.PyEval_SaveThread();
    holder.held = false; // last, and first when it is retaken, as in enter and leave
    return holder.marked ? state | MARKED : state;
  }

  /// Takes the lock that [#release] released.
  ///
  /// @param state from there
  void retake(long state) {
    Holder holder = holders.get();
    holder.held = true;
    c.PyEval_RestoreThread(state & ~MARKED);
    mark(holder, (state & MARKED) != 0); // an entry meanwhile has cleared it
  }

  private void mark(Holder holder, boolean marked) {
    if (holder.marked != marked && threads != null && !forgotten) {
      holder.marked = marked;
      threads.pthread_setspecific(key, marked ? 1 : 0);
    }
  }
}
