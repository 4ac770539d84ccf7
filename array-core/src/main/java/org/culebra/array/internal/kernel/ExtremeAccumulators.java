package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.culebra.array.DType;

/// Minima and maxima of elements that have an [Order].
final class ExtremeAccumulators extends Accumulators {

  private final Order order;
  private final PackedRuns source;

  /// Takes the bits of results, as integers.
  private final BlockAccess target;

  /// The places of the best elements of columns; the array of the other width is empty.
  private final int[] ints;

  private final long[] longs;

  /// The best place in the line.
  private long best;

  /// The bits of results.
  private final long[] results;

  ExtremeAccumulators(Operand from, Operand to, boolean greatest, Arena scratch) {
    super(to);
    order = new Order(from.dtype(), greatest);
    source = new PackedRuns(from, Order.SIZE, scratch);
    target = new BlockAccess(to.as(order.isWide() ? DType.INT64 : DType.INT32), SIZE, scratch);
    int most = (int) Math.min(SIZE, to.size());
    ints = new int[order.isWide() ? 0 : most];
    longs = new long[order.isWide() ? most : 0];
    results = new long[most];
  }

  @Override
  void start(int n) {
    if (order.isWide()) {
      Arrays.fill(longs, 0, n, order.worst());
    } else {
      Arrays.fill(ints, 0, n, (int) order.worst());
    }
  }

  @Override
  void take(long at, long step, int n, long position, int advance) {
    MemorySegment run = source.run(at, step, n);
    if (order.isWide()) {
      order.improve(longs, run, n);
    } else {
      order.improve(ints, run, n);
    }
  }

  @Override
  void startLine(long length) {
    best = order.worst();
  }

  @Override
  void takeLine(long at, long step, long length, long position) {
    int most = source.most(step);
    for (long done = 0; done < length; done += most) {
      int n = (int) Math.min(most, length - done);
      long found = order.best(source.run(at + done * step, step, n), n);
      best = order.isBetter(found, best) ? found : best;
    }
  }

  @Override
  void endLine(int i) {
    results[i] = order.bits(best);
  }

  @Override
  void write(long at, long step, int n, boolean lines) {
    for (int i = 0; i < n && !lines; i++) {
      results[i] = order.bits(order.isWide() ? longs[i] : ints[i]);
    }
    target.write(at, step, results, n);
  }
}
