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

  /// Sums of squared distances from the mean, for variances. The mean is computed first: the digits
  /// of small distances would be lost in sums of large squares.
  static final class Squares extends Accumulators {

    /// How many elements a result has.
    private final double count;

    private final double divisor;
    private final BlockAccess source;
    private final BlockAccess target;
    private final DoubleSum line;

    private final double[] block = new double[size];
    private final double[] values = new double[size];
    private final double[] means = new double[size];
    private final double[] results = new double[size];

    /// Whether the means are known.
    private boolean isSecond;

    Squares(Operand from, Operand to, double count, double divisor, Arena scratch) {
      super(to, true);
      this.count = count;
      this.divisor = divisor;
      source = new BlockAccess(from, size, scratch);
      target = new BlockAccess(to, size, scratch);
      line = new DoubleSum(from, scratch);
    }

    @Override
    void start(int n) {
      Arrays.fill(values, 0, n, 0);
      isSecond = false;
    }

    @Override
    void take(long at, long step, int n, long position, int advance) {
      if (isSecond) {
        source.read(at, step, block, n);
        addSquares(values, block, means, n);
      } else if (line.isPacked(step)) {
        line.addTo(values, at, n);
      } else {
        source.read(at, step, block, n);
        Fold.SUM.combine(values, block, n);
      }
    }

    private static void addSquares(double[] sums, double[] block, double[] means, int n) {
      for (int i = 0; i < n; i++) {
        double distance = block[i] - means[i];
        sums[i] += distance * distance;
      }
    }

    @Override
    void again(int n) {
      for (int i = 0; i < n; i++) {
        means[i] = values[i] / count;
        values[i] = 0;
      }
      isSecond = true;
    }

    @Override
    void startLine(long length) {
      line.start();
    }

    @Override
    void takeLine(long at, long step, long length, long position) {
      line.take(at, step, length);
    }

    @Override
    void lineAgain() {
      line.startSquares(line.result() / count);
    }

    @Override
    void endLine(int i) {
      results[i] = line.result();
    }

    @Override
    void write(long at, long step, int n, boolean lines) {
      double[] written = lines ? results : values;
      for (int i = 0; i < n; i++) {
        written[i] /= divisor;
      }
      target.write(at, step, written, n);
    }
  }
}
