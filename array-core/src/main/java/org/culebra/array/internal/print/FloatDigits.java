package org.culebra.array.internal.print;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// The shortest decimal that is nearer to a floating-point number than to any other of its format,
/// found by exact arithmetic. `Double.toString` would not do: it gives at least two digits, knows
/// two formats only, and cannot stop at a number of digits without rounding twice.
public final class FloatDigits {

  /// More digits than any format needs.
  public static final int UNLIMITED = 20;

  private final BigDecimal value;

  /// The ends of the interval of reals that round to the value.
  private final BigDecimal low;

  private final BigDecimal high;

  /// Whether the interval includes its ends: a tie goes to the even number.
  private final boolean closed;

  private FloatDigits(double magnitude, FloatType type) {
    int precision = type.precision();
    int exponent = Math.max(Math.getExponent(magnitude) - (precision - 1), type.leastExponent());
    long significand = (long) Math.scalb(magnitude, -exponent);
    // Below a power of two the numbers are twice as dense, except at the bottom of the range.
    boolean narrow = significand == 1L << precision - 1 && exponent > type.leastExponent();
    value = new BigDecimal(magnitude);
    low = value.subtract(powerOfTwo(narrow ? exponent - 2 : exponent - 1));
    high = value.add(powerOfTwo(exponent - 1));
    closed = significand % 2 == 0;
  }

  private static BigDecimal powerOfTwo(int exponent) {
    return exponent >= 0
        ? new BigDecimal(BigInteger.ONE.shiftLeft(exponent))
        : new BigDecimal(BigInteger.valueOf(5).pow(-exponent), -exponent);
  }

  /// The shortest decimal, or, if it has more digits than allowed, the number rounded to so many.
  ///
  /// @param magnitude a finite number above 0 of the type
  /// @param type the type
  /// @param limit the most significant digits, at least 1
  /// @return the decimal, without trailing zeros
  public static BigDecimal shortest(double magnitude, FloatType type, int limit) {
    return new FloatDigits(magnitude, type).shortest(limit).stripTrailingZeros();
  }

  /// The shortest decimal, or, if it has more digits after the point than allowed, the number
  /// rounded to so many.
  ///
  /// @param magnitude a finite number above 0 of the type
  /// @param type the type
  /// @param decimals the most digits after the point, enough to show one that is not 0
  /// @return the decimal, without trailing zeros
  static BigDecimal shortestFraction(double magnitude, FloatType type, int decimals) {
    FloatDigits digits = new FloatDigits(magnitude, type);
    int whole = digits.value.precision() - digits.value.scale();
    return digits.shortest(whole + decimals).stripTrailingZeros();
  }

  /// A number to so many digits: those of the decimal that rounds back, else of the number itself.
  ///
  /// @param magnitude a finite number above 0 of the type
  /// @param type the type
  /// @param count how many significant digits
  /// @return the decimal, with trailing zeros
  static BigDecimal exactly(double magnitude, FloatType type, int count) {
    FloatDigits digits = new FloatDigits(magnitude, type);
    BigDecimal found = digits.roundingBack(count);
    BigDecimal rounded = found == null ? digits.nearest(count) : found;
    return rounded.setScale(rounded.scale() + count - rounded.precision());
  }

  private BigDecimal shortest(int limit) {
    for (int n = 1; n <= limit; n++) {
      BigDecimal found = roundingBack(n);
      if (found != null) {
        return found;
      }
    }
    return nearest(limit);
  }

  private BigDecimal nearest(int digits) {
    return value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  /// The nearest decimal of so many digits that names the number and no other; null if there is
  /// none.
  private @Nullable BigDecimal roundingBack(int digits) {
    BigDecimal below = value.round(new MathContext(digits, RoundingMode.DOWN));
    BigDecimal above = value.round(new MathContext(digits, RoundingMode.UP));
    boolean belowRoundsBack = isInside(below.compareTo(low));
    boolean aboveRoundsBack = isInside(high.compareTo(above));
    if (belowRoundsBack && aboveRoundsBack) {
      return nearest(digits);
    }
    return belowRoundsBack ? below : aboveRoundsBack ? above : null;
  }

  private boolean isInside(int distance) {
    return closed ? distance >= 0 : distance > 0;
  }
}
