package org.culebra.python;

import java.lang.foreign.Arena;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;

/// Run by a JVM that a Python process has started: puts arrays and columns of Java into `__main__`.
public final class HostMain {
  /// What Java holds from Python, never released.
  private static final Arena KEPT = Arena.ofAuto();

  private HostMain() {}

  /// Attaches to the host.
  ///
  /// @param arguments modules that are imported before
  public static void main(String[] arguments) {
    Python python = Python.attach();
    try (PythonScope py = python.open()) {
      for (String module : arguments) {
        py.importModule(module);
      }
      PyObject main = py.importModule("__main__");
      main.setAttribute("x", NDArray.copyOf(new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
      main.setAttribute("column", Column.of("n", NDArray.zeros(DType.INT64, 3)));
      py.run("given = bytearray(b'abc')");
      NDArray given = py.array(KEPT, main.attribute("given"));
      System.out.println("Java sees " + given);
    }
  }
}
