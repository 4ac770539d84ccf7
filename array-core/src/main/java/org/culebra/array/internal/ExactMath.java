package org.culebra.array.internal;

/// Exact signed 64-bit arithmetic. Not [Math#addExact(long, long)] and the like, because the JVM
/// omits the messages of exceptions that they throw often; these name the operands.
public final class ExactMath {
  private ExactMath() {}

  /// {@return the sum}
  ///
  /// @param left a number
  /// @param right another number
  /// @throws ArithmeticException if it does not fit
  public static long add(long left, long right) {
    long sum = left + right;
    if (((left ^ sum) & (right ^ sum)) < 0) {
      throw tooLarge(left, "+", right);
    }
    return sum;
  }

  /// {@return the difference}
  ///
  /// @param left a number
  /// @param right another number
  /// @throws ArithmeticException if it does not fit
  public static long subtract(long left, long right) {
    long difference = left - right;
    if (((left ^ right) & (left ^ difference)) < 0) {
      throw tooLarge(left, "-", right);
    }
    return difference;
  }

  /// {@return the product}
  ///
  /// @param left a number
  /// @param right another number
  /// @throws ArithmeticException if it does not fit
  public static long multiply(long left, long right) {
    long product = left * right;
    if (Math.multiplyHigh(left, right) != product >> 63) {
      throw tooLarge(left, "*", right);
    }
    return product;
  }

  /// A result that does not fit.
  ///
  /// @param left a number
  /// @param operator the operator
  /// @param right another number
  /// @return the exception to throw
  public static ArithmeticException tooLarge(long left, String operator, long right) {
    return new ArithmeticException(
        "expected a value of 64 bits but found " + left + " " + operator + " " + right);
  }
}
