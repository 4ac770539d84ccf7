package org.culebra.array;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.culebra.array.Literal.Tuple;
import org.jspecify.annotations.Nullable;

/// Prints a [Literal] as Python's `repr` does.
final class LiteralWriter {

  private final StringBuilder out;
  private int depth;

  LiteralWriter(StringBuilder out) {
    this.out = out;
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
          throw Errors.argument(
              "expected a value with a literal but found a %s", value.getClass().getName());
    }
  }

  private void items(List<?> items, char opening, String closing) {
    enter();
    out.append(opening);
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      write(item);
      separator = ", ";
    }
    out.append(closing);
    depth--;
  }

  private void enter() {
    depth++;
    if (depth > Literal.MAX_DEPTH) {
      throw Errors.argument("expected at most %d nested values but found more", Literal.MAX_DEPTH);
    }
  }

  private void dict(Map<?, ?> map) {
    enter();
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      write(entry.getKey());
      out.append(": ");
      write(entry.getValue());
      separator = ", ";
    }
    out.append('}');
    depth--;
  }

  /// Java's digits are the shortest that read back the same, as Python's are; only the form
  /// differs.
  private static String real(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      throw Errors.argument("expected a finite number but found %s, which has no literal", x);
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
    return "%se%s%02d"
        .formatted(mantissa.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private void string(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(c -> character(c, quote, isPrintable(c)));
    out.append(quote);
  }

  private void bytes(byte[] bytes) {
    boolean single = false;
    boolean twofold = false;
    for (byte b : bytes) {
      single |= b == '\'';
      twofold |= b == '"';
    }
    char quote = single && !twofold ? '"' : '\'';
    out.append('b').append(quote);
    for (byte b : bytes) {
      character(b & 0xff, quote, b >= ' ' && b < 127);
    }
    out.append(quote);
  }

  private void character(int c, char quote, boolean printable) {
    if (c == quote || c == '\\') {
      out.append('\\').append((char) c);
    } else if (printable) {
      out.appendCodePoint(c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\r') {
      out.append("\\r");
    } else if (c == '\t') {
      out.append("\\t");
    } else {
      out.append(
          c < 0x100
              ? "\\x%02x".formatted(c)
              : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c));
    }
  }

  /// Python's rule: not a control, format, surrogate, private or unassigned code, nor a separator
  /// other than the space.
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
