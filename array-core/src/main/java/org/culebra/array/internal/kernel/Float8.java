package org.culebra.array.internal.kernel;

import org.culebra.array.DType;

/// The 8-bit floating-point formats: sign, exponent, significand. The letters after the sizes state
/// what is missing: `f` infinities, `n` all but one NaN (or two that differ by sign), `u` the sign
/// or, with `z`, the negative zero, whose place is NaN.
///
/// @param fraction the bits of the significand, the hidden one excluded
/// @param bias subtracted from the exponent
/// @param special which bit patterns are not numbers
public record Float8(int fraction, int bias, Special special) {

  public enum Special {
    /// All ones in the exponent, as in IEEE 754.
    TOP_EXPONENT,
    /// All ones except for the sign.
    ALL_ONES,
    /// The pattern of -0.
    NEGATIVE_ZERO,
    /// All ones; there is neither sign nor zero.
    UNSIGNED
  }

  public static Float8 of(DType type) {
    return switch (type.name()) {
      case "float8_e3m4" -> new Float8(4, 3, Special.TOP_EXPONENT);
      case "float8_e4m3" -> new Float8(3, 7, Special.TOP_EXPONENT);
      case "float8_e4m3b11fnuz" -> new Float8(3, 11, Special.NEGATIVE_ZERO);
      case "float8_e4m3fn" -> new Float8(3, 7, Special.ALL_ONES);
      case "float8_e4m3fnuz" -> new Float8(3, 8, Special.NEGATIVE_ZERO);
      case "float8_e5m2" -> new Float8(2, 15, Special.TOP_EXPONENT);
      case "float8_e5m2fnuz" -> new Float8(2, 16, Special.NEGATIVE_ZERO);
      case "float8_e8m0fnu" -> new Float8(0, 127, Special.UNSIGNED);
      default -> throw new IllegalStateException("not an 8-bit float: " + type);
    };
  }

  /// The power of two of the smallest number.
  public int leastExponent() {
    return (special == Special.UNSIGNED ? 0 : 1) - bias - fraction;
  }

  public double decode(int bits) {
    if (special == Special.UNSIGNED) {
      return bits == 0xff ? Double.NaN : Math.scalb(1.0, bits - bias);
    }
    int low = bits & (1 << fraction) - 1;
    int exponent = (bits & 0x7f) >> fraction;
    double sign = bits < 0x80 ? 1 : -1;
    if (isSpecial(bits, exponent)) {
      boolean infinite = special == Special.TOP_EXPONENT && low == 0;
      return infinite ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    int significand = exponent == 0 ? low : low | 1 << fraction;
    return sign * Math.scalb((double) significand, Math.max(exponent, 1) - bias - fraction);
  }

  private boolean isSpecial(int bits, int exponent) {
    return switch (special) {
      case TOP_EXPONENT -> exponent == 0x7f >> fraction;
      case ALL_ONES -> (bits & 0x7f) == 0x7f;
      case NEGATIVE_ZERO -> bits == 0x80;
      case UNSIGNED -> bits == 0xff;
    };
  }
}
