package org.culebra.python;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;

/// A child JVM whose Python ends before it does, or has a second interpreter. Arguments: the
/// executable and the way.
final class InterpretersMain {
  private InterpretersMain() {}

  public static void main(String[] arguments) throws Exception {
    Python python = Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
    switch (arguments[1]) {
      case "ended" -> ended(python);
      case "sub" -> sub(python);
      default -> throw new IllegalArgumentException(arguments[1]);
    }
    System.out.println("done");
  }

  private static void print(String what, Runnable use) {
    try {
      use.run();
      System.out.println(what + ": nothing thrown");
    } catch (Throwable e) {
      System.out.println(what + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /// As a host does that has had enough of its Python.
  private static void ended(Python python) {
    Arena arena = Arena.ofShared();
    PyObject object;
    PyObject other;
    PythonScope old;
    NDArray array;
    try (PythonScope py = python.open()) {
      old = py;
      object = py.evaluate("bytearray(8)");
      other = py.evaluate("[1, 2]");
      array = py.array(arena, object);
      py.importModule("__main__").setAttribute("x", NDArray.zeros(DType.FLOAT64, 3));
      py.run("m = memoryview(x)");
    }
    CLibrary library = python.interpreter().library();
    CFunction ensure = library.function("int PyGILState_Ensure(void)");
    ensure.call();
    library.function("int Py_FinalizeEx(void)").call();

    print("open", () -> python.open().close());
    print("run", () -> python.run(py -> py.run("pass")));
    print("attribute", () -> object.attribute("x"));
    print("old scope", () -> old.evaluate("1"));
    print("get", () -> Python.get().open().close());
    print("attach", () -> Python.attach().open().close());
    print("start", () -> Python.start(PythonOptions.defaults()));
    print("report", Python::report);
    print("toString", () -> System.out.println(object));
    print("close", object::close);
    print("close arena", arena::close);
    print("array", () -> array.getDouble(0));
    System.gc();
    System.out.println("other " + (other == null));
  }

  /// A second interpreter of the same process, from whose code Java is called.
  private static void sub(Python python) {
    try (PythonScope py = python.open()) {
      PyObject function =
          JavaFunctions.of(
              py,
              argument -> {
                print("open", () -> python.open().close());
                print("run", () -> python.run(scope -> scope.evaluate("1")));
                return argument;
              });
      py.run(
          """
          try:
              import _xxsubinterpreters as interpreters
          except ImportError:
              import _interpreters as interpreters
          code = '''
          import ctypes
          ctypes.cast(%d, ctypes.py_object).value(1)
          '''
          try:
              interpreter = interpreters.create(isolated=False)
          except TypeError:
              interpreter = interpreters.create("legacy")
          result = interpreters.run_string(interpreter, code)
          print("result", result, flush=True)
          """
              .formatted(function.pointer().address()));
      System.out.println("main " + py.evaluate("1 + 1"));
    }
    python.run(py -> System.out.println("again " + py.evaluate("2 + 2")));
  }
}
