package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.math.BigInteger;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;

/// Sum, minimum and maximum of arrays of plain numbers, block by block.
public final class TotalReductions {

  /// Elements of a block that is read.
  private static final int SIZE = 256;

  private TotalReductions() {}

  static void requireElements(Operand array, String what) {
    if (array.size() == 0) {
      throw Errors.argument(
          "expected at least one element for the %s but found none: %s", what, array.describe());
    }
  }

  public static double sum(Operand array) {
    Elements.requireReal(array.dtype());
    if (!Elements.isFloat(array.dtype())) {
      return exactDouble(exactSum(array), "sumLong()");
    }
    try (Arena scratch = Arena.ofConfined()) {
      DoubleSum sum = new DoubleSum(array, scratch);
      StridedIterator rows = StridedIterator.anyOrder(array);
      while (rows.next()) {
        sum.take(rows.at(0), rows.step(0), rows.length());
      }
      return sum.result();
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
    long[] block = new long[SIZE];
    try (Arena scratch = Arena.ofConfined()) {
      BlockWalk walk = new BlockWalk(SIZE, scratch, array);
      while (walk.next()) {
        walk.read(0, block);
        sum.take(block, walk.length());
      }
    }
    return sum.result();
  }

  /// Upper and lower halves are summed separately: neither sum can overflow within a block.
  private static final class LongSum {

    private final boolean unsigned;
    private BigInteger sum = BigInteger.ZERO;
    private long upper;
    private long lower;
    private int blocks;

    LongSum(boolean unsigned) {
      this.unsigned = unsigned;
    }

    void take(long[] block, int n) {
      upper += unsigned ? upperUnsigned(block, n) : upperSigned(block, n);
      long low = 0;
      for (int i = 0; i < n; i++) {
        low += block[i] & 0xffff_ffffL;
      }
      lower += low;
      if (++blocks == 1 << 20) {
        carry();
      }
    }

    private static long upperSigned(long[] block, int n) {
      long high = 0;
      for (int i = 0; i < n; i++) {
        high += block[i] >> 32;
      }
      return high;
    }

    private static long upperUnsigned(long[] block, int n) {
      long high = 0;
      for (int i = 0; i < n; i++) {
        high += block[i] >>> 32;
      }
      return high;
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
    try (Arena scratch = Arena.ofConfined()) {
      Operand extreme = AxisReductions.extreme(array, greatest, scratch);
      return Elements.getDouble(extreme.segment(), 0, extreme.dtype());
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

  private static long extreme(Operand array, boolean greatest) {
    try (Arena scratch = Arena.ofConfined()) {
      Operand extreme = AxisReductions.extreme(array, greatest, scratch);
      long bits = Elements.bits(extreme.segment(), 0, extreme.dtype());
      return Elements.decodeLong(extreme.dtype(), bits);
    }
  }
}
