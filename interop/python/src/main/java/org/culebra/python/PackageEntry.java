package org.culebra.python;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.NDArray;
import org.culebra.python.internal.PythonRaise;
import org.culebra.python.internal.StaticMethods;
import org.jspecify.annotations.Nullable;

/// The entry point of the Python package `culebra`, whose `start()` calls [#register()] through
/// JNI.
final class PackageEntry {
  /// The module that receives the functions.
  private static final String MODULE = "culebra._java";

  private PackageEntry() {}

  /// `culebra.array`.
  @FunctionalInterface
  interface ArrayView {
    NDArray array(NDArray x);
  }

  /// A list of functions, one for each number of parameters: `culebra.function` is one of them, or
  /// chooses among them.
  @FunctionalInterface
  interface Overloads {
    PyObject functions(String name);
  }

  /// Adds this class's functions to the package's module.
  ///
  /// @return null on success, otherwise the stack trace of the failure
  static @Nullable String register() {
    try {
      Python python = Python.attach();
      python.run(scope -> register(python, scope));
      return null;
    } catch (Throwable e) { // none may escape to JNI
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      return trace.toString();
    }
  }

  private static void register(Python python, PythonScope scope) {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    Overloads overloads = name -> functions(python, name);
    try (PyObject module = scope.importModule(MODULE);
        // imported and exported: the result keeps x alive and shares its memory
        PyObject array = scope.function(lookup, ArrayView.class, x -> x);
        PyObject functions = scope.function(lookup, Overloads.class, overloads)) {
      module.setAttribute("array", array);
      module.setAttribute("functions", functions);
    }
  }

  private static PyObject functions(Python python, String name) {
    try (PythonScope scope = python.open()) {
      List<PyObject> functions = new ArrayList<>();
      for (Method method : StaticMethods.named(name)) {
        functions.add(scope.object(python.functions().export(method)));
      }
      return scope.of(functions);
    } catch (IllegalArgumentException e) {
      throw new PythonRaise(python.interpreter().constants().valueError(), e);
    }
  }
}
