package org.culebra.arrowcases;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Values as text, by which they can be compared: whole numbers of any width are the same, and so
/// are floats.
public final class Texts {
  private Texts() {}

  /// The text of a value.
  public static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes);
      case String text -> '"' + text + '"';
      case Float number -> Double.toString(number);
      case BigDecimal number -> number.toPlainString();
      case List<?> list -> {
        StringJoiner all = new StringJoiner(", ", "[", "]");
        list.forEach(item -> all.add(of(item)));
        yield all.toString();
      }
      case Map<?, ?> map -> {
        StringJoiner all = new StringJoiner(", ", "{", "}");
        map.forEach((key, item) -> all.add(key + ": " + of(item)));
        yield all.toString();
      }
      default -> value.toString();
    };
  }
}
