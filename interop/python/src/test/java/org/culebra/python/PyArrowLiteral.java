package org.culebra.python;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Java's values as Python text.
final class PyArrowLiteral {
  private PyArrowLiteral() {}

  /// The text of a value: `null`, booleans, numbers, texts, `byte[]` as `bytes`, other arrays and
  /// lists as lists, maps as dicts.
  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean b -> b ? "True" : "False";
      case Float f -> of((double) f);
      case Double d -> d.isNaN() ? "math.nan" : d.isInfinite() ? infinity(d) : d.toString();
      case BigDecimal d -> "decimal.Decimal('" + d.toPlainString() + "')";
      case Number n -> n.toString();
      case CharSequence text -> quoted(text);
      case byte[] bytes -> bytes(bytes);
      case List<?> list -> list(list);
      case Map<?, ?> map -> dict(map);
      default -> array(value);
    };
  }

  private static String infinity(double value) {
    return value > 0 ? "math.inf" : "-math.inf";
  }

  private static String quoted(CharSequence text) {
    StringBuilder out = new StringBuilder("'");
    text.codePoints()
        .forEach(c ->
            out.append(
                c >= ' ' && c < 0x7f && c != '\'' && c != '\\'
                    ? Character.toString(c)
                    : "\\U%08x".formatted(c)));
    return out.append('\'').toString();
  }

  private static String bytes(byte[] bytes) {
    StringBuilder out = new StringBuilder("b'");
    for (byte b : bytes) {
      out.append("\\x%02x".formatted(b & 0xff));
    }
    return out.append('\'').toString();
  }

  private static String list(List<?> list) {
    StringJoiner out = new StringJoiner(", ", "[", "]");
    list.forEach(value -> out.add(of(value)));
    return out.toString();
  }

  private static String dict(Map<?, ?> map) {
    StringJoiner out = new StringJoiner(", ", "{", "}");
    map.forEach((key, value) -> out.add(of(key) + ": " + of(value)));
    return out.toString();
  }

  private static String array(Object array) {
    if (!array.getClass().isArray()) {
      throw new IllegalArgumentException(
          "expected a value that Python has too but found a " + array.getClass().getName());
    }
    StringJoiner out = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < Array.getLength(array); i++) {
      out.add(of(Array.get(array, i)));
    }
    return out.toString();
  }
}
