package org.culebra.python;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// Runs a program in Python, which has an array `x`, a column `c` and a stream `s` of Java's.
public final class RunMain {
  private static int @Nullable [] nothing;

  private RunMain() {}

  /// Runs it, and then does more.
  ///
  /// @param arguments the executable of a Python to start, or `attach`; the program; what else:
  ///   `collect`, `null-pointers`
  public static void main(String[] arguments) throws InterruptedException {
    Python python =
        arguments[0].equals("attach")
            ? Python.attach()
            : Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
    python.run(py -> {
      PyObject main = py.importModule("__main__");
      main.setAttribute("x", NDArray.copyOf(new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
      Column column = Column.of("n", NDArray.zeros(DType.INT64, 3));
      main.setAttribute("c", column);
      main.setAttribute("s", BatchSource.of(Column.ofBatch(column)));
      py.run(arguments[1]);
    });
    for (int i = 2; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "collect" -> collect(python);
        case "null-pointers" -> nullPointers();
        default -> throw new IllegalArgumentException(arguments[i]);
      }
    }
    System.out.println("done");
    System.out.flush();
  }

  /// Handles and arrays that nobody closes.
  private static void collect(Python python) throws InterruptedException {
    python.run(py -> py.run("del x, c, s"));
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

  /// Null pointers in compiled code, which HotSpot finds by SIGSEGV.
  private static void nullPointers() {
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
