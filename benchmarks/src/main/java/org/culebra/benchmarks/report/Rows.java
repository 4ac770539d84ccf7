package org.culebra.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Reads `rows.txt`, whose head describes its format.
final class Rows {
  private static final String PYTHON = ".py";

  private final List<Row> rows = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();
  private String topic = "";

  private Rows() {}

  static List<Row> all() throws IOException {
    try (InputStream in = Objects.requireNonNull(Rows.class.getResourceAsStream("rows.txt"))) {
      return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  static List<Row> of(String text) {
    Rows reader = new Rows();
    text.lines().map(String::strip).forEach(reader::read);
    return List.copyOf(reader.rows);
  }

  private void read(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith("[")) {
      topic = line.substring(1, line.length() - 1);
      return;
    }
    String[] cells = line.split("\\s*\\|\\s*", -1);
    if (cells.length != 5) {
      throw new IllegalArgumentException(
          "expected 5 cells but found %d in \"%s\"".formatted(cells.length, line));
    }
    boolean quick = cells[0].endsWith("!");
    String name = quick ? cells[0].substring(0, cells[0].length() - 1).strip() : cells[0];
    if (!names.add(name)) {
      throw new IllegalArgumentException("expected each row once but found a second " + name);
    }
    List<Row.Contender> contenders = contenders(cells[2], cells[3]);
    rows.add(new Row(name, topic, quick, cells[1], contenders, goal(cells[4], contenders, line)));
  }

  private static List<Row.Contender> contenders(String benchmark, String words) {
    String kernel = benchmark.split("\\s+", -1)[0];
    List<Row.Contender> contenders = new ArrayList<>();
    boolean quick = true;
    for (String word : words.split("\\s+(?![^(]*\\))", -1)) {
      if (word.equals("/")) {
        quick = false;
        continue;
      }
      int open = word.indexOf('(');
      String own = open < 0 ? "" : word.substring(open + 1, word.length() - 1);
      String[] names = (open < 0 ? word : word.substring(0, open)).split("=", 2);
      Map<String, String> parameters = parameters(benchmark);
      parameters.putAll(parameters(own));
      String label = names.length == 1 ? withoutSuffix(names[0]) : names[0];
      String method = method(kernel, names[names.length - 1]);
      contenders.add(new Row.Contender(label, method, parameters, quick));
    }
    return List.copyOf(contenders);
  }

  /// `gcc`, `numpy.py` and `Nd4jPeer.multiply.java` are `ElementLoop.multiply_gcc`,
  /// `element_loop.py:multiply_numpy` and `Nd4jPeer.java:multiply` for the kernel
  /// `ElementLoop.multiply`.
  private static String method(String kernel, String word) {
    String name = withoutSuffix(word);
    String full = name.equals("-") ? kernel : name.contains(".") ? name : kernel + "_" + name;
    String suffix = word.substring(name.length());
    if (suffix.isEmpty()) {
      return full;
    }
    String[] parts = full.split("\\.", 2);
    String file = suffix.equals(PYTHON) ? module(parts[0]) : parts[0];
    return file + suffix + ":" + parts[1];
  }

  private static String module(String name) {
    return name.replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static String withoutSuffix(String word) {
    return word.replaceFirst("\\.(py|java)$", "");
  }

  private static Map<String, String> parameters(String words) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String word : words.split("\\s+", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        parameters.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return parameters;
  }

  private static Optional<Row.Goal> goal(String cell, List<Row.Contender> contenders, String line) {
    if (cell.isEmpty()) {
      return Optional.empty();
    }
    boolean allocates = !cell.endsWith(" 0 B");
    String[] words = cell.split("\\s+", -1);
    if (words.length != (allocates ? 2 : 4)) {
      throw new IllegalArgumentException(
          "expected a goal such as \"1.2 gcc\" or \"10 ns 0 B\" but found \"%s\" in \"%s\""
              .formatted(cell, line));
    }
    double limit = Double.parseDouble(words[0]);
    if (words[1].equals("ns")) {
      return Optional.of(new Row.Goal(Optional.empty(), limit, allocates));
    }
    if (contenders.stream().noneMatch(each -> each.quick() && each.label().equals(words[1]))) {
      throw new IllegalArgumentException(
          "expected a goal against a contender of the row's short run but found \"%s\" in \"%s\""
              .formatted(words[1], line));
    }
    return Optional.of(new Row.Goal(Optional.of(words[1]), limit, allocates));
  }
}
