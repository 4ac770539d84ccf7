package org.culebra.python.internal;

import org.culebra.ffi.CLibrary;
import org.culebra.python.PythonOptions;

/// Binds to a running Python or starts one, and installs the hooks for forks, signals and the end
/// of the process.
public final class Startup {
  private Startup() {}

  /// Binds to a running Python.
  ///
  /// @param library that has the symbols of libpython
  /// @return the interpreter
  public static Interpreter attach(CLibrary library) {
    Interpreter python =
        new Interpreter(library, Interpreter.bind(library), FaultHandlers.remember());
    int token = python.gil().enter();
    try {
      ProcessHooks.keepInterrupt(python);
      ProcessHooks.atFork(python);
      ProcessEnd.watch(python, false);
    } finally {
      python.gil().leave(token);
    }
    return python;
  }

  /// Starts Python, and releases its lock.
  ///
  /// @param search a successful search
  /// @param options how to start it
  /// @return the interpreter
  /// @throws IllegalStateException with Python's reason, if it does not start
  public static Interpreter start(PythonSearch search, PythonOptions options) {
    CLibrary library = search.library();
    CPython c =
        Interpreter.bind(library); // first, because it rejects a library that is not Python's
    FaultHandlers faults = FaultHandlers.remember();
    PythonStarter.start(search, options);
    Interpreter python = new Interpreter(library, c, faults);
    python.gil().started();
    python.ran("Python's start");
    ProcessHooks.atFork(python);
    ProcessEnd.watch(python, true);
    python.gil().suspend();
    return python;
  }
}
