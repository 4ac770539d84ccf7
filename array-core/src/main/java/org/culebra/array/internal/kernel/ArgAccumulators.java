package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The positions of the greatest elements in an order, the first ones among equals.
final class ArgAccumulators extends Accumulators {

  private final LongBlocks source;
  private final BlockAccess target;

  /// How lines are searched whose elements have an [Order]; null for other types.
  private final @Nullable LineSearch search;

  private final long[] block = new long[size];
  private final long[] greatest = new long[size];
  private final long[] positions = new long[size];
  private final long[] results = new long[size];

  /// @param least whether the least elements are meant
  ArgAccumulators(Operand from, Operand to, boolean least, Arena scratch) {
    super(to);
    LongBlocks.Meaning order = least ? LongBlocks.Meaning.REVERSED : LongBlocks.Meaning.ORDER;
    source = new LongBlocks(from, order, size, scratch);
    target = new BlockAccess(to, size, scratch);
    search = Order.takes(from.dtype()) ? new LineSearch(from, !least, scratch) : null;
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
  void startLine(long length) {
    if (search == null) {
      super.startLine(length);
    } else {
      search.start();
    }
  }

  @Override
  void takeLine(long at, long step, long length, long position) {
    if (search == null) {
      super.takeLine(at, step, length, position);
    } else {
      search.take(at, step, length, position);
    }
  }

  @Override
  void endLine(int i) {
    results[i] = search == null ? joined() : search.position();
  }

  private long joined() {
    int best = 0;
    for (int k = 1; k < lanes(); k++) {
      boolean first = greatest[k] == greatest[best] && positions[k] < positions[best];
      best = greatest[k] > greatest[best] || first ? k : best;
    }
    return positions[best];
  }

  @Override
  void write(long at, long step, int n, boolean lines) {
    target.write(at, step, lines ? results : positions, n);
  }

  /// The best place of a line is compared block by block; only in the first block that has it the
  /// position is looked for.
  private static final class LineSearch {

    private final Order order;
    private final PackedRuns source;

    private long best;

    /// The first block that has the best place; its length is 0 before there is one.
    private long at;

    private long step;
    private int length;
    private long position;

    LineSearch(Operand from, boolean greatest, Arena scratch) {
      order = new Order(from.dtype(), greatest);
      source = new PackedRuns(from, Order.SIZE, scratch);
    }

    void start() {
      length = 0;
    }

    void take(long first, long width, long count, long index) {
      int most = source.most(width);
      for (long done = 0; done < count; done += most) {
        int n = (int) Math.min(most, count - done);
        MemorySegment run = source.run(first + done * width, width, n);
        long found = order.withoutRank(order.best(run, n));
        if (length == 0 || order.isBetter(found, best)) {
          best = found;
          at = first + done * width;
          step = width;
          length = n;
          position = index + done;
        }
      }
    }

    long position() {
      return position + order.indexOf(best, source.run(at, step, length), length);
    }
  }
}
