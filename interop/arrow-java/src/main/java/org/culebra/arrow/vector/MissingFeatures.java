package org.culebra.arrow.vector;

import org.culebra.arrow.Column;

/// Arrow features that arrow-java lacks: rejected by name before anything is allocated.
final class MissingFeatures {
  private MissingFeatures() {}

  /// @throws UnsupportedOperationException if arrow-java has no such type, or its vectors are
  ///   limited to shorter lengths
  /// @throws IllegalArgumentException if there is a dictionary but no provider for it
  static void reject(Column column, boolean dictionaries) {
    FormatStrings.storage(column.field());
    if (column.length() > Integer.MAX_VALUE) {
      throw new UnsupportedOperationException(
          "expected at most %d elements, the most that a vector of arrow-java can have, but found %d: %s"
              .formatted(Integer.MAX_VALUE, column.length(), column.field()));
    }
    Column values = column.dictionary();
    if (values != null) {
      if (!dictionaries) {
        throw new IllegalArgumentException(
            "expected the argument dictionaries for a column with a dictionary but found none: "
                + column.field());
      }
      reject(values, true);
    }
    for (Column child : column.children()) {
      reject(child, dictionaries);
    }
  }
}
