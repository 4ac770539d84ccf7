package org.culebra.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs a contender in a JVM of its own and takes the median of its iterations.
final class Forks {
  /// The counter of a contender that measures itself, in the unit of the run; 0 if it is not on
  /// this machine.
  private static final String OWN_TIME = "ownTime";

  private final Path log;
  private final boolean quick;

  /// @param log receives what JMH prints
  /// @param quick whether to shorten the annotated times
  Forks(Path log, boolean quick) throws IOException {
    this.log = log;
    this.quick = quick;
    Files.deleteIfExists(log);
  }

  void run(Row.Contender contender, Measured into) {
    Path output = log.resolveSibling("fork.log");
    try {
      Collection<RunResult> results = new Runner(options(contender, output).build()).run();
      add(contender, into, results);
    } catch (RunnerException e) {
      into.add(contender, wrong(output) ? Measured.Gap.WRONG : Measured.Gap.FAILED);
    }
    append(output);
  }

  private ChainedOptionsBuilder options(Row.Contender contender, Path output) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + Pattern.quote(contender.benchmark()) + "$")
            .forks(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.NORMAL)
            .output(output.toString());
    contender.parameters().forEach(options::param);
    if (quick) {
      options.warmupTime(TimeValue.milliseconds(80)).measurementTime(TimeValue.milliseconds(60));
      options.measurementIterations(5);
    }
    return options;
  }

  private static void add(Row.Contender contender, Measured into, Collection<RunResult> results) {
    if (results.size() != 1) {
      throw new IllegalStateException(
          "expected one benchmark %s with %s but found %d: name all its parameters in rows.txt"
              .formatted(contender.benchmark(), contender.parameters(), results.size()));
    }
    double[] times =
        results.iterator().next().getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .mapToDouble(Forks::nanos)
            .toArray();
    if (Figures.median(times) > 0) {
      into.add(contender, Figures.median(times));
    } else {
      into.add(contender, Measured.Gap.MISSING);
    }
  }

  private static double nanos(IterationResult iteration) {
    Result<?> result = iteration.getPrimaryResult();
    Result<?> own = iteration.getSecondaryResults().get(OWN_TIME);
    String unit = result.getScoreUnit();
    double factor =
        switch (unit.substring(0, unit.indexOf('/'))) {
          case "ns" -> 1;
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          default -> throw new IllegalStateException("expected a time but found " + unit);
        };
    return factor * (own == null ? result : own).getScore();
  }

  private static boolean wrong(Path output) {
    try {
      return Files.readString(output).contains(WrongResult.class.getSimpleName());
    } catch (IOException e) {
      return false;
    }
  }

  private void append(Path output) {
    try {
      Files.writeString(
          log, Files.readString(output), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Files.deleteIfExists(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
