package org.culebra.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
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
  private final Contenders processes;

  private Bench(List<Row> rows, int passes, Contenders jvms, Contenders processes) {
    measured = rows.stream().map(Measured::new).toList();
    this.passes = passes;
    this.jvms = jvms;
    this.processes = processes;
  }

  /// Runs it.
  ///
  /// @param args `OUTPUT`, a folder; then `--quick`, `--passes N`, `--rows REGEX`, `--growth`,
  ///   `--start`, `--list` in any order; or `--compare OTHER.json THIS.json`; or `--readme
  ///   THIS.json TEXT`
  /// @throws IOException if a result cannot be read or written
  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[0]);
    switch (args.length == 4 ? args[1] : "") {
      case "--compare" ->
          System.out.print(ReportFiles.compare(Path.of(args[2]), Path.of(args[3]), out).table());
      case "--readme" -> fill(Path.of(args[2]), Path.of(args[3]));
      default -> measure(out, args);
    }
  }

  private static void fill(Path json, Path text) throws IOException {
    try {
      ReportFiles.fill(json, text);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void measure(Path out, String[] args) throws IOException {
    Options options = Options.of(args);
    List<Row> rows = options.rows() ? rows(options.quick(), options.names()) : List.of();
    if (options.listing()) {
      list(rows);
    }
    announce(options, rows);
    if (options.listing()) {
      return;
    }
    Instant start = Instant.now();
    Path libraries = Files.createDirectories(out.resolve("libraries")).toAbsolutePath();
    Log log = new Log(out.resolve("bench.log"));
    Processes.Places places =
        new Processes.Places(
            Objects.requireNonNullElse(System.getenv("PYTHON"), "python3"),
            Path.of(System.getProperty("culebra.benchmarks.sources", "src/main")),
            System.getProperty("culebra.benchmarks.nd4j", ""),
            libraries);
    boolean quick = options.quick();
    int forks = options.forks();
    Contenders jvms = new Forks(log, libraries, quick);
    Bench bench = new Bench(rows, forks, jvms, new Processes(log, places, quick));
    Machine here = Machine.here();
    IntFunction<Machine> machine =
        passes -> here.after(passes, Duration.between(start, Instant.now()));
    // written after each pass, for a run that is interrupted
    bench.run(passes -> ReportFiles.write(Report.of(machine.apply(passes), bench.measured), out));
    Report.Growth growth = options.growth() ? GrowthRun.run(forks) : Report.Growth.NONE;
    Report.Start first = options.start() ? StartRun.run(options.rounds()) : Report.Start.NONE;
    ReportFiles.write(
        new Report(machine.apply(forks), bench.measured, growth, first, Optional.empty()), out);
    System.err.println("bench: " + out.resolve("BENCHMARKS.md"));
  }

  private static void announce(Options options, List<Row> rows) {
    Duration estimate = new Estimate(options.quick()).of(rows).multipliedBy(options.forks());
    if (options.growth()) {
      estimate = estimate.plus(GrowthRun.PASS.multipliedBy(options.forks()));
    }
    if (options.start()) {
      estimate = estimate.plus(StartRun.ROUND.multipliedBy(options.rounds()));
    }
    System.err.printf(
        "bench: %d rows, %d contenders, %d forks of each%s%s, about %d min on an idle machine%n",
        rows.size(),
        rows.stream().mapToInt(row -> row.contenders().size()).sum(),
        options.forks(),
        options.growth() ? ", growth" : "",
        options.start() ? ", start" : "",
        Math.max(1, Math.round(estimate.toSeconds() / 60.0)));
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

  /// What is done after each pass, with the number of passes so far.
  private interface AfterPass {
    void accept(int passes) throws IOException;
  }

  private void run(AfterPass after) throws IOException {
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
      after.accept(pass);
    }
    progress.end();
  }

  private void run(Row.Contender contender, Measured into) throws IOException {
    try {
      into.add(contender, (contender.measuresItself() ? processes : jvms).run(contender));
    } catch (ContenderFailed e) {
      into.add(contender, e.gap());
    }
  }
}
