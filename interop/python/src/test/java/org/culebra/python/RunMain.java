package org.culebra.python;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;
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
  ///   `collect`, `null-pointers`, `recursion`, `recursion-through-java`
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
        case "recursion" -> recursion(python);
        case "recursion-through-java" -> recursionThroughJava(python);
        default -> throw new IllegalArgumentException(arguments[i]);
      }
    }
    System.out.println("done");
    System.out.flush();
  }

  /// Unclosed handles and arrays.
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

  /// Deep in Python, where the stack is big: from a virtual thread, and on a thread like Python's.
  private static void recursion(Python python) throws InterruptedException {
    Runnable deep =
        () ->
            python.run(py -> {
              py.run(
                  """
                  import sys
                  sys.setrecursionlimit(10_000)
                  def down(n):
                      return 0 if n == 0 else 1 + down(n - 1)
                  """);
              System.out.println("reached " + py.evaluate("down(5000)").asInt());
            });
    Thread.ofVirtual().start(deep).join();
    Thread big = new Thread(null, deep, "deep", 16 << 20);
    big.start();
    big.join();
  }

  /// Python calls Java, which calls Python, until the stack is used up, or Python's limit is
  /// reached: a small one, since each level describes the exception anew.
  private static void recursionThroughJava(Python python) throws InterruptedException {
    Runnable deep =
        () ->
            python.run(py -> {
              py.run("def again(n): return f(n + 1)");
              PyObject again = py.evaluate("again");
              IntUnaryOperator f =
                  n -> python.<Integer, RuntimeException>call(_ -> again.call(n).asInt());
              py.importModule("__main__").setAttribute("f", py.function(IntUnaryOperator.class, f));
              try {
                again.call(0);
              } catch (PythonException | StackOverflowError e) {
                System.out.println("ended, and goes on with " + py.evaluate("1 + 1").asInt());
              }
            });
    deep.run();
    python.run(py -> py.run("import sys; sys.setrecursionlimit(200)"));
    Thread big = new Thread(null, deep, "deep", 16 << 20);
    big.start();
    big.join();
  }

  @SuppressWarnings("NullAway") // that is what it is for
  private static int length(int @Nullable [] array) {
    return array.length;
  }
}
