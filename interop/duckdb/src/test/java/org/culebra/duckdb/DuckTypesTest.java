package org.culebra.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExportTracker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What DuckDB sees of columns of every kind: the whole, and each part with an offset.
class DuckTypesTest {
  private static final int N = 11;

  private static NDArray counting(long... shape) {
    NDArray flat = NDArray.zeros(DType.INT64, Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    for (int i = 0; i < flat.size(); i++) {
      flat.setLong(i, i);
    }
    return flat.reshape(shape);
  }

  private static NDArray flags(String ones) {
    NDArray flags = NDArray.zeros(DType.BOOL, N);
    for (int i = 0; i < N; i++) {
      flags.setBoolean(i, ones.charAt(i) == '1');
    }
    return flags;
  }

  private static Column in(DType type) {
    return Column.of("v", counting(N).copy(type), CopyPolicy.IF_NEEDED);
  }

  static Stream<Arguments> columns() {
    NDArray valid = flags("11010111101");
    NDArray flags = flags("10110011010");
    NDArray cells = counting(N, 2, 2).copy(DType.INT32);
    NDArray ends = NDArray.copyOf(new int[] {0, 2, 2, 5, 6, 6, 7, 8, 9, 10, 10, 11});
    NDArray keys = NDArray.copyOf(new int[] {0, 1, 2, 1, 0, 2, 2, 1, 0, 1, 2});
    Column colors = Column.ofStrings("", List.of("none", "red", "green", "blue")).slice(1, 4);
    List<@Nullable String> texts =
        Arrays.asList("a", null, "", "longer than twelve bytes", "é", "f", "g", null, "i", "j", "");
    Column numbers = Column.of("n", counting(N));
    return Stream.of(
        argumentSet("bool8", Column.of("v", flags), 2, "true"),
        argumentSet("bits", Column.ofBits("v", flags).withValidity(valid), 3, "true"),
        argumentSet("uint8", in(DType.UINT8).withValidity(valid), 10, "10"),
        argumentSet("float32", in(DType.FLOAT32).withValidity(valid), 8, "8.0"),
        argumentSet("date", in(DType.datetime64("D")), 10, "1970-01-11"),
        argumentSet("timestamp_s", in(DType.datetime64("s")), 10, "1970-01-01 00:00:10"),
        argumentSet("timestamp_ms", in(DType.datetime64("ms")), 9, "1970-01-01 00:00:00.009"),
        argumentSet("duration_us", in(DType.timedelta64("us")), 7, "00:00:00.000007"),
        argumentSet("text", Column.ofStrings("v", texts), 3, "longer than twelve bytes"),
        argumentSet("dictionary", Column.ofDictionary("v", keys, colors), 5, "blue"),
        argumentSet("tensor", Column.of("v", cells).withValidity(valid), 5, "[20, 21, 22, 23]"),
        argumentSet("nested", Column.ofNested("v", cells), 4, "[[16, 17], [18, 19]]"),
        argumentSet(
            "rows", Column.ofListViews("v", counting(13).slidingWindow(3).flip(0)), 9, "[1, 2, 3]"),
        argumentSet("lists", Column.ofLists("v", ends, numbers).withValidity(valid), 3, "[5]"),
        argumentSet(
            "struct",
            Column.ofStruct("v", numbers, Column.ofBits("b", flags)).withValidity(valid),
            7,
            "{'n': 7, 'b': true}"),
        argumentSet(
            "struct of parts",
            Column.ofStruct("v", numbers.slice(1, N), Column.ofBits("b", flags).slice(1, N)),
            4,
            "{'n': 5, 'b': false}"),
        argumentSet(
            "lists of structs",
            Column.ofLists("v", ends, Column.ofStruct("s", numbers, Column.of("c", cells))),
            7,
            "[{'n': 8, 'c': [32, 33, 34, 35]}]"));
  }

  @ParameterizedTest
  @MethodSource("columns")
  @DisplayName("the whole and each part, as text, after each other and there and back")
  void columns_areReadRight(Column column, int row, String text) throws SQLException {
    long before = ExportTracker.count();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      List<String> all = texts(connection, column);
      assertThat(all).hasSize((int) column.length());
      assertThat(all.get(row)).isEqualTo(text);
      for (int from = 0; from < column.length(); from++) {
        for (int to = from; to <= column.length(); to += 3) {
          assertThat(texts(connection, column.slice(from, to)))
              .as("[%d, %d)", from, to)
              .isEqualTo(all.subList(from, to));
        }
      }
    }
    assertThat(ExportTracker.count()).isEqualTo(before);
  }

  private static List<String> texts(Connection connection, Column column) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (DuckTable table = DuckDb.register(connection, "t", Column.ofBatch(column));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT v::VARCHAR FROM t")) {
      assertThat(table).isNotNull();
      while (result.next()) {
        texts.add(result.getString(1));
      }
    }
    return texts;
  }
}
