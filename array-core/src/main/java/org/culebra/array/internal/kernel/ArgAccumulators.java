package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;

/// The positions of the greatest elements in an order, the first ones among equals.
final class ArgAccumulators extends Accumulators {

  private final LongBlocks source;
  private final BlockAccess target;
  private final long[] block = new long[SIZE];
  private final long[] greatest = new long[SIZE];
  private final long[] positions = new long[SIZE];
  private final long[] results = new long[SIZE];

  /// @param least whether the least elements are meant
  ArgAccumulators(Operand from, Operand to, boolean least, Arena scratch) {
    LongBlocks.Meaning order = least ? LongBlocks.Meaning.REVERSED : LongBlocks.Meaning.ORDER;
    source = new LongBlocks(from, order, SIZE, scratch);
    target = new BlockAccess(to, SIZE, scratch);
  }

  @Override
  void start(int n) {
    Arrays.fill(greatest, 0, n, Long.MIN_VALUE);
    Arrays.fill(positions, 0, n, -1);
  }

  @Override
  void take(long at, long step, int n, long position, int advance) {
    source.read(at, step, block, n);
    for (int i = 0; i < n; i++) {
      if (block[i] > greatest[i] || positions[i] < 0) {
        greatest[i] = block[i];
        positions[i] = position + (long) i * advance;
      }
    }
  }

  @Override
  void join(int n, int i) {
    int best = 0;
    for (int k = 1; k < n; k++) {
      boolean first = greatest[k] == greatest[best] && positions[k] < positions[best];
      best = greatest[k] > greatest[best] || first ? k : best;
    }
    results[i] = positions[best];
  }

  @Override
  void write(long at, long step, int n, boolean joined) {
    target.write(at, step, joined ? results : positions, n);
  }
}
