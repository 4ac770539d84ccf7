package org.culebra.arrow.internal.column;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.jspecify.annotations.Nullable;

/// Java's lists, which may have nulls.
final class Lists {
  private Lists() {}

  /// The elements as they are now: whatever the list is, they can be counted and read at an index.
  static <T> List<@Nullable T> snapshot(List<? extends @Nullable T> values) {
    return Collections.unmodifiableList(new ArrayList<@Nullable T>(values));
  }

  /// The number of elements, if a list or a Java array can have as many.
  ///
  /// @throws IllegalArgumentException if not
  static int size(ArrayData column) {
    if (column.length() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "expected at most 2^31-9 elements for Java but found %d: %s; slice() has fewer"
              .formatted(column.length(), column.describe()));
    }
    return (int) column.length();
  }
}
