package org.culebra.ffi.internal.argument;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.culebra.array.internal.ExactMath;
import org.culebra.ffi.ctype.CExpression;
import org.jspecify.annotations.Nullable;

/// The rule for declared lengths in calls, interfaces and callbacks: each axis is computed exactly,
/// without C's unsigned wrap-around, and neither an axis nor the product of axes, from the left,
/// may be outside 0 to 2^63 - 1.
///
/// Exact arithmetic is signed 64-bit, including intermediate results. So an unsigned 64-bit number
/// from 2^63 on, which a Java `long` shows as negative, can be neither a length nor a part of one.
public final class Axes {
  private Axes() {}

  /// An unsigned 64-bit number, given by its bits, as a part of a length.
  ///
  /// @throws ArithmeticException if it is 2^63 or more
  public static long part(long bits, String name) {
    if (bits < 0) {
      throw new ArithmeticException(
          "expected a length below 2^63 but found " + name + " = " + Long.toUnsignedString(bits));
    }
    return bits;
  }

  /// The elements of two axes.
  ///
  /// @throws ArithmeticException if a length is negative, or there are 2^63 or more
  public static long times(long a, long b) {
    if ((a | b) < 0) {
      throw new ArithmeticException("expected non-negative lengths but found " + a + " and " + b);
    }
    return ExactMath.multiply(a, b);
  }

  /// The elements of all axes.
  ///
  /// @throws ArithmeticException if a length is negative or cannot be computed, or there are 2^63
  ///   or more
  public static long elements(List<CExpression> axes, ToLongFunction<String> parameters) {
    long elements = 1;
    for (CExpression axis : axes) {
      elements = times(elements, axis.evaluate(parameters));
    }
    return elements;
  }

  /// Why [#elements] fails, with the name of the axis; `null` if it does not.
  public static @Nullable String problem(
      List<CExpression> axes, ToLongFunction<String> parameters) {
    List<Long> lengths = new ArrayList<>();
    for (CExpression axis : axes) {
      try {
        lengths.add(axis.evaluate(parameters));
      } catch (ArithmeticException e) {
        return e.getMessage() + (axis instanceof CExpression.Parameter ? "" : " in " + axis);
      }
    }
    String negative = negative(axes, lengths);
    return negative != null ? negative : tooMany(axes, lengths);
  }

  private static @Nullable String negative(List<CExpression> axes, List<Long> lengths) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      if (lengths.get(i) < 0) {
        found.add(axes.get(i) + " = " + lengths.get(i));
      }
    }
    return found.isEmpty()
        ? null
        : "expected a non-negative length but found " + String.join(" and ", found);
  }

  private static @Nullable String tooMany(List<CExpression> axes, List<Long> lengths) {
    BigInteger elements = BigInteger.ONE;
    for (int i = 0; i < axes.size(); i++) {
      elements = elements.multiply(BigInteger.valueOf(lengths.get(i)));
      if (elements.bitLength() >= Long.SIZE) {
        return "expected a length below 2^63 but found %s = %d"
            .formatted(product(axes.subList(0, i + 1)), elements);
      }
    }
    return null;
  }

  /// All axes as one expression, for printing: `n * m`.
  public static CExpression product(List<CExpression> axes) {
    return axes.stream()
        .reduce((left, right) -> new CExpression.Binary("*", left, right))
        .orElseThrow();
  }

  /// Whether all axes are constants.
  static boolean areConstant(List<CExpression> axes) {
    return axes.stream().allMatch(CExpression.Constant.class::isInstance);
  }
}
