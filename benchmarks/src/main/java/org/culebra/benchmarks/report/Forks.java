package org.culebra.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs a contender in a JVM of its own and takes the median of its iterations.
final class Forks implements Contenders {
  /// The counter of a contender that measures itself, in the unit of the run.
  private static final String OWN_TIME = "ownTime";

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /// Of a longer operation JMH's own objects would be most of what is allocated.
  private static final double SHORT_NANOS = 10_000;

  private final Annotations annotations = new Annotations();
  private final Log log;
  private final Path libraries;
  private final boolean quick;

  /// @param log receives what JMH prints
  /// @param libraries a folder that the forks share: for compiled C, and for the result
  /// @param quick whether to shorten the annotated times
  Forks(Log log, Path libraries, boolean quick) {
    this.log = log;
    this.libraries = libraries;
    this.quick = quick;
  }

  @Override
  public Sample run(Row.Contender contender) throws IOException, ContenderFailed {
    Path result = libraries.resolve("result.txt");
    Files.deleteIfExists(result);
    try {
      Collection<RunResult> results =
          new Runner(options(contender, log.ofFork(), result).build()).run();
      return sample(contender, results, Sample.of(read(result)));
    } catch (RunnerException e) {
      throw new ContenderFailed(
          Sample.isMissing(read(result)) ? Measured.Gap.MISSING : Measured.Gap.FAILED, e);
    } finally {
      log.endFork();
    }
  }

  private static String read(Path result) throws IOException {
    return Files.exists(result) ? Files.readString(result) : "";
  }

  private ChainedOptionsBuilder options(Row.Contender contender, Path output, Path result) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + Pattern.quote(contender.benchmark()) + "$")
            .forks(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.NORMAL)
            .addProfiler(GCProfiler.class)
            .jvmArgsPrepend(
                "-Dculebra.benchmarks.libraries=" + libraries,
                "-Dculebra.benchmarks.result=" + result)
            .output(output.toString());
    contender.parameters().forEach(options::param);
    if (quick) {
      options
          .warmupTime(annotations.quickWarmup(contender))
          .measurementTime(Annotations.QUICK_ITERATION)
          .measurementIterations(Annotations.QUICK_ITERATIONS);
    }
    return options;
  }

  private static Sample sample(
      Row.Contender contender, Collection<RunResult> results, Sample printed) {
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
    double nanos = Figures.median(times);
    OptionalDouble bytes = nanos < SHORT_NANOS ? bytes(results) : OptionalDouble.empty();
    return new Sample(nanos, printed.result(), printed.tolerance(), bytes);
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

  private static OptionalDouble bytes(Collection<RunResult> results) {
    var measured = results.iterator().next().getSecondaryResults();
    // What has a time of its own is a loop of many operations.
    return measured.containsKey(ALLOCATED) && !measured.containsKey(OWN_TIME)
        ? OptionalDouble.of(measured.get(ALLOCATED).getScore())
        : OptionalDouble.empty();
  }
}
