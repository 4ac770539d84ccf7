package org.culebra.ffi.ctype;

import java.math.BigInteger;

/// An integer constant of C with its type after the integer promotions: 32 or 64 bits, signed or
/// unsigned.
///
/// Unsigned arithmetic wraps, and signed overflow is an error, as in C (C11 6.2.5 §9, 6.5 §5, 6.6
/// §4), except in a shift.
record CInteger(BigInteger value, int width, boolean unsigned) {
  static final CInteger ZERO = ofInt(0);
  static final CInteger ONE = ofInt(1);

  static CInteger ofInt(long value) {
    return new CInteger(BigInteger.valueOf(value), 32, false);
  }

  /// A `size_t`.
  static CInteger ofSize(long value) {
    return new CInteger(BigInteger.valueOf(value), 64, true);
  }

  /// A value converted to a type, and promoted to `int` if that is narrower (C11 6.3.1.1).
  static CInteger of(BigInteger value, CType.Scalar type) {
    boolean unsigned = type.kind() == CType.Scalar.Kind.UNSIGNED;
    if (type.kind() == CType.Scalar.Kind.BOOL) {
      return truth(value.signum() != 0);
    }
    BigInteger wrapped = wrap(value, type.size() * 8, unsigned);
    boolean narrow = type.size() < 4;
    return new CInteger(wrapped, narrow ? 32 : type.size() * 8, unsigned && !narrow);
  }

  private static CInteger truth(boolean value) {
    return value ? ONE : ZERO;
  }

  private static BigInteger wrap(BigInteger value, int width, boolean unsigned) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(width);
    BigInteger low = value.mod(modulus);
    return !unsigned && low.testBit(width - 1) ? low.subtract(modulus) : low;
  }

  boolean isTrue() {
    return value.signum() != 0;
  }

  /// The bits as a Java `long`.
  long bits() {
    return value.longValue();
  }

  /// The type, spelled as in C.
  CType.Scalar type() {
    CType.Scalar.Kind kind = unsigned ? CType.Scalar.Kind.UNSIGNED : CType.Scalar.Kind.SIGNED;
    String name = width == 32 ? "int" : "long long";
    return new CType.Scalar(kind, width / 8, unsigned ? "unsigned " + name : name);
  }

  CInteger unary(String operator) {
    return switch (operator) {
      case "-" -> result(value.negate());
      case "~" -> result(value.not());
      case "!" -> truth(!isTrue());
      default -> this;
    };
  }

  CInteger binary(String operator, CInteger right) {
    return switch (operator) {
      case "<<", ">>" -> shift(operator, right);
      case "&&" -> truth(isTrue() && right.isTrue());
      case "||" -> truth(isTrue() || right.isTrue());
      default -> converted(right).arithmetic(operator, right.converted(this));
    };
  }

  /// This value converted to the common type of the two (C11 6.3.1.8).
  CInteger converted(CInteger other) {
    int common = Math.max(width, other.width);
    boolean toUnsigned = width == common && unsigned || other.width == common && other.unsigned;
    return new CInteger(toUnsigned ? wrap(value, common, true) : value, common, toUnsigned);
  }

  private CInteger arithmetic(String operator, CInteger right) {
    return switch (operator) {
      case "+" -> result(value.add(right.value));
      case "-" -> result(value.subtract(right.value));
      case "*" -> result(value.multiply(right.value));
      case "/" -> result(value.divide(right.divisor()));
      case "%" -> result(value.remainder(right.divisor()));
      case "&" -> result(value.and(right.value));
      case "^" -> result(value.xor(right.value));
      case "|" -> result(value.or(right.value));
      default -> truth(compare(operator, value.compareTo(right.value)));
    };
  }

  private static boolean compare(String operator, int order) {
    return switch (operator) {
      case "<" -> order < 0;
      case ">" -> order > 0;
      case "<=" -> order <= 0;
      case ">=" -> order >= 0;
      case "==" -> order == 0;
      default -> order != 0;
    };
  }

  private BigInteger divisor() {
    if (!isTrue()) {
      throw new ArithmeticException("expected a divisor other than 0 but found 0");
    }
    return value;
  }

  private CInteger shift(String operator, CInteger count) {
    if (count.value.signum() < 0 || count.value.bitLength() > 16 || count.bits() >= width) {
      throw new ArithmeticException(
          "expected a shift of 0 to " + (width - 1) + " but found " + count.value);
    }
    int bits = (int) count.bits();
    if (operator.equals(">>")) {
      return result(value.shiftRight(bits));
    }
    // wraps as compilers do: 1 << 31 is in many enums
    return new CInteger(wrap(value.shiftLeft(bits), width, unsigned), width, unsigned);
  }

  private CInteger result(BigInteger exact) {
    BigInteger wrapped = wrap(exact, width, unsigned);
    if (!unsigned && !wrapped.equals(exact)) {
      throw new ArithmeticException("expected a value that fits " + type() + " but found " + exact);
    }
    return new CInteger(wrapped, width, unsigned);
  }
}
