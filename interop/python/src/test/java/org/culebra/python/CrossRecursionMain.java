package org.culebra.python;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.StackDive;

/// A child JVM in which Java and Python call each other until a stack is full, and that goes on
/// working. Arguments: the executable, the way, and the stack's KiB, 0 for the default and -1 for a
/// virtual thread.
final class CrossRecursionMain {
  private static final int ROUNDS = 3;
  private static final int MOST_OPEN = 10_000;

  private CrossRecursionMain() {}

  public static void main(String[] arguments) throws Exception {
    Python python = Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
    python.run(py -> {
      py.importModule("__main__").setAttribute("x", NDArray.zeros(DType.FLOAT64, 2));
      py.importModule("__main__").setAttribute("java", calling(python, py));
      py.run(
          """
          deepest = 0
          def python(n):
              global deepest
              deepest = max(deepest, n)
              return java(n)
          def caught():
              try:
                  python(0)
              except RuntimeError as e:  # RecursionError is one
                  return type(e).__name__
          class Index:
              "A number that asks Java for a capsule when it is asked for its value."
              def __init__(self, n): self.n = n
              def __index__(self):
                  global deepest
                  deepest = max(deepest, self.n)
                  x.__dlpack__(dl_device=(1, Index(self.n + 1)))
                  return 0
          def index():
              try:
                  x.__dlpack__(dl_device=(1, Index(1)))
              except RuntimeError as e:
                  return type(e).__name__
          """);
    });
    int kib = Integer.parseInt(arguments[2]);
    run(kib, () -> way(python, arguments[1]));
    python.run(py -> {
      System.out.println("deepest " + py.evaluate("deepest"));
      System.out.println("alive " + py.evaluate("sum([1, 2, 3])") + py.evaluate("x.shape"));
    });
    System.out.println("exports " + ExportTracker.count());
    System.out.println("done");
  }

  private static void run(int kib, Runnable work) throws InterruptedException {
    Thread thread =
        kib < 0
            ? Thread.ofVirtual().unstarted(work)
            : new Thread(null, work, "recursion", (long) kib << 10);
    thread.start();
    thread.join();
  }

  private static PyObject calling(Python python, PythonScope py) {
    return JavaFunctions.of(
        py,
        n ->
            python.<PyObject, RuntimeException>call(
                scope -> scope.evaluate("python").call(n.asLong() + 1)));
  }

  private static void way(Python python, String way) {
    for (int round = 0; round < ROUNDS; round++) {
      switch (way) {
        case "java-catches" -> javaCatches(python);
        case "python-catches" ->
            python.run(py -> System.out.println("caught " + py.evaluate("caught()")));
        case "hooks" -> python.run(py -> System.out.println("caught " + py.evaluate("index()")));
        case "close" -> closeAtEveryDepth(python);
        case "dive" -> dive(python);
        default -> throw new IllegalArgumentException(way);
      }
    }
  }

  private static void javaCatches(Python python) {
    try {
      python.run(py -> py.evaluate("python").call(0));
    } catch (StackOverflowError e) {
      System.out.println("caught StackOverflowError");
    } catch (PythonException e) {
      System.out.println("caught " + e.type());
    }
  }

  /// Handles, and arenas of arrays, that are closed at the depths of a stack on which Python's lock
  /// is held: each is closed, or not and can be closed later.
  private static void closeAtEveryDepth(Python python) {
    NDArray array = NDArray.zeros(DType.FLOAT64, 3);
    int before = python.interpreter().exports().live();
    List<AutoCloseable> open = new ArrayList<>();
    python.run(py -> {
      for (int i = 0; i < MOST_OPEN; i++) {
        PyObject there = py.of(array);
        open.add(there);
        ExchangeArena arena = ExchangeArena.ofConfined();
        try (PyObject type = py.evaluate("memoryview");
            PyObject view = type.call(there)) {
          py.array(arena, view);
        }
        open.add(arena);
      }
      try {
        closeDown(open, new int[1]);
        System.out.println("nothing caught");
      } catch (StackOverflowError e) {
        System.out.println("caught StackOverflowError");
      }
      close(open, 0);
    });
    for (int i = 0; i < 2; i++) {
      ExportTracker.count(); // releases what was postponed, and the next scope what is Python's
      python.run(py -> py.run("pass"));
    }
    System.out.println("left " + (python.interpreter().exports().live() - before));
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static void closeDown(List<AutoCloseable> open, int[] next) {
    AutoCloseable each = open.get(next[0] % open.size());
    next[0]++;
    close(each);
    closeDown(open, next);
  }

  private static void close(List<AutoCloseable> open, int from) {
    for (AutoCloseable each : open.subList(from, open.size())) {
      close(each);
    }
  }

  private static void close(AutoCloseable each) {
    try {
      each.close();
    } catch (IllegalStateException e) {
      // an arena that is closed already
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Every use of Python at every depth of a stack.
  private static void dive(Python python) {
    NDArray array = NDArray.zeros(DType.FLOAT64, 3);
    long overflows =
        StackDive.everyDepth(
            600 << 10,
            () -> {
              try (PythonScope py = python.open();
                  ExchangeArena arena = ExchangeArena.ofConfined();
                  PyObject there = py.of(array);
                  PyObject view = py.evaluate("memoryview").call(there)) {
                py.array(arena, view);
                py.evaluate("x.__dlpack__() and x.shape and repr(x)").close();
              }
            },
            () -> python.run(py -> py.run("pass")));
    System.out.println("caught " + (overflows > 0 ? "StackOverflowError" : "nothing"));
  }
}
