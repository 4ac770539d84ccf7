package org.culebra.benchmarks.report;

import java.time.Duration;
import java.util.List;

/// How long a run is going to take on an idle machine of two processors: the annotated times, and
/// what starts and set-ups have been seen to take.
final class Estimate {
  private static final double JVM_START_MILLIS = 1100;
  private static final double PROCESS_MILLIS = 1500;

  private final Annotations annotations = new Annotations();
  private final boolean quick;

  Estimate(boolean quick) {
    this.quick = quick;
  }

  /// The time of a pass of all rows.
  Duration of(List<Row> rows) {
    double millis =
        rows.stream().flatMap(row -> row.contenders().stream()).mapToDouble(this::millis).sum();
    return Duration.ofMillis(Math.round(millis));
  }

  private double millis(Row.Contender contender) {
    return contender.measuresItself()
        ? PROCESS_MILLIS
        : JVM_START_MILLIS + annotations.millis(contender, quick);
  }
}
