package org.culebra.array.internal.kernel;

/// 16-bit floating-point numbers. Every conversion rounds once, to nearest, ties to even.
public final class Halves {

  private Halves() {}

  public static float bfloat16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  public static short floatToBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40); // quiet, so that the payload cannot vanish
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  static short doubleToFloat16(double value) {
    return Float.floatToFloat16(toOdd(value));
  }

  static short doubleToBfloat16(double value) {
    return floatToBfloat16(toOdd(value));
  }

  /// Rounds to odd: truncates, and sets the last bit if anything was lost. A second rounding to
  /// fewer bits then gives the same result as a single one.
  private static float toOdd(double value) {
    float near = (float) value;
    if (near == value || Double.isNaN(value)) {
      return near;
    }
    int bits = Float.floatToRawIntBits(near);
    boolean away = Math.abs((double) near) > Math.abs(value);
    return Float.intBitsToFloat((away ? bits - 1 : bits) | 1);
  }

  /// A long as a double, rounded to odd, for a second rounding.
  static double sticky(long value) {
    if (value >= -(1L << 53) && value <= 1L << 53) {
      return value;
    }
    return (value & 0x7ff) == 0 ? value : (value & ~0x7ffL) | 0x800;
  }
}
