package org.culebra.examples;

import java.nio.file.Path;
import org.culebra.python.Python;
import org.culebra.python.PythonOptions;
import org.culebra.testsupport.Peers;

/// The one Python of the tests' process.
final class StartedPython {
  private StartedPython() {}

  /// Starts it, or finds it started.
  ///
  /// @param modules that it must have
  static synchronized Python with(String... modules) {
    Path executable = Peers.python(modules);
    try {
      return Python.attach();
    } catch (IllegalStateException none) {
      return Python.start(PythonOptions.defaults().executable(executable));
    }
  }
}
