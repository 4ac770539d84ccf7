package org.culebra.arrow.internal.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A position in a tree of columns, for messages: `batch.x.item`. Empty names are shown as their
/// position among the children, `#0`.
///
/// @param parent null at the top
/// @param name of the field
/// @param index among its parent's children, -1 for a dictionary
public record FieldPath(@Nullable FieldPath parent, String name, int index) {

  public static final int DICTIONARY = -1;

  /// The maximal nesting depth of structs, Arrow's own limit.
  public static final int MAX_DEPTH = 64;

  /// The number of parts of a long path that are shown at either end.
  private static final int SHOWN = 4;

  /// The number of characters of a name that are shown.
  private static final int MAX_NAME = 100;

  public static FieldPath top(String name) {
    return new FieldPath(null, name, 0);
  }

  /// A rejection that begins with the path.
  public IllegalArgumentException rejected(String format, @Nullable Object... values) {
    return new IllegalArgumentException("field " + this + ": " + format.formatted(values));
  }

  /// Of a long path only the ends are shown, of a long name only the beginning.
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    for (FieldPath place = this; place != null; place = place.parent) {
      parts.addFirst(place.part());
    }
    int left = parts.size() - 2 * SHOWN;
    if (left <= 1) {
      return String.join(".", parts);
    }
    return String.join(".", parts.subList(0, SHOWN))
        + ". … %d more … .".formatted(left)
        + String.join(".", parts.subList(parts.size() - SHOWN, parts.size()));
  }

  private String part() {
    if (index == DICTIONARY) {
      return "dictionary";
    }
    if (name.isEmpty()) {
      return parent == null ? "\"\"" : "#" + index;
    }
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
  }
}
