package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;

/// Sums, minima and maxima of integers, times and truth values. Sums are of 64 bits, without the
/// bits beyond.
final class LongAccumulators extends Accumulators {

  private final Fold fold;
  private final long initial;

  private final LongBlocks source;
  private final BlockAccess target;
  private final long[] block = new long[size];
  private final long[] values = new long[size];
  private final long[] results = new long[size];

  /// @param initial the result without elements
  LongAccumulators(
      Operand from,
      Operand to,
      Fold fold,
      LongBlocks.Meaning meaning,
      long initial,
      Arena scratch) {
    super(to);
    this.fold = fold;
    this.initial = initial;
    source = new LongBlocks(from, meaning, size, scratch);
    target = new BlockAccess(to, size, scratch);
  }

  @Override
  void start(int n) {
    Arrays.fill(values, 0, n, initial);
  }

  @Override
  void take(long at, long step, int n, long position, int advance) {
    source.read(at, step, block, n);
    fold.combine(values, block, n);
  }

  @Override
  void endLine(int i) {
    long joined = initial;
    for (int k = 0; k < lanes(); k++) {
      joined = fold.combine(joined, values[k]);
    }
    results[i] = joined;
  }

  @Override
  void write(long at, long step, int n, boolean lines) {
    long[] written = lines ? results : values;
    target.write(at, step, written, n);
  }
}
