package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sums, minima and maxima of doubles.
final class DoubleAccumulators extends Accumulators {

  private final Fold fold;

  /// What results are divided by, for means.
  private final double divisor;

  private final BlockAccess source;
  private final BlockAccess target;

  /// The sum of a line; null if lines are not summed.
  private final @Nullable DoubleSum sum;

  private final double[] block = new double[size];

  private final double[] values = new double[size];
  private final double[] results = new double[size];

  DoubleAccumulators(Operand from, Operand to, Fold fold, double divisor, Arena scratch) {
    super(to);
    this.fold = fold;
    this.divisor = divisor;
    source = new BlockAccess(from, size, scratch);
    target = new BlockAccess(to, size, scratch);
    sum = fold == Fold.SUM ? new DoubleSum(from, scratch) : null;
  }

  @Override
  void start(int n) {
    Arrays.fill(values, 0, n, fold.neutralDouble());
  }

  @Override
  void take(long at, long step, int n, long position, int advance) {
    if (sum != null && sum.isPacked(step)) {
      sum.addTo(values, at, n);
    } else {
      source.read(at, step, block, n);
      fold.combine(values, block, n);
    }
  }

  @Override
  void startLine(long length) {
    if (sum == null) {
      super.startLine(length);
    } else {
      sum.start();
    }
  }

  @Override
  void takeLine(long at, long step, long length, long position) {
    if (sum == null) {
      super.takeLine(at, step, length, position);
    } else {
      sum.take(at, step, length);
    }
  }

  @Override
  void endLine(int i) {
    results[i] = sum == null ? joined() : sum.result();
  }

  private double joined() {
    double joined = fold.neutralDouble();
    for (int k = 0; k < lanes(); k++) {
      joined = fold.combine(joined, values[k]);
    }
    return joined;
  }

  @Override
  void write(long at, long step, int n, boolean lines) {
    double[] written = lines ? results : values;
    if (divisor != 1) {
      for (int i = 0; i < n; i++) {
        written[i] /= divisor;
      }
    }
    target.write(at, step, written, n);
  }
}
