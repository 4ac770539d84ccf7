package org.culebra.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Functions of Java in SQL, beside expressions of DuckDB with the same value.
class DuckFunctionTest {
  private final int handles = Handles.count();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
    assertThat(Handles.count()).as("objects held for DuckDB").isEqualTo(handles);
  }

  private String first(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private void addSquare() throws SQLException {
    DuckDb.function(
        connection,
        "square_of",
        DType.FLOAT64,
        List.of(DType.FLOAT64),
        rows -> {
          DoubleView x = rows.argument(0).asDoubles();
          DoubleView y = rows.result().asDoubles();
          for (int i = 0; i < rows.count(); i++) {
            y.set(i, x.get(i) * x.get(i));
          }
        });
  }

  @Test
  @DisplayName("every row of many blocks, on several threads, in a projection, a filter, a group")
  void function_isAppliedToEveryRow() throws SQLException {
    addSquare();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 4");
      statement.execute(
          "CREATE TABLE t AS SELECT i::DOUBLE AS x, i % 7 AS k FROM range(300000) r(i)");
    }
    assertThat(first("SELECT count(*) FROM t WHERE square_of(x) <> x * x")).isEqualTo("0");
    assertThat(first("SELECT count(*) FROM t WHERE square_of(x) < 100.5")).isEqualTo("11");
    assertThat(first("SELECT max(square_of(x)) FROM t GROUP BY k ORDER BY 1 DESC LIMIT 1"))
        .isEqualTo("8.9999400001E10");
    assertThat(first("SELECT square_of(12)")).isEqualTo("144.0");
    assertThat(first("SELECT square_of(x) FROM t WHERE x = 4095")).isEqualTo("1.6769025E7");
  }

  @Test
  @DisplayName("NULL where an argument is NULL, and where the function says so")
  void nulls_areNull() throws SQLException {
    DuckDb.function(
        connection,
        "quotient",
        DType.INT64,
        List.of(DType.INT64, DType.INT64),
        rows -> {
          LongView x = rows.argument(0).asLongs();
          LongView y = rows.argument(1).asLongs();
          LongView quotient = rows.result().asLongs();
          for (int i = 0; i < rows.count(); i++) {
            if (rows.isNull(i)) {
              continue;
            }
            if (y.get(i) == 0) {
              rows.setNull(i);
              assertThat(rows.isNull(i)).isTrue();
            } else {
              quotient.set(i, x.get(i) / y.get(i));
            }
          }
        });
    String sql =
        "SELECT count(*) FROM (SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE i END AS x,"
            + " CASE WHEN i % 3 = 0 THEN NULL ELSE i % 4 END AS y FROM range(10000) r(i)) WHERE "
            + "quotient(x, y) IS DISTINCT FROM CASE WHEN y = 0 THEN NULL ELSE x // y END";
    assertThat(first(sql)).isEqualTo("0");
    assertThat(first("SELECT quotient(NULL, 1) IS NULL AND quotient(1, 0) IS NULL"))
        .isEqualTo("true");
  }

  @Test
  @DisplayName("every type passes through unchanged")
  void types_passThrough() throws SQLException {
    List<DType> types =
        List.of(
            DType.BOOL,
            DType.INT8,
            DType.INT16,
            DType.INT32,
            DType.INT64,
            DType.UINT8,
            DType.UINT16,
            DType.UINT32,
            DType.UINT64,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.datetime64("us"),
            DType.datetime64("s"),
            DType.datetime64("ms"),
            DType.datetime64("ns"));
    List<String> names =
        List.of(
            "BOOLEAN",
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "FLOAT",
            "DOUBLE",
            "TIMESTAMP",
            "TIMESTAMP_S",
            "TIMESTAMP_MS",
            "TIMESTAMP_NS");
    for (int i = 0; i < types.size(); i++) {
      DType type = types.get(i);
      DuckDb.function(
          connection,
          "same_" + i,
          type,
          List.of(type),
          rows -> rows.result().copyFrom(rows.argument(0)));
      String name = names.get(i);
      String value =
          name.startsWith("TIMESTAMP") ? "make_timestamp(1000000 * i)::" + name : "i::" + name;
      assertThat(
              first(
                  "SELECT count(*) FROM (SELECT %s AS v FROM range(100) r(i)) WHERE same_%d(v) = v"
                      .formatted(value, i)))
          .as(name)
          .isEqualTo("100");
      assertThat(first("SELECT typeof(same_%d(%s)) FROM range(1) r(i)".formatted(i, value)))
          .isEqualTo(name);
    }
  }

  @Test
  @DisplayName("an exception is the query's, and the next query works")
  void exceptions_areReported() throws SQLException {
    DuckDb.function(
        connection,
        "fails_at_5000",
        DType.INT64,
        List.of(DType.INT64),
        rows -> {
          LongView x = rows.argument(0).asLongs();
          for (int i = 0; i < rows.count(); i++) {
            if (x.get(i) == 5000) {
              throw new IllegalStateException("no 5000, please");
            }
          }
          rows.result().copyFrom(rows.argument(0));
        });
    assertThatThrownBy(() -> first("SELECT sum(fails_at_5000(i)) FROM range(10000) r(i)"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no 5000, please");
    assertThat(first("SELECT sum(fails_at_5000(i)) FROM range(5000) r(i)")).isEqualTo("12497500");
  }

  /// Whose text is its message.
  @SuppressWarnings("OverrideThrowableToString") // what is tested
  private static RuntimeException failure(@Nullable String text) {
    return new IllegalStateException() {
      @Override
      public @Nullable String toString() {
        if (text != null && text.isEmpty()) {
          throw new IllegalArgumentException("no text");
        }
        return text;
      }
    };
  }

  @Test
  @DisplayName("an exception is the query's, whatever its text is")
  void exceptionsOfAnyText_areReported() throws SQLException {
    List<@Nullable String> texts = Arrays.asList("cut \ud83d", "a\0b", "", null);
    for (int i = 0; i < texts.size(); i++) {
      RuntimeException failure = failure(texts.get(i));
      DuckDb.function(
          connection,
          "fails_" + i,
          DType.INT64,
          List.of(DType.INT64),
          rows -> {
            throw failure;
          });
      String query = "SELECT sum(fails_" + i + "(i)) FROM range(10) r(i)";
      assertThatThrownBy(() -> first(query))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining(
              List.of("cut ?", "a b", "DuckFunctionTest", "DuckFunctionTest").get(i));
    }
  }

  @Test
  @DisplayName("the arrays end with the call; the arguments are read-only")
  void arrays_endWithTheCall() throws SQLException {
    AtomicReference<NDArray> kept = new AtomicReference<>();
    DuckDb.function(
        connection,
        "keeps",
        DType.INT64,
        List.of(DType.INT64),
        rows -> {
          kept.set(rows.argument(0));
          assertThatThrownBy(() -> rows.argument(0).setLong(0, 1))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> rows.argument(1)).isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> rows.setNull(rows.count()))
              .isInstanceOf(IndexOutOfBoundsException.class);
          rows.result().fill(7);
        });
    assertThat(first("SELECT sum(keeps(i)) FROM range(10) r(i)")).isEqualTo("70");
    assertThatThrownBy(() -> kept.get().getLong(0))
        .isInstanceOfAny(IllegalStateException.class, WrongThreadException.class);
  }

  @Test
  @DisplayName("a second one of the name replaces the first; other parameters are an overload")
  void function_isReplaced() throws SQLException {
    for (long value : new long[] {1, 2}) {
      DuckDb.function(
          connection,
          "fixed_value",
          DType.INT64,
          List.of(DType.INT64),
          rows -> rows.result().fill(value));
      assertThat(first("SELECT fixed_value(i) FROM range(1) r(i)")).isEqualTo("" + value);
    }
    DuckDb.function(
        connection, "fixed_value", DType.INT64, List.of(DType.BOOL), rows -> rows.result().fill(3));
    assertThat(first("SELECT fixed_value(i > 0) + fixed_value(i) FROM range(1) r(i)"))
        .isEqualTo("5");
  }

  @Test
  @DisplayName("names of DuckDB's own functions and types without arrays are rejected")
  void badInput_isRejected() {
    DuckFunction none = rows -> {};
    List<DType> one = List.of(DType.INT64);
    assertThatThrownBy(() -> DuckDb.function(connection, "SQRT", DType.INT64, one, none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a new name but found that of a function of DuckDB, \"SQRT\"");
    assertThatThrownBy(() -> DuckDb.function(connection, "f", DType.INT64, List.of(), none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected at least one parameter but found none");
    assertThatThrownBy(() -> DuckDb.function(connection, "", DType.INT64, one, none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DuckDb.function(connection, "f", DType.COMPLEX128, one, none))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("but found complex128");
  }
}
