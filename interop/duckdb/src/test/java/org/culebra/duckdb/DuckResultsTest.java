package org.culebra.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.culebra.array.CopyPolicy;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Results: their types, their sizes, and those that cannot be read.
class DuckResultsTest {
  private final long before = ExportTracker.count();
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    statement = connection.createStatement();
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true                           | b      | bool            | 1",
        "-7::TINYINT                    | c      | int8            | -7",
        "40000::USMALLINT               | S      | uint16          | 40000",
        "7::UBIGINT                     | L      | uint64          | 7",
        "2.0::FLOAT                     | f      | float32         | 2",
        "DATE '1970-02-01'              | tdD    | datetime64[D]   | 31",
        "TIME '00:00:01.5'              | ttu    | timedelta64[us] | 1500000",
        "TIMESTAMP_S '1970-01-01 00:01' | tss:   | datetime64[s]   | 60",
        "TIMESTAMP '1970-01-01 00:01'   | tsu:   | datetime64[us]  | 60000000",
        "'b'::ENUM('a', 'b')            | C      | uint8           | 1"
      })
  @DisplayName("what has an array: format, dtype and values")
  void types_haveArrays(String sql, String format, String dtype, long value) throws SQLException {
    try (Arena arena = Arena.ofConfined();
        ResultSet result = statement.executeQuery("SELECT " + sql + " AS v FROM range(3)")) {
      Column v = DuckDb.read(arena, result).child("v");
      assertThat(v.field().format()).isEqualTo(format);
      assertThat(v.array(CopyPolicy.IF_NEEDED).dtype().name()).isEqualTo(dtype);
      assertThat(v.array(CopyPolicy.IF_NEEDED).shape()).containsExactly(3);
      assertThat(v.array(CopyPolicy.IF_NEEDED).getLong(2)).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1.25::DECIMAL(4, 2)      | d:4,2,128",
        "1.25::DECIMAL(38, 2)     | d:38,2,128",
        "[1, 2]                   | +l",
        "{'a': 1, 'b': 'x'}       | +s",
        "MAP {'k': 1}             | +m",
        "'text'                   | u",
        "'\\xAA'::BLOB            | z",
        "uuid()                   | u",
        "INTERVAL 3 DAY           | tin"
      })
  @DisplayName("a column without an array type is imported, and the error names the type")
  void types_withoutArrays(String sql, String format) throws SQLException {
    try (Arena arena = Arena.ofConfined();
        ResultSet result = statement.executeQuery("SELECT " + sql + " AS v FROM range(3)")) {
      Column v = DuckDb.read(arena, result).child("v");
      assertThat(v.length()).isEqualTo(3);
      assertThat(v.field().format()).isEqualTo(format);
      assertThatThrownBy(v::array)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("column \"v\" of type " + v.field().typeName());
    }
  }

  @Test
  @DisplayName("a HUGEINT is a decimal, be it a sum, a literal or a table's column")
  void hugeInts_areDecimals() throws SQLException {
    statement.execute("CREATE TABLE huge AS SELECT 3::HUGEINT AS v");
    for (String sql :
        List.of(
            "SELECT sum(range) AS v FROM range(3)",
            "SELECT 3::HUGEINT AS v",
            "SELECT v FROM huge",
            "SELECT max(v) AS v FROM huge",
            "SELECT sum(v) AS v FROM huge")) {
      try (Arena arena = Arena.ofConfined();
          ResultSet result = statement.executeQuery(sql)) {
        Column v = DuckDb.read(arena, result).child("v");
        assertThat(v.field().typeName()).as(sql).isEqualTo("decimal128(38, 0)");
        assertThat(v.getDecimal(0)).as(sql).isEqualTo(new BigDecimal(3));
      }
    }
  }

  @Test
  @DisplayName("a result of more rows than said is rejected, not cut off")
  void read_isWhole() throws SQLException {
    String sql = "SELECT range AS i FROM range(1048577)";
    try (Arena arena = Arena.ofConfined()) {
      try (ResultSet result = statement.executeQuery(sql)) {
        assertThatThrownBy(() -> DuckDb.read(arena, result))
            .isInstanceOf(SQLException.class)
            .hasMessageStartingWith("expected a result of at most 1048576 rows but found more");
      }
      try (ResultSet result = statement.executeQuery(sql)) {
        Column all = DuckDb.read(arena, result, 1_048_577);
        assertThat(all.length()).isEqualTo(1_048_577);
        assertThat(all.child("i").array().getLong(1_048_576)).isEqualTo(1_048_576);
      }
    }
  }

  @Test
  @DisplayName("a result that has been begun is rejected, for next() has taken rows out of it")
  void read_rejectsTheBegun() throws SQLException {
    try (Arena arena = Arena.ofConfined();
        ResultSet result = statement.executeQuery("SELECT 1 AS i FROM range(3)")) {
      result.next();
      assertThatThrownBy(() -> DuckDb.read(arena, result))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "expected a result of which no row has been read but found one that has been read"
                  + " from");
      assertThat(result.next()).isTrue();
    }
  }

  @Test
  @DisplayName("an arena that is closed leaves the result as it was; a second reading is rejected")
  void read_usesTheResultOnce() throws SQLException {
    Arena closed = Arena.ofConfined();
    closed.close();
    try (Arena arena = Arena.ofConfined();
        ResultSet result = statement.executeQuery("SELECT 5 AS i")) {
      assertThatThrownBy(() -> DuckDb.read(closed, result))
          .isInstanceOf(IllegalStateException.class);
      assertThat(DuckDb.read(arena, result).child("i").array().getLong(0)).isEqualTo(5);
      assertThatThrownBy(() -> DuckDb.read(arena, result)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  @DisplayName("a query that fails on its way is an SQLException")
  void read_reportsFailures() throws SQLException {
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    try (Connection other = DriverManager.getConnection("jdbc:duckdb:", streaming);
        Statement failing = other.createStatement();
        Arena arena = Arena.ofConfined();
        ResultSet result =
            failing.executeQuery(
                "SELECT CASE WHEN range > 4000000 THEN error('boom') ELSE 1 END FROM"
                    + " range(5000000)")) {
      assertThatThrownBy(() -> DuckDb.read(arena, result, 5_000_000))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  @DisplayName(
      "reading after the connection has closed, or while another thread closes it: an error")
  void stream_outlivesItsConnection() {
    ChildJvm.Result child =
        ChildJvm.of(ClosedMain.class).flags("--enable-native-access=ALL-UNNAMED").run();
    assertThat(child.exitCode()).as(child.toString()).isZero();
    assertThat(child.stdout()).contains("the first was rejected");
  }
}
