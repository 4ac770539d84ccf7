package org.culebra.array.internal.literal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.PythonText;
import org.culebra.array.internal.literal.Literal.Tuple;
import org.jspecify.annotations.Nullable;

/// Prints a [Literal] as Python's `repr` does.
final class LiteralWriter {

  private final StringBuilder out;
  private final int limit;
  private int depth;

  /// Rejects values nested too deeply.
  LiteralWriter(StringBuilder out) {
    this(out, Integer.MAX_VALUE);
  }

  /// Stops soon after this many characters, before a value that contains itself becomes a problem.
  LiteralWriter(StringBuilder out, int limit) {
    this.out = out;
    this.limit = limit;
  }

  void write(@Nullable Object value) {
    switch (value) {
      case null -> out.append("None");
      case Boolean truth -> out.append(truth ? "True" : "False");
      case Long n -> out.append(n.longValue());
      case Integer n -> out.append(n.intValue());
      case BigInteger n -> out.append(n);
      case Double x -> out.append(real(x));
      case String text -> string(text);
      case byte[] bytes -> bytes(bytes);
      case Tuple(List<@Nullable Object> items) -> items(items, '(', items.size() == 1 ? ",)" : ")");
      case List<?> list -> items(list, '[', "]");
      case Map<?, ?> map -> dict(map);
      default ->
          throw rejection(
              "expected a value with a literal but found a %s", value.getClass().getName());
    }
  }

  private void items(List<?> items, char opening, String closing) {
    enter();
    out.append(opening);
    String separator = "";
    for (Object item : items) {
      if (out.length() > limit) {
        break;
      }
      out.append(separator);
      write(item);
      separator = ", ";
    }
    out.append(closing);
    depth--;
  }

  private void enter() {
    depth++;
    if (depth > Literal.MAX_DEPTH && limit == Integer.MAX_VALUE) {
      throw rejection("expected at most %d nested values but found more", Literal.MAX_DEPTH);
    }
  }

  private void dict(Map<?, ?> map) {
    enter();
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (out.length() > limit) {
        break;
      }
      out.append(separator);
      write(entry.getKey());
      out.append(": ");
      write(entry.getValue());
      separator = ", ";
    }
    out.append('}');
    depth--;
  }

  /// Java prints the shortest digits that read back the same, as Python does; only the format
  /// differs.
  private static String real(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      throw rejection("expected a finite number but found %s, which has no literal", x);
    }
    if (x == 0) {
      return 1 / x < 0 ? "-0.0" : "0.0";
    }
    BigDecimal digits = new BigDecimal(Double.toString(x)).stripTrailingZeros();
    BigDecimal one = digits.round(new MathContext(1));
    digits = one.doubleValue() == x ? one : digits;
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = digits.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    BigDecimal mantissa = digits.movePointLeft(exponent).stripTrailingZeros();
    return Errors.text(
        "%se%s%02d", mantissa.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private void string(String text) {
    String some = text.length() > limit ? text.substring(0, limit) : text;
    PythonText.quote(out, some.codePoints().toArray(), PythonText::isPrintable);
  }

  private void bytes(byte[] bytes) {
    int[] units = new int[bytes.length];
    for (int k = 0; k < units.length; k++) {
      units[k] = bytes[k] & 0xff;
    }
    out.append('b');
    PythonText.quote(out, units, PythonText::isPrintableAscii);
  }

  private static IllegalArgumentException rejection(String format, Object... values) {
    return new IllegalArgumentException(Errors.text(format, values));
  }
}
