package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.shm.SharedArray;
import org.culebra.ffi.shm.SharedMemory;
import org.junit.jupiter.api.Test;

/// The code of docs/python.md, which runs here.
class GuideTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final Path GUIDE = Path.of("..", "..", "docs", "python.md");
  private static final Path SOURCE =
      Path.of("src", "test", "java", "org", "culebra", "python", "GuideTest.java");

  private static void examples() {
    // snippet: get
    Python python = Python.get();
    // end

    // snippet: scope
    try (PythonScope py = python.open()) {
      PyObject numpy = py.importModule("numpy");
      NDArray image = NDArray.zeros(DType.FLOAT64, 480, 640);
      image.fill(2);
      System.out.println(numpy.callMethod("mean", image).asDouble()); // 2.0
    }
    // end

    // snippet: keywords
    try (PythonScope py = python.open()) {
      PyObject numpy = py.importModule("numpy");
      PyObject zeros = numpy.callMethod("zeros", new Object[] {3}, Map.of("dtype", "int8"));
      System.out.println(zeros.attribute("dtype")); // int8
      PyObject dict = py.importModule("builtins").callMethod("dict", Map.of("dtype", "int8"));
      System.out.println(dict); // {'dtype': 'int8'}
    }
    // end

    // snippet: export
    try (PythonScope py = python.open()) {
      NDArray numbers = NDArray.copyOf(new double[] {1, 2, 3}, 3);
      py.importModule("__main__").setAttribute("x", numbers);
      py.run("import numpy as np; np.asarray(x)[0] = 42"); // the same memory
      System.out.println(numbers); // [42.  2.  3.]
    }
    // end

    // snippet: import
    try (PythonScope py = python.open();
        Arena arena = Arena.ofConfined()) {
      PyObject there = py.evaluate("__import__('numpy').arange(6).reshape(2, 3)");
      NDArray here = py.array(arena, there); // NumPy's memory
      System.out.println(here.sumLong()); // 15
    }
    // end

    functions(python);
  }

  /// What SciPy integrates.
  @FunctionalInterface
  interface Integrand {
    double at(int n, DoubleView x, DoubleView data);
  }

  // snippet: own
  interface RowSum {
    double of(NDArray image, long row);
  }

  // end

  private static void functions(Python python) {
    // snippet: function
    try (PythonScope py = python.open()) {
      PyObject add = py.function(DoubleBinaryOperator.class, (x, y) -> x + y);
      PyObject numbers = py.evaluate("[1.5, 2.0, 3.0]");
      System.out.println(py.importModule("functools").callMethod("reduce", add, numbers)); // 6.5
    }
    // end

    // snippet: lookup
    try (PythonScope py = python.open()) {
      PyObject rowSum =
          py.function(
              MethodHandles.lookup(), RowSum.class, (image, row) -> image.select(0, row).sum());
      PyObject ones = py.evaluate("__import__('numpy').ones((2, 3))");
      System.out.println(rowSum.call(ones, 1)); // 3.0
    }
    // end

    // snippet: callable
    DoubleBinaryOperator hypot =
        python.call(
            py -> py.importModule("math").attribute("hypot").as(DoubleBinaryOperator.class));
    System.out.println(hypot.applyAsDouble(3, 4)); // 5.0
    // end

    // snippet: capsule
    NDArray c = NDArray.copyOf(new double[] {1}, 1);
    try (PythonScope py = python.open()) {
      PyObject capsule =
          py.capsule(
              LOOKUP,
              Integrand.class,
              "double (int n, const double x[n], void *user_data)",
              c,
              (n, x, data) -> data.get(0) + x.get(0) - x.get(1) * x.get(2));
      py.importModule("__main__").setAttribute("capsule", capsule);
      py.run("from scipy import LowLevelCallable, integrate");
      PyObject result =
          py.evaluate(
              "integrate.nquad(LowLevelCallable(capsule), [[0, 10], [-10, 0], [-1, 1]])[0]");
      System.out.printf("%.6f%n", result.asDouble()); // 1200.000000
    }
    // end
  }

  private static void otherProcesses() throws IOException {
    // snippet: shared
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory shared = SharedMemory.create(arena, 8L * 1000);
      NDArray numbers = shared.array(DType.FLOAT64, 10, 100);
      String message = shared.describe(numbers.transpose()).toJson(); // to any process
      NDArray same = SharedMemory.open(arena, SharedArray.parse(message));
      numbers.setDouble(3, 7, 42);
      System.out.println(same.getDouble(7, 3)); // 42.0
    }
    // end
  }

  @Test
  void snippets_areThoseOfThisClass() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String source : matches(SOURCE, "// snippet: \\w+\n(.*?)\n *// end\n")) {
      sources.add(source.stripTrailing().stripIndent().strip());
    }
    List<String> snippets = matches(GUIDE, "```java\n(.*?)```");
    assertThat(snippets).hasSize(sources.size());
    for (String snippet : snippets) {
      assertThat(sources).contains(snippet.strip());
    }
  }

  @Test
  void examples_printWhatTheirCommentsSay() throws IOException {
    TestPython.with("numpy", "scipy");
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      examples();
      otherProcesses();
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "2.0",
            "int8",
            "{'dtype': 'int8'}",
            "[42.  2.  3.]",
            "15",
            "6.5",
            "3.0",
            "5.0",
            "1200.000000",
            "42.0");
  }

  private static List<String> matches(Path file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(file));
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
