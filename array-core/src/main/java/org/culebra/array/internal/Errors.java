package org.culebra.array.internal;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.culebra.array.FormatException;
import org.jspecify.annotations.Nullable;

/// The wording of every error: "expected … but found …", with both values. Messages are created
/// only when an exception is thrown.
public final class Errors {

  /// The most characters of a caller's text in a message.
  public static final int MAX_SHOWN = 80;

  private Errors() {}

  public static IllegalArgumentException argument(String format, @Nullable Object... values) {
    return new IllegalArgumentException(text(format, values));
  }

  /// Formats numbers with ASCII digits, whatever the default locale.
  public static String text(String format, @Nullable Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /// A shape or strides as Python writes a tuple.
  public static String tuple(long... values) {
    return LongStream.of(values)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", values.length == 1 ? ",)" : ")"));
  }

  /// Describes an array: `float64 of shape (3,), strides (8,)`.
  public static String describe(Object dtype, long[] shape, long[] strides) {
    return text("%s of shape %s, strides %s", dtype, tuple(shape), tuple(strides));
  }

  /// A text for a message: cut when it is long.
  public static String brief(String text) {
    return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
  }

  public static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// The same rejection, with the file or part of a file that it is about.
  public static FormatException located(Object where, FormatException e) {
    FormatException located = new FormatException(where + ": " + e.getMessage());
    located.initCause(e);
    return located;
  }

  public static IllegalArgumentException readOnly(String array, boolean overlaps) {
    return argument("array is read-only: %s%s", array, overlaps ? "; its elements overlap" : "");
  }
}
