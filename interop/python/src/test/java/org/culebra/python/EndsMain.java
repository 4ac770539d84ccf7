package org.culebra.python;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// A child JVM that starts Python and ends in one of many ways.
final class EndsMain {
  private static int @Nullable [] nothing;

  private EndsMain() {}

  /// Starts Python, does something, and ends.
  ///
  /// @param arguments the executable; the way; then modules to import
  public static void main(String[] arguments) throws Exception {
    Python python = Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
    for (int i = 2; i < arguments.length; i++) {
      String module = arguments[i];
      python.run(py -> py.importModule(module));
    }
    switch (arguments[1]) {
      case "live" -> live(python);
      case "careless-thread" -> carelessThread(python);
      case "daemon" ->
          python.run(py ->
              py.run(
                  """
                  import threading, time
                  threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
                  def spin():
                      while True: pass
                  threading.Thread(target=spin, daemon=True).start()
                  """));
      case "flush" -> python.run(py -> py.run("print('not flushed', end='')"));
      case "open-scope" -> python.open();
      case "collected" -> collected(python);
      case "fork" -> fork(python);
      case "faulthandler" -> faulthandler(python);
      default -> throw new IllegalArgumentException(arguments[1]);
    }
    System.out.println("done");
    System.out.flush();
    if (arguments[1].equals("daemon")) {
      System.exit(0);
    }
  }

  /// Both sides have what is the other's.
  private static void live(Python python) {
    Arena kept = Arena.global();
    python.run(py -> {
      PyObject main = py.importModule("__main__");
      main.setAttribute("x", NDArray.zeros(DType.FLOAT64, 3));
      main.setAttribute("c", Column.of("n", NDArray.zeros(DType.INT64, 3)));
      py.run("m = memoryview(x); d = x.__dlpack__(); a = c.__arrow_c_array__(); b = bytearray(9)");
      py.array(kept, main.attribute("b"));
    });
  }

  private static void carelessThread(Python python) throws InterruptedException {
    Thread careless = new Thread(python::open);
    careless.start();
    careless.join();
    python.run(py -> py.run("pass"));
  }

  /// Handles and arrays that nobody closes.
  private static void collected(Python python) throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      python.run(py -> {
        for (int i = 0; i < 1000; i++) {
          py.of(NDArray.zeros(DType.FLOAT64, 10));
          py.array(Arena.ofAuto(), py.of(new byte[100]));
        }
      });
      System.gc();
    }
    for (int i = 0; i < 100 && python.interpreter().exports().live() > 0; i++) {
      System.gc();
      Thread.sleep(50);
      python.run(py -> py.run("pass")); // gives up what was noted
    }
    System.out.println("live " + python.interpreter().exports().live());
  }

  private static void fork(Python python) {
    python.run(py -> {
      py.importModule("__main__").setAttribute("x", NDArray.zeros(DType.FLOAT64, 3));
      py.run(
          """
          import os, sys, multiprocessing
          def child(_):
              try:
                  return str(memoryview(x))
              except RuntimeError as e:
                  return str(e)
          with multiprocessing.get_context("fork").Pool(2) as pool:
              print(pool.map(child, range(2))[1], flush=True)
          """);
    });
  }

  private static void faulthandler(Python python) {
    python.run(py -> py.run("import faulthandler; faulthandler.enable()"));
    int caught = 0;
    int[] full = new int[1];
    for (int i = 0; i < 100_000; i++) {
      length(full);
    }
    for (int i = 0; i < 1000; i++) {
      try {
        length(nothing);
      } catch (NullPointerException e) {
        caught++;
      }
    }
    System.out.println("caught " + caught);
  }

  @SuppressWarnings("NullAway") // that is what it is for
  private static int length(int @Nullable [] array) {
    return array.length;
  }
}
