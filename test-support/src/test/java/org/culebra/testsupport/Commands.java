package org.culebra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The commands in Markdown files, in indented blocks and as code: scripts, profiles, modules,
/// tests, main classes and benchmarks that they name have to exist.
final class Commands {
  /// The programs of other projects.
  private static final List<String> OTHERS = List.of("java", "jlink", "pip", "pytest");

  private static final Pattern FIRST =
      Pattern.compile("(?:\\w+=\\S* )*((?:[\\w.-]+/)*[\\w.-]+)(?: .*)?");

  /// As code within a line, what begins like a script or with `java -`.
  private static final Pattern CODE =
      Pattern.compile("`((?:\\w+=\\S* )*(?:\\./\\w|build/|java -)[^`]*)`");

  private static final Pattern OPTION =
      Pattern.compile("(-P|-Dtest=|-pl |-m |--module )'?([\\w.,*/-]+)");

  private static final Pattern BENCHMARK =
      Pattern.compile("-jar \\S*benchmarks\\.jar (?:'([^']+)'|(\\S+))((?: -p \\w+=\\S+)*)");

  private static final Pattern ROWS = Pattern.compile("\\./bench .*--rows (?:'([^']+)'|(\\S+))");

  private static final Pattern ROW = Pattern.compile("(?m)^([a-z][a-z0-9-]*) !? ?\\|");

  private static final Pattern METHOD =
      Pattern.compile("@Benchmark\\s+(?:@[^;{]*?\\s)?public \\S.*? (\\w+)\\(");

  private final Path root;
  private final TestNames tests;
  private final String pom;
  private final List<Path> benchmarks;
  private final String rows;
  private int checked;

  Commands(Path root) throws IOException {
    this.root = root;
    this.tests = new TestNames(root);
    this.pom = Files.readString(root.resolve("pom.xml"));
    String report = "benchmarks/src/main/resources/org/culebra/benchmarks/report/";
    this.rows = Files.readString(root.resolve(report + "rows.txt"));
    try (Stream<Path> files = Files.walk(root.resolve("benchmarks/src/main/java"))) {
      benchmarks = files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  /// How many commands [#faults(Path)] has checked.
  int checked() {
    return checked;
  }

  /// What commands of a file name and does not exist, each with its place.
  List<String> faults(Path file) throws IOException {
    List<String> faults = new ArrayList<>();
    boolean code = false;
    List<String> lines = Files.readAllLines(root.resolve(file));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      code ^= line.startsWith("```") || line.startsWith("~~~");
      if (!code) {
        for (String command : commands(line)) {
          checked++;
          fault(command).ifPresent(fault -> faults.add(file + ": " + command + ": " + fault));
        }
      }
    }
    return faults;
  }

  private static List<String> commands(String line) {
    if (line.matches(" {4}\\S.*")) {
      return isCommand(line.strip()) ? List.of(line.strip()) : List.of();
    }
    return CODE.matcher(line).results().map(found -> found.group(1)).toList();
  }

  /// Not what a program prints, which may be indented, too.
  private static boolean isCommand(String line) {
    Matcher first = FIRST.matcher(line);
    return first.matches() && (first.group(1).contains("/") || OTHERS.contains(first.group(1)));
  }

  /// What a command names and does not exist.
  Optional<String> fault(String command) {
    Matcher first = FIRST.matcher(command);
    if (!first.matches()) {
      return Optional.of("expected a command");
    }
    String program = first.group(1);
    Path script = root.resolve(program);
    boolean isFile = program.matches(".*\\w\\.\\w+");
    if (!OTHERS.contains(program)
        && !(isFile ? Files.exists(script) : Files.isExecutable(script))) {
      return Optional.of("expected a script " + program);
    }
    for (MatchResult found : OPTION.matcher(command).results().toList()) {
      for (String name : List.of(found.group(2).split(","))) {
        if (!exists(program, found.group(1).strip(), name)) {
          return Optional.of("expected " + found.group(1) + name);
        }
      }
    }
    Matcher row = ROWS.matcher(command);
    if (row.find() && !hasRow(expression(row))) {
      return Optional.of("expected a row " + expression(row));
    }
    Matcher benchmark = BENCHMARK.matcher(command);
    return benchmark.find() ? benchmarkFault(benchmark) : Optional.empty();
  }

  private boolean exists(String program, String option, String name) {
    return switch (option) {
      case "-P" -> pom.contains("<id>" + name + "</id>");
      case "-Dtest=" -> tests.hasTest(name);
      case "-pl" -> Files.exists(root.resolve(name).resolve("pom.xml"));
      case "-m", "--module" -> !program.equals("java") || isModule(name);
      default -> throw new IllegalArgumentException(option);
    };
  }

  private boolean isModule(String name) {
    return sources().anyMatch(file -> read(file).contains("module " + name + " {"));
  }

  private Stream<Path> sources() {
    return Stream.of("native", "interop/python", "examples")
        .map(module -> root.resolve(module).resolve("src/main/java/module-info.java"));
  }

  /// Quoted or not.
  private static String expression(Matcher found) {
    return found.group(1) == null ? found.group(2) : found.group(1);
  }

  private boolean hasRow(String expression) {
    Pattern name = Pattern.compile(expression);
    return ROW.matcher(rows).results().anyMatch(row -> name.matcher(row.group(1)).find());
  }

  private Optional<String> benchmarkFault(Matcher found) {
    String expression = expression(found);
    if (!hasBenchmark(Pattern.compile(expression))) {
      return Optional.of("expected a benchmark " + expression);
    }
    return Pattern.compile("-p (\\w+)=")
        .matcher(found.group(3))
        .results()
        .map(m -> m.group(1))
        .filter(name -> !hasParameter(name))
        .map(name -> "expected a parameter " + name)
        .findFirst();
  }

  private boolean hasBenchmark(Pattern name) {
    for (Path file : benchmarks) {
      String type = file.getFileName().toString().replace("java", "");
      Matcher method = METHOD.matcher(read(file));
      if (method.results().anyMatch(m -> name.matcher(type + m.group(1)).find())) {
        return true;
      }
    }
    return false;
  }

  private boolean hasParameter(String name) {
    Pattern parameter = Pattern.compile("@Param\\b[^;]*\\b" + name + ";");
    return benchmarks.stream().anyMatch(file -> parameter.matcher(read(file)).find());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
