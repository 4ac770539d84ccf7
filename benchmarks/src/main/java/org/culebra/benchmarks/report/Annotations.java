package org.culebra.benchmarks.report;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

/// How often and how long a benchmark runs, by its annotations, and in a quick run.
final class Annotations {
  static final TimeValue QUICK_ITERATION = TimeValue.milliseconds(60);
  static final int QUICK_ITERATIONS = 5;

  private static final long QUICK_WARMUP_MILLIS = 200;

  private final BenchmarkList benchmarks = BenchmarkList.defaultList();
  private final OutputFormat silent =
      OutputFormatFactory.createFormatInstance(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          VerboseMode.SILENT);

  private BenchmarkListEntry entry(Row.Contender contender) {
    List<String> name = List.of("\\." + Pattern.quote(contender.benchmark()) + "$");
    SortedSet<BenchmarkListEntry> found = benchmarks.find(silent, name, List.of());
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a benchmark for each contender in rows.txt but found none named "
              + contender.benchmark());
    }
    return found.first();
  }

  /// The time of a warm-up iteration of a quick run.
  TimeValue quickWarmup(Row.Contender contender) {
    return quickWarmup(entry(contender));
  }

  private static TimeValue quickWarmup(BenchmarkListEntry entry) {
    long own = Math.round(millis(entry.getWarmupTime()));
    return TimeValue.milliseconds(Math.min(own, QUICK_WARMUP_MILLIS));
  }

  /// The time of all iterations of a fork.
  double millis(Row.Contender contender, boolean quick) {
    BenchmarkListEntry entry = entry(contender);
    int warmups = entry.getWarmupIterations().orElse(0);
    return quick
        ? warmups * millis(quickWarmup(entry)) + QUICK_ITERATIONS * millis(QUICK_ITERATION)
        : warmups * millis(entry.getWarmupTime())
            + entry.getMeasurementIterations().orElse(0) * millis(entry.getMeasurementTime());
  }

  private static double millis(org.openjdk.jmh.util.Optional<TimeValue> time) {
    return time.hasValue() ? millis(time.get()) : 0;
  }

  private static double millis(TimeValue time) {
    return time.convertTo(TimeUnit.MICROSECONDS) / 1e3;
  }
}
