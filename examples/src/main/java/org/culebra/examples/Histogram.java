package org.culebra.examples;

import java.lang.foreign.Arena;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.culebra.array.ByteView;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.duckdb.DuckDb;
import org.culebra.duckdb.DuckTable;

/// Counts how often each value occurs in an image: by SQL over Java's memory, and in Java.
///
/// @param counts how many pixels have each value
public record Histogram(Map<Long, Long> counts) {
  /// The query.
  public static final String SQL =
      "SELECT iterations, count(*) AS pixels FROM image GROUP BY iterations ORDER BY iterations";

  /// Lets DuckDB count. It reads the pixels in place, and its result is read in place.
  ///
  /// @param image bytes, packed; their memory must be exportable
  /// @return the counts
  /// @throws SQLException if DuckDB reports an error
  @SuppressWarnings("try") // the table is used by its name
  public static Histogram bySql(NDArray image) throws SQLException {
    Column pixels = Column.of("iterations", image.reshape(image.size()));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        DuckTable table = DuckDb.register(connection, "image", Column.ofBatch(pixels));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(SQL);
        Arena arena = Arena.ofConfined()) {
      Column rows = DuckDb.read(arena, result);
      NDArray values = rows.child("iterations").array();
      NDArray counts = rows.child("pixels").array();
      Map<Long, Long> map = new TreeMap<>();
      for (int i = 0; i < rows.length(); i++) {
        map.put(values.getLong(i), counts.getLong(i));
      }
      return new Histogram(map);
    }
  }

  /// Counts in Java.
  ///
  /// @param image bytes
  /// @return the counts
  public static Histogram inJava(NDArray image) {
    ByteView pixels = image.asBytes();
    long[] counts = new long[256];
    int height = pixels.intShape(0);
    int width = pixels.intShape(1);
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        counts[pixels.getUnsigned(i, j)]++;
      }
    }
    return ofCounts(NDArray.copyOf(counts));
  }

  /// Of counts by value.
  ///
  /// @param counts one axis; how many pixels have the value 0, 1, 2 …
  /// @return those that are not 0
  static Histogram ofCounts(NDArray counts) {
    Map<Long, Long> map = new TreeMap<>();
    for (int value = 0; value < counts.size(); value++) {
      if (counts.getLong(value) > 0) {
        map.put((long) value, counts.getLong(value));
      }
    }
    return new Histogram(map);
  }

  /// A one-line summary of the counts.
  ///
  /// @return the numbers of values and pixels, and the most frequent value
  public String summary() {
    long pixels = counts.values().stream().mapToLong(Long::longValue).sum();
    Map.Entry<Long, Long> most =
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    return "%d distinct values in %,d pixels; the most frequent is %d, in %,d of them"
        .formatted(counts.size(), pixels, most.getKey(), most.getValue());
  }
}
