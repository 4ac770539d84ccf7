package org.culebra.benchmarks.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Shows what runs, and an estimate of what is left.
final class Progress {
  private final int all;
  private final Instant start = Instant.now();
  private int done;

  /// @param all steps of about the same length
  Progress(int all) {
    this.all = all;
  }

  void show(String what) {
    String left = "";
    if (done > 0) {
      Duration each = Duration.between(start, Instant.now()).dividedBy(done);
      long seconds = each.multipliedBy(all - done).toSeconds();
      left = ", about %d:%02d min left".formatted(seconds / 60, seconds % 60);
    }
    System.err.printf(Locale.ROOT, "\r\033[Kbench: %s%s", what, left);
  }

  void step() {
    done++;
  }

  void end() {
    if (all > 0) {
      System.err.print("\r\033[K");
    }
  }
}
