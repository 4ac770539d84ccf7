package org.culebra.benchmarks.report;

import org.jspecify.annotations.Nullable;

/// A fork without a time.
final class ContenderFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final Measured.Gap gap;

  ContenderFailed(Measured.Gap gap, @Nullable Throwable cause) {
    super(gap.toString(), cause);
    this.gap = gap;
  }

  Measured.Gap gap() {
    return gap;
  }
}
