package org.culebra.python;

import org.culebra.testsupport.Peers;

/// The one Python of the tests' process.
final class TestPython {
  private TestPython() {}

  /// Starts it, or finds it started.
  ///
  /// @param modules that it must have
  static synchronized Python with(String... modules) {
    java.nio.file.Path executable = Peers.python(modules);
    return started(executable);
  }

  private static Python started(java.nio.file.Path executable) {
    try {
      return Python.attach();
    } catch (IllegalStateException none) {
      return Python.start(PythonOptions.defaults().executable(executable));
    }
  }
}
