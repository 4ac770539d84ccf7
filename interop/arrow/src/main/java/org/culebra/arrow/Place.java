package org.culebra.arrow;

import org.jspecify.annotations.Nullable;

/// Where in a tree of columns something was found, for messages: `batch.x.item`. Names that are
/// empty show as their place among the children, `#0`.
///
/// @param parent null at the top
/// @param name of the field
/// @param index among its parent's children, -1 for a dictionary
record Place(@Nullable Place parent, String name, int index) {

  static final int DICTIONARY = -1;

  /// How deep structs may be nested, Arrow's own limit.
  static final int MAX_DEPTH = 64;

  static Place top(String name) {
    return new Place(null, name, 0);
  }

  /// A refusal that begins with the place.
  IllegalArgumentException refuse(String format, @Nullable Object... values) {
    return new IllegalArgumentException("field " + this + ": " + format.formatted(values));
  }

  @Override
  public String toString() {
    String own = index == DICTIONARY ? "dictionary" : name.isEmpty() ? "#" + index : name;
    if (parent == null) {
      return name.isEmpty() ? "\"\"" : name;
    }
    return parent + "." + own;
  }
}
