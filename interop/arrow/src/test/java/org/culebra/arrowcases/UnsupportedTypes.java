package org.culebra.arrowcases;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.arrow.ArrowField;

/// Which types a consumer does not take, and what it says then.
public final class UnsupportedTypes {
  /// pyarrow, by any route.
  public static final String PYARROW = "pyarrow";

  /// DuckDB, by its views.
  public static final String DUCKDB = "DuckDB";

  /// arrow-java's vectors.
  public static final String VECTORS = "arrow-java";

  /// A type that is not taken, also inside of another.
  ///
  /// @param type how its format begins; of runs, with what they are of
  /// @param text in the message
  private record Gap(String consumer, String type, String text) {}

  private static final List<Gap> ALL =
      List.of(
          // Arrow's C++ has the type, Python has no class for it
          new Gap(PYARROW, "tiM", "KeyError: 21"),
          new Gap(PYARROW, "tiD", "KeyError: 22"),
          new Gap(VECTORS, "d:7,2,32", "arrow-java has no vectors for others"),
          new Gap(VECTORS, "d:15,3,64", "arrow-java has no vectors for others"),
          new Gap(DUCKDB, "d:60,5,256", "Unsupported Internal Arrow Type for Decimal d:60,5,256"),
          // it would read other values, without a word
          new Gap(DUCKDB, "tiD", "DuckDB reads wrong values of intervals of days"),
          new Gap(DUCKDB, "+r of +", "DuckDB fails at runs of nested values"),
          new Gap(DUCKDB, "+ud", "Unsupported Internal Arrow Type: \"d\" Union"),
          new Gap(DUCKDB, "+us:5", "Arrow union tag out of range: 5"));

  private UnsupportedTypes() {}

  static Map<String, String> of(ArrowField field) {
    Map<String, String> gaps = new LinkedHashMap<>();
    for (Gap gap : ALL) {
      if (has(field, gap.type())) {
        gaps.putIfAbsent(gap.consumer(), gap.text());
      }
    }
    return gaps;
  }

  private static boolean has(ArrowField field, String type) {
    ArrowField values = field.dictionary();
    return name(field).startsWith(type)
        || field.children().stream().anyMatch(child -> has(child, type))
        || values != null && has(values, type);
  }

  private static String name(ArrowField field) {
    boolean runs = field.format().equals("+r");
    return runs ? "+r of " + field.children().getLast().format() : field.format();
  }
}
