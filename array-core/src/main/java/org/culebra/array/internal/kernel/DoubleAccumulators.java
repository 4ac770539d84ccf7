package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;

/// Sums, minima and maxima of doubles.
final class DoubleAccumulators extends Accumulators {

  private final Fold fold;

  /// What results are divided by, for means.
  private final double divisor;

  private final BlockAccess source;
  private final BlockAccess target;
  private final double[] block = new double[SIZE];
  private final double[] values = new double[SIZE];
  private final double[] results = new double[SIZE];

  DoubleAccumulators(Operand from, Operand to, Fold fold, double divisor, Arena scratch) {
    this.fold = fold;
    this.divisor = divisor;
    source = new BlockAccess(from, SIZE, scratch);
    target = new BlockAccess(to, SIZE, scratch);
  }

  @Override
  void start(int n) {
    Arrays.fill(values, 0, n, fold.neutralDouble());
  }

  @Override
  void take(long at, long step, int n, long position, int advance) {
    source.read(at, step, block, n);
    fold.combine(values, block, n);
  }

  @Override
  void join(int n, int i) {
    double joined = fold.neutralDouble();
    for (int k = 0; k < n; k++) {
      joined = fold.combine(joined, values[k]);
    }
    results[i] = joined;
  }

  @Override
  void write(long at, long step, int n, boolean joined) {
    double[] written = joined ? results : values;
    if (divisor != 1) {
      for (int i = 0; i < n; i++) {
        written[i] /= divisor;
      }
    }
    target.write(at, step, written, n);
  }
}
