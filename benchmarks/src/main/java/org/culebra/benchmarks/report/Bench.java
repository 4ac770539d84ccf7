package org.culebra.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  private Bench(List<Row> rows, int passes, Contenders jvms, Contenders pythons) {
    measured = rows.stream().map(Measured::new).toList();
    this.passes = passes;
    this.jvms = jvms;
    this.pythons = pythons;
  }

  /// Runs it.
  ///
  /// @param args `OUTPUT`, a folder; then `--quick`, `--passes N`, `--rows REGEX`, `--growth`,
  ///   `--start`, `--list` in any order; or `--compare OTHER.json THIS.json`; or `--readme
  ///   THIS.json TEXT`
  /// @throws IOException if a result cannot be read or written
  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[0]);
    boolean quick = false;
    boolean growth = false;
    boolean start = false;
    boolean listing = false;
    int passes = 0;
    Pattern names = Pattern.compile("");
    for (int i = 1; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--passes" -> passes = Integer.parseInt(args[++i]);
        case "--rows" -> names = Pattern.compile(args[++i]);
        case "--growth" -> growth = true;
        case "--start" -> start = true;
        case "--list" -> listing = true;
        case "--compare" -> {
          System.out.print(
              ReportFiles.compare(Path.of(args[i + 1]), Path.of(args[i + 2]), out).table());
          return;
        }
        case "--readme" -> {
          try {
            ReportFiles.fill(Path.of(args[i + 1]), Path.of(args[i + 2]));
          } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
          }
          return;
        }
        default ->
            throw new IllegalArgumentException(
                "expected an option of ./bench but found " + args[i]);
      }
    }
    boolean some = growth || start;
    boolean everything = !some && !quick && names.pattern().isEmpty();
    List<Row> rows = some ? List.of() : rows(quick, names);
    int count = passes > 0 ? passes : quick ? 3 : 5;
    Duration estimate = new Estimate(quick).of(rows).multipliedBy(count);
    if (growth || everything) {
      estimate = estimate.plus(GrowthRun.PASS.multipliedBy(count));
    }
    if (start || everything) {
      estimate = estimate.plus(StartRun.ROUND.multipliedBy(2L * count + 1));
    }
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
    Instant began = Instant.now();
    Path libraries = Files.createDirectories(out.resolve("libraries")).toAbsolutePath();
    Log log = new Log(out.resolve("bench.log"));
    String sources = System.getProperty("culebra.benchmarks.python", "src/main/python");
    String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
    Contenders pythons = new PythonForks(log, python, Path.of(sources), libraries, quick);
    Bench bench = new Bench(rows, count, new Forks(log, libraries, quick), pythons);
    bench.run();
    Report.Growth curves = growth || everything ? GrowthRun.run(count) : Report.Growth.NONE;
    Report.Start first = start || everything ? StartRun.run(2 * count + 1) : Report.Start.NONE;
    Machine machine = Machine.here(count, Duration.between(began, Instant.now()));
    ReportFiles.write(new Report(machine, bench.measured, curves, first, Optional.empty()), out);
    System.err.println("bench: " + out.resolve("BENCHMARKS.md"));
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
    Progress progress = new Progress(all);
    for (int pass = 1; pass <= passes; pass++) {
      for (Measured each : measured) {
        progress.show("pass %d of %d, %s".formatted(pass, passes, each.row().name()));
        for (Row.Contender contender : each.row().contenders()) {
          run(contender, each);
          progress.step();
        }
      }
    }
    progress.end();
  }

  private void run(Row.Contender contender, Measured into) throws IOException {
    try {
      into.add(contender, (contender.isPython() ? pythons : jvms).run(contender));
    } catch (ContenderFailed e) {
      into.add(contender, e.gap());
    }
  }
}
