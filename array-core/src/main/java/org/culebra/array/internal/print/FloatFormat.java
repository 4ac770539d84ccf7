package org.culebra.array.internal.print;

import java.math.BigDecimal;
import java.util.Arrays;

/// The texts of a column of floating-point numbers: as many digits as distinguish a number from its
/// neighbors, but at most eight after the point, with the points aligned. All have an exponent if
/// one of them is great or small for its type, or if the greatest is more than a thousand times the
/// smallest.
final class FloatFormat {

  private static final int DECIMALS = 8;

  /// A number in pieces. Without exponents, that is 0.
  private record Pieces(String whole, String fraction, int exponent) {}

  private final FloatType type;

  /// Whether positive numbers have a sign.
  private final boolean plus;

  private final boolean scientific;

  /// Characters up to the point, after it, and digits of the exponent.
  private int left;

  private int right;
  private int exponentDigits = 2;

  private FloatFormat(double[] values, FloatType type, boolean plus) {
    this.type = type;
    this.plus = plus;
    this.scientific = needsExponents(values, type);
  }

  static String[] cells(double[] values, FloatType type, boolean plus) {
    return new FloatFormat(values, type, plus).cells(values);
  }

  private static boolean needsExponents(double[] values, FloatType type) {
    double max = 0;
    double min = Double.POSITIVE_INFINITY;
    for (double value : values) {
      double magnitude = Math.abs(value);
      if (magnitude > 0 && magnitude < Double.POSITIVE_INFINITY) {
        max = Math.max(max, magnitude);
        min = Math.min(min, magnitude);
      }
    }
    boolean any = max > 0;
    return any
        && (max >= type.arrayLimit() || min < type.round(1e-4) || type.round(max / min) > 1000);
  }

  private String[] cells(double[] values) {
    Pieces[] pieces = new Pieces[values.length];
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        pieces[i] = scientific ? withExponent(values[i]) : withoutExponent(values[i]);
        left = Math.max(left, pieces[i].whole.length());
        right = Math.max(right, pieces[i].fraction.length());
        int digits = Integer.toString(Math.abs(pieces[i].exponent)).length();
        exponentDigits = Math.max(exponentDigits, digits);
      }
    }
    makeRoom(values);
    String[] cells = new String[values.length];
    Arrays.setAll(
        cells,
        i ->
            Double.isFinite(values[i])
                ? text(filled(pieces[i], values[i]))
                : pad(symbol(values[i])));
    return cells;
  }

  /// With exponents, a number that needs fewer digits than the column has is filled up with its
  /// own.
  private Pieces filled(Pieces pieces, double value) {
    return scientific && value != 0
        ? pieces(sign(value), FloatDigits.exactly(Math.abs(value), type, right + 1))
        : pieces;
  }

  /// NaN and infinities take the whole width, the point's too.
  private void makeRoom(double[] values) {
    int afterLeft = width() - left;
    boolean infinity = Arrays.stream(values).anyMatch(Double::isInfinite);
    boolean nan = Arrays.stream(values).anyMatch(Double::isNaN);
    boolean signed = plus || Arrays.stream(values).anyMatch(v -> v == Double.NEGATIVE_INFINITY);
    if (infinity || nan) {
      left = Math.max(left, (signed ? 4 : 3) - afterLeft);
    }
  }

  private int width() {
    return left + 1 + right + (scientific ? exponentDigits + 2 : 0);
  }

  private String symbol(double value) {
    return Double.isNaN(value) ? (plus ? "+nan" : "nan") : sign(value) + "inf";
  }

  private String pad(String text) {
    return " ".repeat(Math.max(0, width() - text.length())) + text;
  }

  private String text(Pieces pieces) {
    String blanks = " ".repeat(left - pieces.whole.length());
    String fill = (scientific ? "0" : " ").repeat(right - pieces.fraction.length());
    String number = blanks + pieces.whole + "." + pieces.fraction + fill;
    return scientific ? number + exponent(pieces.exponent, exponentDigits) : number;
  }

  private String sign(double value) {
    boolean negative = value < 0 || value == 0 && 1 / value < 0;
    return negative ? "-" : plus ? "+" : "";
  }

  private Pieces withoutExponent(double value) {
    if (value == 0) {
      return new Pieces(sign(value) + "0", "", 0);
    }
    String plain = FloatDigits.shortestFraction(Math.abs(value), type, DECIMALS).toPlainString();
    int point = plain.indexOf('.');
    return point < 0
        ? new Pieces(sign(value) + plain, "", 0)
        : new Pieces(sign(value) + plain.substring(0, point), plain.substring(point + 1), 0);
  }

  private Pieces withExponent(double value) {
    if (value == 0) {
      return new Pieces(sign(value) + "0", "", 0);
    }
    return pieces(sign(value), FloatDigits.shortest(Math.abs(value), type, DECIMALS + 1));
  }

  private static Pieces pieces(String sign, BigDecimal number) {
    String digits = number.unscaledValue().toString();
    return new Pieces(
        sign + digits.charAt(0), digits.substring(1), digits.length() - 1 - number.scale());
  }

  private static String exponent(int exponent, int digits) {
    String text = Integer.toString(Math.abs(exponent));
    return (exponent < 0 ? "e-" : "e+") + "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  /// A number on its own, with all its digits: `1.5`, `1e+16`.
  ///
  /// @param value the number
  /// @param type its format
  /// @param point whether an integer is printed with `.0`
  /// @return the text
  static String single(double value, FloatType type, boolean point) {
    String sign = value < 0 || value == 0 && 1 / value < 0 ? "-" : "";
    double magnitude = Math.abs(value);
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : sign + "inf";
    }
    if (value == 0) {
      return sign + (point ? "0.0" : "0");
    }
    BigDecimal digits = FloatDigits.shortest(magnitude, type, FloatDigits.UNLIMITED);
    if (magnitude < 1e-4 || magnitude >= type.scalarLimit()) {
      Pieces pieces = pieces(sign, digits);
      String fraction = pieces.fraction.isEmpty() ? "" : "." + pieces.fraction;
      return pieces.whole + fraction + exponent(pieces.exponent, 2);
    }
    return sign + digits.toPlainString() + (point && digits.scale() <= 0 ? ".0" : "");
  }
}
