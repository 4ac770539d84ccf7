package org.culebra.python;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.culebra.array.DType;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;

/// A child JVM whose functions take Python's lock again and again.
final class LockMain {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private LockMain() {}

  /// Called with the lock, since it takes a Python object.
  interface WithLock {
    double call(PyObject callable);
  }

  public static void main(String[] arguments) throws Exception {
    Python python = Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
    switch (arguments[1]) {
      case "captured" -> python.run(LockMain::captured);
      case "careless" -> careless(python);
      case "python-thread" -> pythonThread(python);
      case "failing-release" -> {
        failingRelease(python, false);
        failingRelease(python, true);
      }
      default -> throw new IllegalArgumentException(arguments[1]);
    }
    System.out.println("done");
  }

  /// The lambda is called without the lock, and uses the scope that has it.
  private static void captured(PythonScope py) {
    for (DoubleUnaryOperator f :
        List.<DoubleUnaryOperator>of(
            _ -> py.evaluate("[1.5] * 100").size(), _ -> py.of(List.of(1, 2)).size())) {
      try {
        py.function(DoubleUnaryOperator.class, f).call(1.0);
      } catch (IllegalStateException | PythonException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /// A thread that has opened and closed a scope in a function without the lock ends within its own
  /// scope.
  private static void careless(Python python) throws InterruptedException {
    Thread careless =
        new Thread(() -> {
          PythonScope scope = python.open();
          scope.function(DoubleUnaryOperator.class, x -> nested(python, x)).call(1.0);
        });
    careless.start();
    careless.join();
    python.run(py -> py.run("pass"));
  }

  private static double nested(Python python, double x) {
    return python.call(py -> py.of(x).asDouble());
  }

  /// A scope performs a release that was queued, at its start or at its end, and that throws.
  private static void failingRelease(Python python, boolean atEnd) throws InterruptedException {
    MemoryOwner owner =
        segment ->
            () -> {
              throw new IllegalStateException("on purpose");
            };
    NDArray plain = NDArray.zeros(DType.FLOAT64, 2);
    NDArray array = NDArray.of(plain.segment(), owner, plain.dtype());
    Arena arena = Arena.ofShared();
    Thread closing = new Thread(arena::close);
    try {
      python.run(py -> {
        try (PyObject object = py.of(array)) {
          py.importArray(arena, object, ImportOptions.SHARED.protocols(ArrayProtocol.DLPACK));
        }
        if (atEnd) {
          closing.start();
          closing.join();
        }
      });
      if (!atEnd) {
        arena.close();
        python.open().close();
      }
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
    Thread other =
        new Thread(() -> python.run(py -> System.out.println(py.evaluate("1 + 1").asInt())));
    other.start();
    other.join();
  }

  /// A thread of Python's calls Java with the lock, Python without it, and Java, which opens a
  /// scope.
  private static void pythonThread(Python python) {
    python.run(py -> {
      PyObject main = py.importModule("__main__");
      main.setAttribute("outer", py.function(LOOKUP, WithLock.class, f -> f.call(2.0).asDouble()));
      main.setAttribute(
          "capsule",
          py.capsule(
              LOOKUP, DoubleUnaryOperator.class, "double (double x)", x -> nested(python, x)));
      py.run(
          """
          import ctypes, threading
          pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
              ("PyCapsule_GetPointer", ctypes.pythonapi))(capsule, b"double (double)")
          inner = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(pointer)
          thread = threading.Thread(target=lambda: print("result", outer(inner)))
          thread.start()
          thread.join()
          """);
    });
  }
}
