package org.culebra.duckdb;

import org.culebra.arrow.ArrowField;

/// Types that DuckDB accepts from a stream but reads incorrectly or fails on. Tested with 2.0.0.
final class Untrusted {
  private Untrusted() {}

  /// Rejects them by name, at any depth.
  ///
  /// @throws UnsupportedOperationException if there is one
  static void reject(ArrowField field) {
    if (field.format().equals("tiD")) {
      throw rejected(
          field,
          "DuckDB reads wrong values of intervals of days and milliseconds; those of months, days"
              + " and nanoseconds, \"tin\", are read correctly");
    }
    if (field.format().equals("+r") && field.children().getLast().format().startsWith("+")) {
      throw rejected(
          field, "DuckDB fails at runs of nested values; lists and structs without runs are read");
    }
    field.children().forEach(Untrusted::reject);
    ArrowField values = field.dictionary();
    if (values != null) {
      reject(values);
    }
  }

  private static UnsupportedOperationException rejected(ArrowField field, String why) {
    return new UnsupportedOperationException(
        "expected types that DuckDB reads correctly but found %s: %s".formatted(field, why));
  }
}
