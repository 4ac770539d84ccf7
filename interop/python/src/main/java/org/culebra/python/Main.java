package org.culebra.python;

import java.nio.file.Path;

/// Prints the diagnostic report: `java -m org.culebra.python [EXECUTABLE]`.
final class Main {
  private Main() {}

  /// Starts Python and prints the report; exits with 1 if there is no Python.
  ///
  /// @param arguments the executable of the Python to start, if it is not the default one
  public static void main(String[] arguments) {
    try {
      if (arguments.length > 0) {
        Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
      }
      System.out.print(Python.report());
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }
}
