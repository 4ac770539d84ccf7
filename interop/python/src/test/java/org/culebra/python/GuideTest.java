package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;

/// The code of docs/python.md, which runs here.
class GuideTest {
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
  }

  @Test
  void snippets_areThoseOfThisClass() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String source : matches(SOURCE, "// snippet: \\w+\n(.*?)\n *// end\n")) {
      sources.add(source.stripIndent().strip());
    }
    List<String> snippets = matches(GUIDE, "```java\n(.*?)```");
    assertThat(snippets).hasSize(sources.size());
    for (String snippet : snippets) {
      assertThat(sources).contains(snippet.strip());
    }
  }

  @Test
  void examples_printWhatTheirCommentsSay() {
    TestPython.with("numpy");
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      examples();
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("2.0", "[42.  2.  3.]", "15");
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
