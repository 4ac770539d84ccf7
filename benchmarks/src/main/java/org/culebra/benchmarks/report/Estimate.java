package org.culebra.benchmarks.report;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// How long a run is going to take on an idle machine of two processors: the annotated times, and
/// what starts and set-ups have been seen to take.
final class Estimate {
  private static final double JVM_START = 1.1;
  private static final double PROCESS = 1.5;

  private final BenchmarkList benchmarks = BenchmarkList.defaultList();
  private final OutputFormat silent =
      OutputFormatFactory.createFormatInstance(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          VerboseMode.SILENT);
  private final boolean quick;

  Estimate(boolean quick) {
    this.quick = quick;
  }

  /// The time of a pass of all rows.
  Duration of(List<Row> rows) {
    double seconds =
        rows.stream().flatMap(row -> row.contenders().stream()).mapToDouble(this::seconds).sum();
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private double seconds(Row.Contender contender) {
    if (contender.measuresItself()) {
      return PROCESS;
    }
    List<String> name = List.of("\\." + Pattern.quote(contender.benchmark()) + "$");
    SortedSet<BenchmarkListEntry> found = benchmarks.find(silent, name, List.of());
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a benchmark for each contender in rows.txt but found none named "
              + contender.benchmark());
    }
    BenchmarkListEntry entry = found.first();
    int warmups = entry.getWarmupIterations().orElse(0);
    int iterations = quick ? Forks.QUICK_ITERATIONS : entry.getMeasurementIterations().orElse(0);
    return JVM_START
        + warmups * (quick ? seconds(Forks.QUICK_WARMUP) : seconds(entry.getWarmupTime()))
        + iterations
            * (quick ? seconds(Forks.QUICK_ITERATION) : seconds(entry.getMeasurementTime()));
  }

  private static double seconds(org.openjdk.jmh.util.Optional<TimeValue> time) {
    return time.hasValue() ? seconds(time.get()) : 0;
  }

  private static double seconds(TimeValue time) {
    return time.convertTo(TimeUnit.MICROSECONDS) / 1e6;
  }
}
