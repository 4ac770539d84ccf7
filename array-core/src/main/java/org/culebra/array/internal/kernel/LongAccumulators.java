package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;

/// Sums, minima and maxima of integers, times and truth values. Sums are of 64 bits, without the
/// bits beyond.
final class LongAccumulators extends Accumulators {

  private final Fold fold;
  private final long initial;

  /// What makes a place in the order the value again, by addition.
  private final long back;

  private final LongBlocks source;
  private final BlockAccess target;
  private final long[] block = new long[SIZE];
  private final long[] values = new long[SIZE];
  private final long[] results = new long[SIZE];

  /// @param initial the result without elements
  LongAccumulators(
      Operand from,
      Operand to,
      Fold fold,
      LongBlocks.Meaning meaning,
      long initial,
      Arena scratch) {
    this.fold = fold;
    this.initial = initial;
    source = new LongBlocks(from, meaning, SIZE, scratch);
    target = new BlockAccess(to, SIZE, scratch);
    back = meaning == LongBlocks.Meaning.ORDER ? -source.bias() : 0;
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
  void join(int n, int i) {
    long joined = initial;
    for (int k = 0; k < n; k++) {
      joined = fold.combine(joined, values[k]);
    }
    results[i] = joined;
  }

  @Override
  void write(long at, long step, int n, boolean joined) {
    long[] written = joined ? results : values;
    LongBlocks.add(written, back, n);
    target.write(at, step, written, n);
  }
}
