package org.culebra.python.internal;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.culebra.ffi.CLibrary;

/// A thread that holds Python's lock and never runs again: it waits in `System.exit` for the JVM's
/// end, or was the main thread, which has returned without closing its scope and ends the JVM now.
///
/// Only the thread itself can release the lock. So it gets an otherwise unused signal, whose
/// handler is `PyEval_SaveThread`. Because the thread is not inside a Python function, that is a
/// safe place to call it. Linux only.
final class NeverReturning {
  private static final String DECLARATIONS =
      """
      int __libc_current_sigrtmin(void);
      int __libc_current_sigrtmax(void);
      intptr_t signal(int number, intptr_t handler);
      int getpid(void);
      int tgkill(int process, int thread, int number);
      """;

  private static final long SIG_DFL = 0;

  /// The classes through which a thread calls Python, which may have released the lock and called C
  /// that called Java. Names, because these classes depend on this one.
  private static final Set<String> TO_PYTHON =
      Set.of("org.culebra.python.PyObject", "org.culebra.python.PythonScope");

  /// The class through which Python calls Java, with the lock.
  private static final String FROM_PYTHON = Functions.class.getName();

  interface Signals {
    int __libc_current_sigrtmin();

    int __libc_current_sigrtmax();

    long signal(int number, long handler);

    int getpid();

    int tgkill(int process, int thread, int number);
  }

  private NeverReturning() {}

  /// Makes such a thread release the lock, if there is one.
  ///
  /// @param library that has the symbols of libpython
  /// @return true if there is one
  static boolean release(Gil gil, CLibrary library) {
    List<Gil.Holder> found = gil.others().stream().filter(NeverReturning::isCertain).toList();
    if (found.size() != 1 || found.getFirst().number == 0) {
      return false;
    }
    try {
      Signals c =
          CLibrary.process().declare(DECLARATIONS).bind(MethodHandles.lookup(), Signals.class);
      long handler = library.symbol("PyEval_SaveThread").address();
      return release(gil, c, handler, found.getFirst());
    } catch (NoSuchElementException e) {
      return false; // not a C library with these functions
    }
  }

  private static boolean release(Gil gil, Signals c, long handler, Gil.Holder holder) {
    for (int signal = c.__libc_current_sigrtmax();
        signal >= c.__libc_current_sigrtmin();
        signal--) {
      long before = c.signal(signal, handler);
      if (before == SIG_DFL) {
        gil.forgetMarks(); // or C would release the lock a second time
        holder.released();
        return c.tgkill(c.getpid(), holder.number, signal) == 0;
      }
      c.signal(signal, before);
    }
    return false;
  }

  /// Whether a thread holds the lock and will never run again.
  private static boolean isCertain(Gil.Holder holder) {
    if (!holder.thread.isAlive()) {
      return true; // the main thread's
    }
    StackTraceElement[] frames = holder.thread.getStackTrace();
    return Arrays.stream(frames).anyMatch(NeverReturning::isExit)
        && Arrays.stream(frames)
            .map(StackTraceElement::getClassName)
            .filter(name -> TO_PYTHON.contains(name) || name.equals(FROM_PYTHON))
            .findFirst()
            .map(FROM_PYTHON::equals)
            .orElse(true);
  }

  private static boolean isExit(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.Shutdown")
        && frame.getMethodName().equals("exit");
  }
}
