package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each row of the table in docs/from-numpy.md is evaluated here and by NumPy: the values, the
/// shapes and the types are the same, and memory is shared where the row says so.
final class FromNumpyTest {
  private static final Path GUIDE = Path.of("..", "docs", "from-numpy.md");
  private static final Pattern ROW = Pattern.compile("\\| `(.+?)` \\| `(.+?)` \\| ([\\w ]+) \\|");

  /// One row of the table.
  private record Row(String numpy, String culebra, String kind) {}

  /// The names of the arrays that the guide begins with.
  private static final String ARRAYS = "a, x, z, s, mask";

  /// The code around the rows: their arrays are made anew for each, since some change them.
  private static final String RESULTS =
      """
      static final Path OUT = Path.of(System.getProperty("org.culebra.examples.rows"));
      static final Path file = OUT.resolve("a.npy");

      static void save(int n, Object result, NDArray... bases) throws Exception {
        if (result instanceof NDArray array) {
          Npy.write(OUT.resolve(n + ".npy"), array);
          boolean shares = Stream.of(bases).anyMatch(array::mayShareMemory);
          Files.writeString(OUT.resolve(n + ".txt"), shares ? "view" : "new");
        } else {
          String text =
              switch (result) {
                case long[] all -> Arrays.toString(all);
                case double[] all -> Arrays.toString(all);
                default -> result.toString();
              };
          Files.writeString(OUT.resolve(n + ".txt"), text);
        }
      }

      """;

  @Test
  void rows_giveWhatNumpyGives(@TempDir Path folder) throws IOException {
    Path python = Peers.python("numpy", "numpy.strings");
    List<Row> rows = rows();
    assertThat(rows).hasSizeGreaterThan(70);
    Path out = Files.createDirectories(folder.resolve("out"));
    CodeBlock program = new CodeBlock("Rows", program(rows), "");

    System.setProperty("org.culebra.examples.rows", out.toString());
    try (CompiledBlocks compiled = CompiledBlocks.of(folder, List.of(program))) {
      compiled.check(program);
    }

    Path script = folder.resolve("rows.py");
    Files.writeString(script, script(rows, out));
    Command compared = Command.run(List.of(python.toString(), script.toString()));
    assertThat(compared.output().strip()).isEqualTo(rows.size() + " rows compared");
    assertThat(compared.status()).isZero();
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(GUIDE)) {
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches()) {
        Row row = new Row(matcher.group(1), matcher.group(2), matcher.group(3));
        assertThat(row.kind()).as(line).isIn(Set.of("new", "view", "copy", "value", "in place"));
        rows.add(row);
      }
    }
    return rows;
  }

  private static String program(List<Row> rows) throws IOException {
    String arrays = CodeBlock.in(GUIDE).getFirst().code();
    StringBuilder code = new StringBuilder(CompiledBlocks.IMPORTS + RESULTS);
    StringBuilder main =
        new StringBuilder("void main() throws Exception {\n" + arrays + "Npy.write(file, a);\n");
    for (int n = 0; n < rows.size(); n++) {
      Row row = rows.get(n);
      boolean inPlace = row.kind().equals("in place");
      String changed = inPlace ? row.numpy().matches("x\\b.*") ? "x" : "a" : row.culebra();
      code.append("static void row%d() throws Exception {\n%s".formatted(n, arrays));
      code.append(inPlace ? row.culebra() + ";\n" : "");
      code.append("save(%d, %s, %s);\n}\n".formatted(n, changed, ARRAYS));
      main.append("row%d();\n".formatted(n));
    }
    return code.append(main).append("}\n").toString();
  }

  /// The same in Python, which compares.
  private static String script(List<Row> rows, Path out) throws IOException {
    String guide = Files.readString(GUIDE);
    Matcher python = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(guide);
    assertThat(python.find()).isTrue();
    StringBuilder script =
        new StringBuilder(
            """
            import numpy as np, os
            OUT = %s
            file = os.path.join(OUT, "a.npy")
            ARRAYS = %s
            def row(n, text, kind):
                names = {"np": np, "file": file}
                exec(ARRAYS, names)
                bases = [names[name] for name in "%s".split(", ")]
                if kind == "in place":
                    exec(text, names)
                    result = names["x" if text.startswith("x") else "a"]
                else:
                    result = eval(text, names)
                found = open(os.path.join(OUT, str(n) + ".txt")).read()
                if kind == "value":
                    if isinstance(result, (tuple, list)):
                        result = list(result)
                    result = str(result).lower()
                    assert result == found.lower(), (text, result, found)
                    return
                ours = np.load(os.path.join(OUT, str(n) + ".npy"))
                assert ours.dtype == result.dtype, (text, result.dtype, ours.dtype)
                assert ours.shape == result.shape, (text, result.shape, ours.shape)
                assert "empty" in text or np.array_equal(ours, result), (text, result, ours)
                shared = any(np.shares_memory(result, base) for base in bases)
                expected = kind in ("view", "in place")
                assert shared == expected, (text, "NumPy shares memory", shared)
                assert (found == "view") == expected, (text, "Java shares memory", found)
            """
                .formatted(literal(out.toString()), literal(python.group(1)), ARRAYS));
    for (int n = 0; n < rows.size(); n++) {
      Row row = rows.get(n);
      script.append("row(%d, %s, \"%s\")\n".formatted(n, literal(row.numpy()), row.kind()));
    }
    return script.append("print(%d, \"rows compared\")\n".formatted(rows.size())).toString();
  }

  private static String literal(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
