package org.culebra.array.internal.time;

import java.math.BigInteger;

/// The ratio of two lengths of time, in lowest terms: what a count of the one is multiplied with to
/// become a count of the other.
final class TimeScale {

  private final BigInteger[] ratio;

  /// The ratio again; [Long#MIN_VALUE] stands for what 64 bits do not hold.
  private final long numerator;

  private final long denominator;

  /// Whether a count less than the denominator can be multiplied with the numerator.
  private final boolean small;

  TimeScale(BigInteger from, BigInteger to) {
    BigInteger gcd = from.gcd(to);
    ratio = new BigInteger[] {from.divide(gcd), to.divide(gcd)};
    numerator = in64Bits(ratio[0]);
    denominator = in64Bits(ratio[1]);
    small = ratio[0].multiply(ratio[1]).bitLength() < 64;
  }

  private static long in64Bits(BigInteger value) {
    return value.bitLength() < 64 ? value.longValue() : Long.MIN_VALUE;
  }

  /// A count in the other length, rounded down.
  ///
  /// @throws ArithmeticException if 64 bits do not hold it, or what it is computed from
  long floor(long count) {
    if (!small) {
      return floor(BigInteger.valueOf(count)).longValueExact();
    }
    if (denominator == 1) {
      return Math.multiplyExact(count, numerator);
    }
    long whole = Math.floorDiv(count, denominator);
    long rest = (count - whole * denominator) * numerator / denominator;
    return Math.addExact(Math.multiplyExact(whole, numerator), rest);
  }

  BigInteger floor(BigInteger count) {
    return floorDivide(count.multiply(ratio[0]), ratio[1])[0];
  }

  /// Whether two counts are exactly the same duration: compares products of 128 bits.
  boolean isSame(long count, long other) {
    if (numerator < 0 || denominator < 0) {
      return (count | other) == 0; // in lowest terms, no multiple of the greater fits 64 bits but 0
    }
    return count * numerator == other * denominator
        && Math.multiplyHigh(count, numerator) == Math.multiplyHigh(other, denominator);
  }

  boolean isSame(BigInteger count, BigInteger other) {
    return count.multiply(ratio[0]).equals(other.multiply(ratio[1]));
  }

  /// Quotient and remainder, which is not negative.
  static BigInteger[] floorDivide(BigInteger value, BigInteger by) {
    BigInteger[] parts = value.divideAndRemainder(by);
    if (parts[1].signum() < 0) {
      parts[0] = parts[0].subtract(BigInteger.ONE);
      parts[1] = parts[1].add(by);
    }
    return parts;
  }
}
