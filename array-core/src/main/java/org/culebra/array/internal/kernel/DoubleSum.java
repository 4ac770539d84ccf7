package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;
import org.jspecify.annotations.Nullable;

/// The sum of rows of numbers as doubles, or of their squared distances from one. Additions do not
/// wait for each other: in long rows of doubles and floats there are many partial sums, in all
/// others eight per block. They are added with compensation for lost digits (Neumaier).
final class DoubleSum {

  /// The partial sums of long rows.
  private static final int LANES = 128;

  /// The elements of long rows that are added to the partial sums at a time.
  private static final int STEP = 4 * LANES;

  /// The most elements added before the partial sums are.
  private static final int LONG = 64 * STEP;

  /// The most elements of a window.
  private static final int WINDOW = 1 << 27;

  /// Elements of a block of other rows.
  private static final int BLOCK = 256;

  private final MemorySegment segment;
  private final DType type;
  private final boolean direct;
  private final BlockAccess source;
  private final double[] block = new double[BLOCK];

  /// For long rows: the partial sums, and elements on their way. C2 vectorizes a loop over arrays
  /// that may be the same only if it uses them at the same index.
  private double[] lanes = {};

  private double[][] doubleRuns = {};
  private float[][] floatRuns = {};

  /// A window on the elements, opened where it is needed: a buffer takes longer to create than to
  /// add a few hundred elements.
  private long start;

  private long end;
  private @Nullable DoubleBuffer doubles;
  private @Nullable FloatBuffer floats;

  /// Whether squared distances from the center are added.
  private boolean squares;

  private double center;

  private double sum;
  private double lost;

  DoubleSum(Operand array, Arena scratch) {
    segment = array.segment();
    type = array.dtype();
    source = new BlockAccess(array, BLOCK, scratch);
    boolean wide = type.equals(DType.FLOAT64) || type.equals(DType.FLOAT32);
    direct = wide && Segments.isFast(segment);
  }

  void start() {
    sum = 0;
    lost = 0;
    squares = false;
  }

  /// Starts the sum of squared distances from a number.
  void startSquares(double center) {
    start();
    squares = true;
    this.center = center;
  }

  /// Whether [#addTo] takes elements at such steps.
  boolean isPacked(long step) {
    return direct && step == type.itemSize();
  }

  /// Adds one of `n` packed elements to each of as many sums.
  void addTo(double[] sums, long at, int n) {
    long end = at + (long) n * type.itemSize();
    if (at < start || end > this.end || (at - start) % type.itemSize() != 0) {
      open(at);
    }
    int first = (int) ((at - start) / type.itemSize());
    if (doubles != null) {
      NumberLoops.add(sums, doubles, first, n);
    } else if (floats != null) {
      NumberLoops.add(sums, floats, first, n);
    }
  }

  /// Opens a window that begins at an element.
  private void open(long at) {
    int n = (int) Math.min(WINDOW, (segment.byteSize() - at) / type.itemSize());
    start = at;
    end = at + (long) n * type.itemSize();
    if (type.itemSize() == Double.BYTES) {
      doubles = NumberLoops.doubles(segment, at, n);
    } else {
      floats = NumberLoops.floats(segment, at, n);
    }
  }

  /// Adds elements that follow each other in steps.
  void take(long at, long step, long length) {
    boolean packed = isPacked(step) && !squares;
    long done = 0;
    while (packed && length - done >= STEP) {
      int steps = (int) Math.min(LONG, length - done) / STEP;
      addLong(at + done * step, steps);
      done += (long) steps * STEP;
    }
    while (done < length) {
      int n = (int) Math.min(BLOCK, length - done);
      source.read(at + done * step, step, block, n);
      if (squares) {
        square(block, n);
      }
      add(sum(block, n));
      done += n;
    }
  }

  private void addLong(long at, int steps) {
    if (lanes.length == 0) {
      lanes = new double[LANES];
      doubleRuns = new double[type.itemSize() == 8 ? 4 : 0][LANES];
      floatRuns = new float[type.itemSize() == 8 ? 0 : 4][LANES];
    }
    Arrays.fill(lanes, 0);
    for (int i = 0; i < steps; i++) {
      addStep(at + (long) i * STEP * type.itemSize());
    }
    add(sum(lanes, LANES));
  }

  private void addStep(long at) {
    if (type.itemSize() == Double.BYTES) {
      for (int k = 0; k < 4; k++) {
        NumberLoops.load(segment, at + 8L * LANES * k, 8, doubleRuns[k], LANES);
      }
      add(lanes, doubleRuns[0], doubleRuns[1], doubleRuns[2], doubleRuns[3]);
    } else {
      for (int k = 0; k < 4; k++) {
        NumberLoops.load(segment, at + 4L * LANES * k, 4, floatRuns[k], LANES);
      }
      add(lanes, floatRuns[0], floatRuns[1], floatRuns[2], floatRuns[3]);
    }
  }

  private static void add(double[] to, double[] a, double[] b, double[] c, double[] d) {
    for (int i = 0; i < LANES; i++) {
      to[i] += (a[i] + b[i]) + (c[i] + d[i]);
    }
  }

  private static void add(double[] to, float[] a, float[] b, float[] c, float[] d) {
    for (int i = 0; i < LANES; i++) {
      to[i] += ((double) a[i] + b[i]) + ((double) c[i] + d[i]);
    }
  }

  private static double sum(double[] block, int n) {
    double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
    int i = 0;
    for (; i + 8 <= n; i += 8) {
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

  private void square(double[] block, int n) {
    double c = center;
    for (int i = 0; i < n; i++) {
      double distance = block[i] - c;
      block[i] = distance * distance;
    }
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
