package org.culebra.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Reads `rows.txt`, whose head describes its format.
final class Rows {
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

  /// `ElementLoop.multiply n=2048` and `culebra=viewInt gcc` are two methods with one parameter. A
  /// contender with parentheses has parameters, or a benchmark, of its own.
  private static List<Row.Contender> contenders(String benchmark, String labels) {
    List<Row.Contender> contenders = new ArrayList<>();
    for (String label : labels.split("\\s+(?![^(]*\\))", -1)) {
      int open = label.indexOf('(');
      String own = open < 0 ? "" : label.substring(open + 1, label.length() - 1);
      String[] names = (open < 0 ? label : label.substring(0, open)).split("=", 2);
      Map<String, String> parameters = parameters(benchmark);
      parameters.putAll(parameters(own));
      String kernel = benchmark.split("\\s+", -1)[0];
      String method =
          names[names.length - 1].contains(".")
              ? names[names.length - 1]
              : names[names.length - 1].equals("-")
                  ? kernel
                  : kernel + "_" + names[names.length - 1];
      contenders.add(new Row.Contender(names[0], method, parameters));
    }
    return List.copyOf(contenders);
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
    String[] words = cell.split("\\s+", -1);
    if (words[1].equals("ns")) {
      return Optional.of(new Row.Goal(Optional.empty(), Double.parseDouble(words[0])));
    }
    if (contenders.stream().noneMatch(contender -> contender.label().equals(words[1]))) {
      throw new IllegalArgumentException(
          "expected a goal against one of the row's contenders but found \"%s\" in \"%s\""
              .formatted(words[1], line));
    }
    return Optional.of(new Row.Goal(Optional.of(words[1]), Double.parseDouble(words[0])));
  }
}
