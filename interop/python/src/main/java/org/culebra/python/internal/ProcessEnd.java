package org.culebra.python.internal;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.culebra.ffi.internal.memory.EndOfJava;
import org.jspecify.annotations.Nullable;

/// Closes Python's lock when Python or the JVM ends, whichever is first.
///
/// | what ends first | what happens |
/// |---|---|
/// | Python, in a process that goes on or ends | a function of `atexit` closes the lock to Java: a thread that took it afterwards would end the process |
/// | the JVM, which has started Python | a shutdown hook calls Python's `atexit` functions and writes what was printed. Python's own end is left out: it would wait for its threads, some of which may wait for Java |
/// | the JVM, which was started by Python | a shutdown hook closes the lock to Java |
///
/// When the JVM ends, each Java thread stops where it is. If one stops with Python's lock, then
/// everything that needs the lock hangs, such as PyTorch's destructors, which run at the end of the
/// process. So the hook closes the lock, and waits briefly until the threads that have it are done.
/// It makes threads that will never release the lock release it ([NeverReturning]). If neither
/// helps, or a thread is still within Python, the process ends without running destructors
/// ([QuickExit]).
final class ProcessEnd {
  private static final System.Logger LOG = System.getLogger("org.culebra");

  /// How long other threads may continue to use Python.
  private static final Duration GRACE = Duration.ofMillis(200);

  /// How long to wait for the lock.
  private static final Duration LOCK = Duration.ofSeconds(5);

  private static final Duration STEP = Duration.ofMillis(5);

  private final Interpreter python;
  private final Gil gil;
  private final boolean started;

  /// When waiting for the lock began, or 0.
  private volatile long waitingSince;

  private volatile boolean javaEnds;
  private boolean done;

  private ProcessEnd(Interpreter python, boolean started) {
    this.python = python;
    this.gil = python.gil();
    this.started = started;
  }

  /// Watches for both ends. Needs the lock.
  ///
  /// @param started whether this JVM has started Python
  static void watch(Interpreter python, boolean started) {
    ProcessEnd end = new ProcessEnd(python, started);
    CPython c = python.c();
    ObjectTable table = new ObjectTable(python.headBytes());
    HeapType type =
        HeapType.named(python, table, "culebra.End", "Closes Python's lock to Java.")
            .method("close", "close()", (_, _, _, _) -> end.ofPython())
            .build(_ -> {});
    long object = type.create(end);
    c.Py_DecRef(python.glue().call("at_end", object));
    c.Py_DecRef(object);
    EndOfJava.around(end::beforeJavaEnds, end::afterJavaEnded);
  }

  // --- Python ends

  /// One of Python's `atexit` functions, called with the lock, which other threads may take while
  /// this waits.
  private long ofPython() {
    CPython c = python.c();
    gil.close();
    if (!javaEnds) {
      long state = c.PyEval_SaveThread();
      try {
        letOthersThrough();
      } finally {
        c.PyEval_RestoreThread(state);
      }
    }
    long none = python.constants().none();
    c.Py_IncRef(none);
    return none;
  }

  /// Waits briefly for threads that have entered or wait for the lock.
  private List<Gil.Holder> letOthersThrough() {
    long began = System.nanoTime();
    List<Gil.Holder> others = gil.others();
    try {
      while (!others.isEmpty() && System.nanoTime() - began < GRACE.toNanos()) {
        Thread.sleep(STEP);
        others = gil.others();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return others;
  }

  // --- the JVM ends

  /// In the shutdown hook.
  private void beforeJavaEnds() {
    if (gil.isClosed()) {
      return; // Python has already ended
    }
    javaEnds = true;
    if (started) {
      endPython();
    } else {
      leavePython();
    }
  }

  /// The thread that ends the JVM may hold the lock, so this does not take it.
  private void leavePython() {
    gil.close();
    if (!letOthersThrough().isEmpty()) {
      NeverReturning.release(gil, python.library());
    }
    done = true;
  }

  private void endPython() {
    waitingSince = System.nanoTime();
    // not on this thread: if another one never releases the lock, this would never end
    Thread end = Thread.ofPlatform().daemon().name("culebra-python-end").start(this::withLock);
    done = await(end);
    if (!done) {
      warn(end);
    }
  }

  /// In the shutdown hook, when Python cannot call Java any more.
  private void afterJavaEnded() {
    if (!javaEnds) {
      return;
    }
    gil.close();
    List<Gil.Holder> left = letOthersThrough();
    if (!done || !left.isEmpty()) {
      boolean quick = QuickExit.arrange();
      LOG.log(Level.DEBUG, "without destructors: {0}, with Python: {1}", quick, names(left, null));
    }
  }

  private void warn(Thread end) {
    // not by the logger: java.util.logging may have been shut down by its own hook
    System.err.println(
        "WARNING: the JVM ends without calling Python's atexit functions, because Python's lock was"
            + " not released within "
            + LOCK.toSeconds()
            + " s; threads that hold it or wait for it: "
            + names(gil.others(), end)
            + ". Close a scope before its thread waits for others");
  }

  private static String names(List<Gil.Holder> holders, @Nullable Thread without) {
    return holders.stream()
        .filter(holder -> !holder.thread.equals(without))
        .map(holder -> holder.thread.getName())
        .collect(Collectors.joining(", "));
  }

  /// Waits until the `atexit` functions have returned, but not indefinitely for the lock.
  private boolean await(Thread end) {
    boolean asked = false;
    try {
      while (!end.join(STEP)) {
        long since = waitingSince;
        long waited = since == 0 ? 0 : System.nanoTime() - since;
        if (waited > LOCK.toNanos()) {
          return false;
        }
        if (waited > GRACE.toNanos() && !asked) {
          asked = true;
          NeverReturning.release(gil, python.library());
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void withLock() {
    int token = gil.enter();
    waitingSince = 0;
    try {
      python.c().Py_DecRef(python.glue().call("end"));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Python's atexit functions failed", e);
    } finally {
      gil.leave(token);
    }
  }
}
