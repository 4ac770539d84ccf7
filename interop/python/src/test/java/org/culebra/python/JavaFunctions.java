package org.culebra.python;

import java.lang.invoke.MethodHandles;

/// Functions of Java that tests have Python call.
final class JavaFunctions {
  private JavaFunctions() {}

  /// A function of one object, which may throw anything.
  @FunctionalInterface
  interface Body {
    PyObject call(PyObject argument) throws Throwable;
  }

  /// The function as a callable of Python.
  static PyObject of(PythonScope py, Body body) {
    return py.function(MethodHandles.lookup(), Body.class, body);
  }
}
