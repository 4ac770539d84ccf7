package org.culebra.python.internal;

import org.culebra.ffi.CLibrary;
import org.culebra.python.PythonOptions;

/// Binds to a Python that runs, or starts one, and has both sides watch for forks, signals and
/// ends.
public final class Startup {
  private Startup() {}

  /// Binds to a Python that runs.
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

  /// Starts Python, and gives its lock back.
  ///
  /// @param search has found one
  /// @param options how
  /// @return the interpreter
  /// @throws IllegalStateException with Python's reason, if it does not start
  public static Interpreter start(PythonSearch search, PythonOptions options) {
    CLibrary library = search.library();
    CPython c =
        Interpreter.bind(library); // first, for a library that lacks a function is no Python
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
