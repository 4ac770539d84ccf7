package org.culebra.python.internal;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.NoSuchElementException;
import org.culebra.ffi.CLibrary;
import org.jspecify.annotations.Nullable;

/// The handlers of the signals by which HotSpot detects null pointers and safepoints. Python's
/// `faulthandler` replaces them, after which the next null pointer in compiled Java code would end
/// the process.
///
/// They are stored before Python starts, and restored for HotSpot if a module has replaced them.
/// Linux only; elsewhere nothing is checked.
final class FaultHandlers {
  private static final System.Logger LOG = System.getLogger("org.culebra");
  private static final String DECLARATIONS =
      "int sigaction(int signal, const void *action, void *old);";

  /// `SIGILL`, `SIGBUS`, `SIGFPE` and `SIGSEGV`.
  private static final int[] FAULTS = {4, 7, 8, 11};

  private static final int SIGSEGV = 11;

  /// At least the size of `struct sigaction` on any Linux host; its first word is the handler.
  private static final int ACTION_BYTES = 256;

  interface Signals {
    int sigaction(int signal, @Nullable MemorySegment action, @Nullable MemorySegment old);
  }

  private final @Nullable Signals signals;
  private final MemorySegment saved =
      Arena.global().allocate((long) ACTION_BYTES * FAULTS.length, 8);
  private final MemorySegment current = Arena.global().allocate(ACTION_BYTES, 8);
  private boolean warned;

  private FaultHandlers(@Nullable Signals signals) {
    this.signals = signals;
  }

  /// Stores the current handlers.
  static FaultHandlers remember() {
    FaultHandlers handlers = new FaultHandlers(bind());
    if (handlers.signals != null) {
      for (int i = 0; i < FAULTS.length; i++) {
        handlers.signals.sigaction(FAULTS[i], null, handlers.action(i));
      }
    }
    return handlers;
  }

  private static @Nullable Signals bind() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return null;
    }
    try {
      CLibrary process = CLibrary.process();
      return hasLibjsig(process)
          ? null
          : process.declare(DECLARATIONS).bind(MethodHandles.lookup(), Signals.class);
    } catch (NoSuchElementException e) {
      return null;
    }
  }

  /// With the JDK's libjsig loaded first, the JVM keeps its signal handlers even if others are
  /// installed.
  private static boolean hasLibjsig(CLibrary process) {
    try {
      return process.symbol("JVM_begin_signal_setting").address() != 0;
    } catch (NoSuchElementException e) {
      return false;
    }
  }

  private MemorySegment action(int i) {
    return saved.asSlice((long) ACTION_BYTES * i, ACTION_BYTES);
  }

  /// Restores HotSpot's signal handlers if they have been replaced since. Needs Python's lock,
  /// which guards the memory.
  ///
  /// @param what has run meanwhile, for the warning
  void check(String what) {
    Signals c = signals;
    if (c == null
        || c.sigaction(SIGSEGV, null, current) != 0
        || handler(current) == handler(action(3))) {
      return;
    }
    for (int i = 0; i < FAULTS.length; i++) {
      c.sigaction(FAULTS[i], action(i), null);
    }
    if (!warned) {
      warned = true;
      LOG.log(
          Level.WARNING,
          "{0} has replaced the signal handlers by which the JVM detects null pointers, as"
              + " faulthandler.enable() does; they have been restored. To use both, start the"
              + " process with LD_PRELOAD=libjsig.so of the JDK",
          what);
    }
  }

  private static long handler(MemorySegment action) {
    return action.get(ValueLayout.JAVA_LONG, 0);
  }
}
