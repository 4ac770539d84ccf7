package org.culebra.arrow.vector;

import org.culebra.arrow.Column;

/// What Arrow has and arrow-java has not, refused by name before anything is made.
final class MissingFeatures {
  private MissingFeatures() {}

  /// @throws UnsupportedOperationException if arrow-java has no such type, or its vectors are not
  ///   that long
  /// @throws IllegalArgumentException if there is a dictionary and no place for it
  static void refuse(Column column, boolean dictionaries) {
    Types.storage(column.field());
    if (column.length() > Integer.MAX_VALUE) {
      throw new UnsupportedOperationException(
          "expected at most %d elements, which is the most that a vector of arrow-java has, but found %d: %s"
              .formatted(Integer.MAX_VALUE, column.length(), column.field()));
    }
    Column values = column.dictionary();
    if (values != null) {
      if (!dictionaries) {
        throw new IllegalArgumentException(
            "expected a place for the dictionary, as the argument dictionaries, but found none: "
                + column.field());
      }
      refuse(values, true);
    }
    for (Column child : column.children()) {
      refuse(child, dictionaries);
    }
  }
}
