package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Segments;

/// Sum, minimum and maximum of arrays of plain numbers, block by block.
public final class TotalReductions {

  private static final int LANES = 8;

  /// Elements of a block that is read.
  private static final int SIZE = 256;

  /// Elements of a block that is summed in place.
  private static final int PACKED = 1024;

  /// One step of a walk over all elements.
  private interface DoubleBlock {
    void take(double[] block, int n);
  }

  private interface LongBlock {
    void take(long[] block, int n);
  }

  private TotalReductions() {}

  static void requireElements(Operand array, String what) {
    if (array.size() == 0) {
      throw Errors.argument(
          "expected at least one element for the %s but found none: %s", what, array.describe());
    }
  }

  private static void eachDoubles(Operand array, DoubleBlock action) {
    double[] block = new double[SIZE];
    try (Arena scratch = Arena.ofConfined()) {
      BlockWalk walk = new BlockWalk(SIZE, scratch, array);
      while (walk.next()) {
        walk.read(0, block);
        action.take(block, walk.length());
      }
    }
  }

  private static void eachLongs(Operand array, LongBlock action) {
    long[] block = new long[SIZE];
    try (Arena scratch = Arena.ofConfined()) {
      BlockWalk walk = new BlockWalk(SIZE, scratch, array);
      while (walk.next()) {
        walk.read(0, block);
        action.take(block, walk.length());
      }
    }
  }

  public static double sum(Operand array) {
    Elements.requireReal(array.dtype());
    if (!Elements.isFloat(array.dtype())) {
      return exactDouble(exactSum(array), "sumLong()");
    }
    DoubleSum sum = new DoubleSum();
    StridedIterator rows = StridedIterator.anyOrder(array);
    boolean isPacked = array.dtype().equals(DType.FLOAT64) && rows.step(0) == Double.BYTES;
    if (isPacked && Segments.isFast(array.segment())) {
      sumPacked(sum, array.segment(), rows);
    } else {
      eachDoubles(array, sum);
    }
    return sum.result();
  }

  /// The most common sum reads memory in place.
  private static void sumPacked(DoubleSum sum, MemorySegment segment, StridedIterator rows) {
    while (rows.next()) {
      for (long done = 0; done < rows.length(); done += PACKED) {
        int n = (int) Math.min(PACKED, rows.length() - done);
        sum.take(segment, rows.at(0) + done * Double.BYTES, n);
      }
    }
  }

  public static long sumLong(Operand array) {
    Elements.requireIntegers(array);
    BigInteger sum = exactSum(array);
    if (sum.bitLength() > 63) {
      throw new ArithmeticException("expected a sum of 64 bits but found " + sum);
    }
    return sum.longValue();
  }

  /// The mean of all elements; NaN without elements.
  public static double mean(Operand array) {
    Elements.requireReal(array.dtype());
    boolean exact = !Elements.isFloat(array.dtype());
    return (exact ? exactSum(array).doubleValue() : sum(array)) / array.size();
  }

  private static BigInteger exactSum(Operand array) {
    LongSum sum = new LongSum(array.dtype().kind() == Kind.UINT);
    eachLongs(array, sum);
    return sum.result();
  }

  /// Eight partial sums per block, so that additions do not wait for each other; block sums are
  /// added with compensation for lost digits (Neumaier).
  private static final class DoubleSum implements DoubleBlock {

    private double sum;
    private double lost;

    @Override
    public void take(double[] block, int n) {
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
      add(((a + b) + (c + d)) + ((e + f) + (g + h)));
    }

    /// The same sum for packed memory. In a slice C2 sees that no index leaves the block.
    void take(MemorySegment segment, long at, int n) {
      MemorySegment s = Segments.sharpened(segment).asSlice(at, 8L * n);
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
      add(((a + b) + (c + d)) + ((e + f) + (g + h)));
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

  /// Upper and lower halves are summed separately: neither sum can overflow within a block.
  private static final class LongSum implements LongBlock {

    private final boolean unsigned;
    private BigInteger sum = BigInteger.ZERO;
    private long upper;
    private long lower;
    private int blocks;

    LongSum(boolean unsigned) {
      this.unsigned = unsigned;
    }

    @Override
    public void take(long[] block, int n) {
      long high = 0;
      long low = 0;
      for (int i = 0; i < n; i++) {
        high += unsigned ? block[i] >>> 32 : block[i] >> 32;
        low += block[i] & 0xffff_ffffL;
      }
      upper += high;
      lower += low;
      if (++blocks == 1 << 20) {
        carry();
      }
    }

    private void carry() {
      sum = sum.add(BigInteger.valueOf(upper).shiftLeft(32)).add(BigInteger.valueOf(lower));
      upper = 0;
      lower = 0;
      blocks = 0;
    }

    BigInteger result() {
      carry();
      return sum;
    }
  }

  public static double extremeDouble(Operand array, boolean greatest) {
    Elements.requireReal(array.dtype());
    requireElements(array, greatest ? "greatest" : "least");
    if (!Elements.isFloat(array.dtype())) {
      long bits = extreme(array, greatest);
      boolean unsigned = array.dtype().kind() == Kind.UINT && bits < 0;
      BigInteger value = unsigned ? unsigned(bits) : BigInteger.valueOf(bits);
      return exactDouble(value, greatest ? "maxLong()" : "minLong()");
    }
    if (CarrierExtremes.takes(array, DType.FLOAT32)) {
      return CarrierExtremes.ofFloats(array, greatest);
    }
    // One candidate per position in the block: comparisons do not wait for each other.
    double[] found = new double[(int) Math.min(SIZE, array.size())];
    Arrays.fill(found, greatest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    eachDoubles(array, greatest ? (b, n) -> greatest(found, b, n) : (b, n) -> least(found, b, n));
    DoubleStream candidates = Arrays.stream(found);
    return (greatest ? candidates.max() : candidates.min()).orElseThrow();
  }

  private static void greatest(double[] found, double[] block, int n) {
    for (int i = 0; i < n; i++) {
      found[i] = Math.max(found[i], block[i]);
    }
  }

  private static void least(double[] found, double[] block, int n) {
    for (int i = 0; i < n; i++) {
      found[i] = Math.min(found[i], block[i]);
    }
  }

  public static long extremeLong(Operand array, boolean greatest) {
    Elements.requireIntegers(array);
    requireElements(array, greatest ? "greatest" : "least");
    long bits = extreme(array, greatest);
    if (array.dtype().kind() == Kind.UINT && bits < 0) {
      throw new ArithmeticException(
          "expected an integer of at most 2^63-1 but found " + Long.toUnsignedString(bits));
    }
    return bits;
  }

  private static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  /// An integer as the `double` that is equal to it.
  private static double exactDouble(BigInteger value, String exact) {
    BigInteger magnitude = value.abs();
    if (magnitude.bitLength() - Math.max(0, magnitude.getLowestSetBit()) > 53) {
      throw new ArithmeticException(
          "expected an integer that a double holds but found "
              + value
              + ": "
              + exact
              + " is exact, copy(DType.FLOAT64) rounds first");
    }
    return value.doubleValue();
  }

  /// Inverting the sign bit turns unsigned order into signed order.
  private static long extreme(Operand array, boolean greatest) {
    if (CarrierExtremes.takes(array, DType.INT32)) {
      return CarrierExtremes.ofInts(array, greatest);
    }
    long flip = array.dtype().kind() == Kind.UINT ? Long.MIN_VALUE : 0;
    long[] found = new long[(int) Math.min(SIZE, array.size())];
    Arrays.fill(found, greatest ? Long.MIN_VALUE : Long.MAX_VALUE);
    eachLongs(
        array,
        greatest ? (b, n) -> greatest(found, b, n, flip) : (b, n) -> least(found, b, n, flip));
    LongStream candidates = Arrays.stream(found);
    return (greatest ? candidates.max() : candidates.min()).orElseThrow() ^ flip;
  }

  private static void greatest(long[] found, long[] block, int n, long flip) {
    for (int i = 0; i < n; i++) {
      found[i] = Math.max(found[i], block[i] ^ flip);
    }
  }

  private static void least(long[] found, long[] block, int n, long flip) {
    for (int i = 0; i < n; i++) {
      found[i] = Math.min(found[i], block[i] ^ flip);
    }
  }
}
