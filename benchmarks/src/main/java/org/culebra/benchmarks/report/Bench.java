package org.culebra.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/// Runs the rows of `rows.txt` and writes the report: `./bench` calls it.
///
/// Each pass runs one fork of each contender of each row, one after another: noise on a shared
/// machine lasts for a while, so contenders take turns, and each pass gives a ratio of its own.
/// Nothing fails on a time.
public final class Bench {
  private final List<Measured> measured;
  private final int passes;
  private final Contenders jvms;
  private final Contenders pythons;
  private final Instant start = Instant.now();
  private int done;

  private Bench(List<Row> rows, int passes, Contenders jvms, Contenders pythons) {
    measured = rows.stream().map(Measured::new).toList();
    this.passes = passes;
    this.jvms = jvms;
    this.pythons = pythons;
  }

  /// Runs it.
  ///
  /// @param args `OUTPUT`, a folder; then `--quick`, `--passes N`, `--rows REGEX`, `--list` in any
  ///   order
  /// @throws IOException if a result cannot be written
  public static void main(String[] args) throws IOException {
    boolean quick = false;
    boolean listing = false;
    int passes = 0;
    Pattern names = Pattern.compile("");
    for (int i = 1; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--passes" -> passes = Integer.parseInt(args[++i]);
        case "--rows" -> names = Pattern.compile(args[++i]);
        case "--list" -> listing = true;
        default ->
            throw new IllegalArgumentException(
                "expected --quick, --passes N, --rows REGEX or --list but found " + args[i]);
      }
    }
    List<Row> rows = rows(quick, names);
    int count = passes > 0 ? passes : quick ? 3 : 5;
    Duration estimate = new Estimate(quick).of(rows).multipliedBy(count);
    if (listing) {
      list(rows);
    }
    System.err.printf(
        "bench: %d rows, %d contenders, %d forks of each, about %d min on an idle machine%n",
        rows.size(),
        rows.stream().mapToInt(row -> row.contenders().size()).sum(),
        count,
        Math.max(1, Math.round(estimate.toSeconds() / 60.0)));
    if (listing) {
      return;
    }
    Path out = Files.createDirectories(Path.of(args[0]));
    Path libraries = Files.createDirectories(out.resolve("libraries")).toAbsolutePath();
    Log log = new Log(out.resolve("bench.log"));
    String sources = System.getProperty("culebra.benchmarks.python", "src/main/python");
    String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
    Contenders pythons = new PythonForks(log, python, Path.of(sources), libraries, quick);
    Bench bench = new Bench(rows, count, new Forks(log, libraries, quick), pythons);
    bench.run();
    bench.report(out);
  }

  private static List<Row> rows(boolean quick, Pattern names) throws IOException {
    List<Row> rows =
        Rows.all().stream()
            .filter(row -> names.matcher(row.name()).find())
            .filter(row -> row.quick() || !quick)
            .map(row -> quick ? row.shortened() : row)
            .toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a row whose name contains %s but found none; --list shows all"
              .formatted(names));
    }
    return rows;
  }

  private static void list(List<Row> rows) {
    for (Row row : rows) {
      List<String> labels = row.contenders().stream().map(Row.Contender::label).toList();
      System.out.printf(
          "%-28s %s %s: %s (%s)%n",
          row.name(),
          row.quick() ? "!" : " ",
          row.topic(),
          row.question(),
          String.join(", ", labels));
    }
  }

  private void run() throws IOException {
    int all = passes * measured.stream().mapToInt(each -> each.row().contenders().size()).sum();
    for (int pass = 1; pass <= passes; pass++) {
      for (Measured each : measured) {
        progress(pass, each.row().name(), all);
        for (Row.Contender contender : each.row().contenders()) {
          run(contender, each);
          done++;
        }
      }
    }
    System.err.println();
  }

  private void run(Row.Contender contender, Measured into) throws IOException {
    try {
      into.add(contender, (contender.isPython() ? pythons : jvms).run(contender));
    } catch (ContenderFailed e) {
      into.add(contender, e.gap());
    }
  }

  private void progress(int pass, String name, int all) {
    String left = "";
    if (done > 0) {
      Duration each = Duration.between(start, Instant.now()).dividedBy(done);
      long seconds = each.multipliedBy(all - done).toSeconds();
      left = ", about %d:%02d min left".formatted(seconds / 60, seconds % 60);
    }
    System.err.printf(Locale.ROOT, "\r\033[Kbench: pass %d of %d, %s%s", pass, passes, name, left);
  }

  private void report(Path out) throws IOException {
    Machine machine = Machine.here(passes, Duration.between(start, Instant.now()));
    write(out.resolve("BENCHMARKS.md"), new MarkdownReport(machine, measured).text());
    write(out.resolve("benchmarks.json"), new JsonReport(machine, measured).text());
    for (String topic : measured.stream().map(each -> each.row().topic()).distinct().toList()) {
      List<Measured> rows =
          measured.stream().filter(each -> each.row().topic().equals(topic)).toList();
      write(out.resolve(Chart.fileName(topic)), new Chart(topic, rows).svg());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
    System.err.println("bench: " + file);
  }
}
