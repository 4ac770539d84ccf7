package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;

/// The sum of rows of numbers as doubles. Eight partial sums per block, so that additions do not
/// wait for each other; block sums are added with compensation for lost digits (Neumaier).
final class DoubleSum {

  private static final int LANES = 8;

  /// Elements of a block that is summed in place, and of one that is converted first.
  private static final int PACKED = 1024;

  private static final int CONVERTED = 256;

  private final BlockAccess source;
  private final PackedRuns doubles;
  private final boolean isDouble;
  private final double[] block;

  private double sum;
  private double lost;

  DoubleSum(Operand array, Arena scratch) {
    source = new BlockAccess(array, CONVERTED, scratch);
    doubles = new PackedRuns(array, PACKED, scratch);
    isDouble = array.dtype().kind() == DType.Kind.FLOAT && array.itemSize() == Double.BYTES;
    block = new double[isDouble ? 0 : CONVERTED];
  }

  void start() {
    sum = 0;
    lost = 0;
  }

  /// Adds elements that follow each other in steps.
  void take(long at, long step, long length) {
    int most = isDouble ? doubles.most(step) : CONVERTED;
    for (long done = 0; done < length; done += most) {
      int n = (int) Math.min(most, length - done);
      if (isDouble) {
        add(sum(doubles.run(at + done * step, step, n), n));
      } else {
        source.read(at + done * step, step, block, n);
        add(sum(block, n));
      }
    }
  }

  private static double sum(double[] block, int n) {
    double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      a += block[i];
      b += block[i + 1];
      c += block[i + 2];
      d += block[i + 3];
      e += block[i + 4];
      f += block[i + 5];
      g += block[i + 6];
      h += block[i + 7];
    }
    for (; i < n; i++) {
      a += block[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  private static double sum(MemorySegment run, int n) {
    // In a slice C2 sees that no index leaves the block.
    MemorySegment s = Segments.sharpened(run).asSlice(0, 8L * n);
    double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      long k = 8L * i;
      a += s.get(JAVA_DOUBLE_UNALIGNED, k);
      b += s.get(JAVA_DOUBLE_UNALIGNED, k + 8);
      c += s.get(JAVA_DOUBLE_UNALIGNED, k + 16);
      d += s.get(JAVA_DOUBLE_UNALIGNED, k + 24);
      e += s.get(JAVA_DOUBLE_UNALIGNED, k + 32);
      f += s.get(JAVA_DOUBLE_UNALIGNED, k + 40);
      g += s.get(JAVA_DOUBLE_UNALIGNED, k + 48);
      h += s.get(JAVA_DOUBLE_UNALIGNED, k + 56);
    }
    for (; i < n; i++) {
      a += s.get(JAVA_DOUBLE_UNALIGNED, 8L * i);
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  private void add(double value) {
    double next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }

  double result() {
    return Double.isFinite(sum) ? sum + lost : sum;
  }
}
