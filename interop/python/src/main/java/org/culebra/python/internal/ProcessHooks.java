package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.ffi.internal.host.MachineCode;

/// Coordinates Python and the JVM at a fork and at Ctrl-C.
final class ProcessHooks {
  private static final int READ = 0x100;
  private static final int WRITE = 0x200;

  private static final String PENDING =
      "int Py_AddPendingCall(intptr_t function, const void *argument);";

  /// Reinstalls Python's own handler, which a JVM that was started without `-Xrs` has replaced.
  /// `signal.signal` works only on Python's main thread.
  private static final String KEEP_INTERRUPT =
      """
      def _culebra():
          import signal
          handler = signal.getsignal(signal.SIGINT)
          if handler is not None:
              signal.signal(signal.SIGINT, handler)
      _culebra()
      del _culebra
      """;

  interface Pending {
    int Py_AddPendingCall(long function, MemorySegment argument);
  }

  private ProcessHooks() {}

  /// Marks child processes that Python forks, in which Java does not run: Java functions raise an
  /// exception there, and nothing is released.
  static void atFork(Interpreter python) {
    MachineCode.ForChild child = MachineCode.forChild();
    CPython c = python.c();
    if (child.bytes() == 0) {
      return; // without it, a Java function in the child runs or hangs
    }
    long to = python.check(c.PyMemoryView_FromMemory(child.to(), child.bytes(), WRITE));
    long from = python.check(c.PyMemoryView_FromMemory(child.from(), child.bytes(), READ));
    c.Py_DecRef(python.glue().call("at_fork", to, from));
    c.Py_DecRef(from);
    c.Py_DecRef(to);
  }

  /// Restores Ctrl-C for the Python that started this JVM: it raises `KeyboardInterrupt` as before.
  static void keepInterrupt(Interpreter python) {
    long run = python.library().symbol("PyRun_SimpleString").address();
    MemorySegment source = Arena.global().allocateFrom(KEEP_INTERRUPT);
    python
        .library()
        .declare(PENDING)
        .bind(MethodHandles.lookup(), Pending.class)
        .Py_AddPendingCall(run, source);
  }
}
