package org.culebra.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.ChildJvm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A registered batch beside a table of DuckDB's own with the same content: every query has the
/// same result.
class DuckQueriesTest {
  private static final int RUN = 3000;

  private static final String OWN =
      """
      CREATE OR REPLACE TABLE own AS SELECT
        i,
        i::INTEGER % 100 AS k,
        (i * 0.5)::DOUBLE AS d,
        CASE WHEN i % 7 = 0 THEN NULL ELSE i - 50 END AS n,
        CASE WHEN i % 5 = 0 THEN NULL WHEN i % 5 = 1 THEN '' ELSE 'row number ' || i END AS s,
        i % 3 = 0 AS b,
        [i, i + 1, i + 2] AS l,
        CASE WHEN i % 11 = 0 THEN NULL
          ELSE {'p': i, 'q': CASE WHEN i % 4 = 0 THEN NULL ELSE i % 10 = 0 END} END AS st,
        ['none', 'red', 'green'][1 + i % 3] AS c,
        (i // 3000)::DOUBLE AS r
      FROM range(#) t(i)
      """;

  private static final List<String> QUERIES =
      List.of(
          "SELECT count(*) FROM %s",
          "SELECT * FROM %s LIMIT 100",
          "SELECT * FROM %s OFFSET 2040 LIMIT 20",
          "SELECT s FROM %s",
          "SELECT sum(i), sum(d), sum(n), count(s), count(*) FILTER (b) FROM %s",
          "SELECT d, i FROM %s WHERE k = 17 AND b ORDER BY i DESC",
          "SELECT i FROM %s WHERE s IS NULL AND n IS NULL ORDER BY i",
          "SELECT st.p, st.q, l[2] FROM %s WHERE st.q IS NOT NULL ORDER BY i LIMIT 3000",
          "SELECT count(*) FROM %s WHERE st IS NULL",
          "SELECT k, sum(d), max(s), min(n) FROM %s GROUP BY k ORDER BY k",
          "SELECT c, count(*), sum(i) FROM %s GROUP BY c ORDER BY c",
          "SELECT r, count(*), min(i) FROM %s GROUP BY r ORDER BY r",
          "SELECT count(*), sum(u.i) FROM %s t JOIN %s u ON t.i = u.i + 1",
          "SELECT count(*) FROM %s t JOIN %s u USING (s)",
          "SELECT sum(len(l)), sum(l[1]) FROM %s",
          "SELECT i, sum(k) OVER (ORDER BY i ROWS 5 PRECEDING) FROM %s ORDER BY i LIMIT 2500",
          "WITH w AS (SELECT k, avg(d) AS m FROM %s GROUP BY k)"
              + " SELECT sum(t.d - w.m) FROM %s t JOIN w USING (k) WHERE t.i < 5000",
          "SELECT i FROM %s t WHERE EXISTS (FROM %s u WHERE u.i = 2 * t.i AND u.k = 4) ORDER BY i",
          "SELECT count(*) FROM (SELECT i FROM %s UNION ALL SELECT n FROM %s)",
          "SELECT DISTINCT c FROM %s ORDER BY c DESC",
          "DESCRIBE SELECT * FROM %s",
          "SELECT (SELECT max(i) FROM %s), (SELECT min(i) FROM %s)");

  private final long before = ExportTracker.count();
  private final int handles = Handles.count();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(before);
    assertThat(Handles.count()).as("objects held for DuckDB").isEqualTo(handles);
  }

  /// The content of `own`, made here.
  private static Column batch(int rows) {
    NDArray i = NDArray.zeros(DType.INT64, rows);
    NDArray k = NDArray.zeros(DType.INT32, rows);
    NDArray d = NDArray.zeros(DType.FLOAT64, rows);
    NDArray n = NDArray.zeros(DType.INT64, rows);
    NDArray hasN = NDArray.zeros(DType.BOOL, rows);
    NDArray b = NDArray.zeros(DType.BOOL, rows);
    NDArray l = NDArray.zeros(DType.INT64, rows, 3);
    NDArray q = NDArray.zeros(DType.BOOL, rows);
    NDArray hasQ = NDArray.zeros(DType.BOOL, rows);
    NDArray hasStruct = NDArray.zeros(DType.BOOL, rows);
    NDArray c = NDArray.zeros(DType.INT32, rows);
    List<@Nullable String> s = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      i.setLong(row, row);
      k.setLong(row, row % 100);
      d.setDouble(row, row * 0.5);
      n.setLong(row, row - 50);
      hasN.setBoolean(row, row % 7 != 0);
      b.setBoolean(row, row % 3 == 0);
      for (int j = 0; j < 3; j++) {
        l.setLong(row, j, row + j);
      }
      q.setBoolean(row, row % 10 == 0);
      hasQ.setBoolean(row, row % 4 != 0);
      hasStruct.setBoolean(row, row % 11 != 0);
      c.setLong(row, row % 3);
      s.add(row % 5 == 0 ? null : row % 5 == 1 ? "" : "row number " + row);
    }
    return Column.ofBatch(
        Column.of("i", i),
        Column.of("k", k),
        Column.of("d", d),
        Column.of("n", n).withValidity(hasN),
        Column.ofStrings("s", s),
        Column.ofBits("b", b),
        Column.ofListViews("l", l),
        Column.ofStruct("st", Column.of("p", i), Column.ofBits("q", q).withValidity(hasQ))
            .withValidity(hasStruct),
        Column.ofDictionary("c", c, Column.ofStrings("", List.of("none", "red", "green"))),
        runs("r", rows));
  }

  private static Column runs(String name, int rows) {
    int count = Math.ceilDiv(rows, RUN);
    NDArray ends = NDArray.zeros(DType.INT32, count);
    NDArray values = NDArray.zeros(DType.FLOAT64, count);
    for (int run = 0; run < count; run++) {
      ends.setLong(run, Math.min(rows, (run + 1) * RUN));
      values.setDouble(run, run);
    }
    Column endsColumn = Column.of("run_ends", ends);
    Column valuesColumn = Column.of("values", values);
    ArrowField field =
        ArrowField.of(name, "+r", endsColumn.field().withNullable(false), valuesColumn.field());
    return Column.ofBuffers(
        field,
        rows,
        0,
        0,
        List.<MemorySegment>of(),
        Retention.PERMANENT,
        List.of(endsColumn, valuesColumn),
        null);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return rows(result);
    }
  }

  private static List<String> rows(ResultSet result) throws SQLException {
    List<String> rows = new ArrayList<>();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      StringBuilder row = new StringBuilder();
      for (int i = 1; i <= columns; i++) {
        row.append(result.getString(i)).append('|');
      }
      rows.add(row.toString());
    }
    return rows;
  }

  private static String of(String query, String table) {
    return query.replace("%s", table);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "2047, 1", "2048, 4", "2049, 1", "10000, 4", "122881, 4"})
  @DisplayName("queries of all kinds, at the edges of vectors and blocks, on one and more threads")
  void queries_haveTheResultsOfAnOwnTable(int rows, int threads) throws SQLException {
    execute("SET threads = " + threads);
    execute(OWN.replace("#", "" + rows));
    try (DuckTable table = DuckDb.register(connection, "t", batch(rows))) {
      assertThat(table).isNotNull();
      for (String query : QUERIES) {
        assertThat(rows(of(query, "t"))).as(query).isEqualTo(rows(of(query, "own")));
      }
      assertThat(rows("(FROM t EXCEPT ALL FROM own) UNION ALL (FROM own EXCEPT ALL FROM t)"))
          .isEmpty();
    }
  }

  @Test
  @DisplayName("a prepared statement, executed 100 times with other parameters")
  void preparedStatement_isExecutedOften() throws SQLException {
    execute(OWN.replace("#", "" + 10_000));
    String query = "SELECT count(*), sum(i), min(s) FROM %s WHERE k = ? OR n < ?";
    try (DuckTable table = DuckDb.register(connection, "t", batch(10_000));
        PreparedStatement statement = connection.prepareStatement(of(query, "t"));
        PreparedStatement expected = connection.prepareStatement(of(query, "own"))) {
      assertThat(table).isNotNull();
      for (int i = 0; i < 100; i++) {
        assertThat(result(statement, i)).isEqualTo(result(expected, i));
      }
    }
  }

  private static List<String> result(PreparedStatement statement, int parameter)
      throws SQLException {
    statement.setInt(1, parameter);
    statement.setInt(2, 10 * parameter);
    try (ResultSet result = statement.executeQuery()) {
      return rows(result);
    }
  }

  @Test
  @DisplayName("a statement prepared before the table was closed fails, and works with a new table")
  void preparedStatement_outlivesItsTable() throws SQLException {
    DuckTable table = DuckDb.register(connection, "t", batch(10));
    try (PreparedStatement statement = connection.prepareStatement("SELECT sum(i) FROM t")) {
      assertThat(result(statement)).containsExactly("45|");
      table.close();
      assertThat(ExportTracker.count()).isEqualTo(before);
      assertThatThrownBy(() -> result(statement)).isInstanceOf(SQLException.class);
    }
    try (DuckTable next = DuckDb.register(connection, "t", batch(5));
        PreparedStatement statement = connection.prepareStatement("SELECT sum(i) FROM t")) {
      assertThat(next).isNotNull();
      assertThat(result(statement)).containsExactly("10|");
    }
  }

  private static List<String> result(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      return rows(result);
    }
  }

  @Test
  @DisplayName("1,000 queries hold nothing and grow nothing")
  void queries_leaveNothing() throws SQLException {
    try (DuckTable table = DuckDb.register(connection, "t", batch(100))) {
      assertThat(table).isNotNull();
      int held = Handles.count();
      for (int i = 0; i < 1000; i++) {
        assertThat(rows("SELECT sum(t.k) FROM t JOIN t u USING (i)")).hasSize(1);
        assertThat(Handles.count()).isEqualTo(held);
        assertThat(ExportTracker.count()).isEqualTo(before + 1);
      }
    }
  }

  @Test
  @DisplayName("a query that stops early or fails ends its scan")
  void scans_endEarly() throws SQLException {
    try (DuckTable table = DuckDb.register(connection, "t", batch(300_000))) {
      assertThat(table).isNotNull();
      int held = Handles.count();
      assertThat(rows("SELECT i, c FROM t LIMIT 1")).containsExactly("0|none|");
      assertThatThrownBy(() -> rows("SELECT sum(CASE WHEN i = 70000 THEN error('x') END) FROM t"))
          .hasMessageContaining("x");
      assertThatThrownBy(() -> rows("SELECT nothing FROM t")).hasMessageContaining("nothing");
      assertThat(Handles.count()).isEqualTo(held);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("what a rollback leaves of a view: none, or one whose closed table is reported")
  void rollback_afterRegisterOrClose(boolean close) throws SQLException {
    connection.setAutoCommit(close);
    DuckTable table = DuckDb.register(connection, "t", batch(10));
    connection.setAutoCommit(false);
    if (close) {
      table.close();
    } else {
      assertThat(rows("SELECT sum(i) FROM t")).containsExactly("45|");
    }
    connection.rollback();
    connection.setAutoCommit(true);
    assertThatThrownBy(() -> rows("FROM t"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(close ? "has been closed" : "does not exist");
    table.close();
    execute("DROP VIEW IF EXISTS t");
    try (DuckTable next = DuckDb.register(connection, "t", batch(3))) {
      assertThat(next).isNotNull();
      assertThat(rows("SELECT sum(i) FROM t")).containsExactly("3|");
    }
  }

  @Test
  @DisplayName("a result that is fetched as it is read keeps the memory; the table closes after it")
  void streamingResult_readsToItsEnd() throws SQLException {
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    try (Connection other = DriverManager.getConnection("jdbc:duckdb:", streaming)) {
      DuckTable table = DuckDb.register(other, "t", batch(300_000));
      try (Statement statement = other.createStatement();
          ResultSet result = statement.executeQuery("SELECT i, s, st FROM t")) {
        for (int i = 0; i < 300_000; i++) {
          assertThat(result.next()).isTrue();
          assertThat(result.getLong(1)).isEqualTo(i);
          assertThat(result.getString(2))
              .isEqualTo(i % 5 == 0 ? null : i % 5 == 1 ? "" : "row number " + i);
        }
        assertThat(result.next()).isFalse();
      }
      table.close();
      assertThat(ExportTracker.count()).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("names that differ in case only, or are empty, get DuckDB's names")
  void columnNames_areUnique() throws SQLException {
    NDArray x = NDArray.copyOf(new int[] {1});
    Column batch =
        Column.ofBatch(
            Column.of("a", x), Column.of("A", x), Column.of("", x), Column.of("x \"y\"", x));
    try (DuckTable table = DuckDb.register(connection, "t", batch)) {
      assertThat(table).isNotNull();
      assertThat(rows("SELECT column_name FROM (DESCRIBE t)"))
          .containsExactly("a|", "A_1|", "v2|", "x \"y\"|");
    }
  }

  @Test
  @DisplayName("DuckDB knows the number of rows")
  void cardinality_isExact() throws SQLException {
    try (DuckTable table = DuckDb.register(connection, "t", batch(12_345))) {
      assertThat(table).isNotNull();
      assertThat(String.join("", rows("EXPLAIN FROM t"))).contains("12,345");
    }
  }

  @Test
  @DisplayName("a second connection has no such view, and the first may be closed meanwhile")
  void connections_areSeparate() throws SQLException {
    try (Connection second = connection.unwrap(org.duckdb.DuckDBConnection.class).duplicate()) {
      DuckTable first = DuckDb.register(connection, "t", batch(10));
      try (Statement statement = second.createStatement()) {
        assertThatThrownBy(() -> statement.executeQuery("FROM t"))
            .hasMessageContaining("does not exist");
      }
      try (DuckTable other = DuckDb.register(second, "t", batch(5))) {
        assertThat(other).isNotNull();
        connection.close();
        assertThat(ExportTracker.count()).isEqualTo(before + 1);
        try (Statement statement = second.createStatement();
            ResultSet result = statement.executeQuery("SELECT sum(i) FROM t")) {
          assertThat(rows(result)).containsExactly("10|");
        }
      }
      first.close();
    }
  }

  @Test
  @DisplayName(
      "tables and connections that are closed while DuckDB's threads scan: no crash, no leak")
  void closing_duringScans() {
    ChildJvm.Result child =
        ChildJvm.of(ScansMain.class).flags("--enable-native-access=ALL-UNNAMED").run();
    assertThat(child.exitCode()).as(child.toString()).isZero();
    assertThat(child.stdout()).contains("held: 0, 0");
  }

  @Test
  @DisplayName("half floats are floats, in a part too")
  void halfFloats_areFloats() throws SQLException {
    NDArray halves = NDArray.copyOf(new float[] {1.5f, -2, 0, 65504, 0.25f}).copy(DType.FLOAT16);
    NDArray valid = NDArray.copyOf(new boolean[] {true, true, false, true, true});
    Column batch =
        Column.ofBatch(
            Column.of("h", halves).withValidity(valid),
            Column.of("i", NDArray.copyOf(new int[] {0, 1, 2, 3, 4})));
    try (DuckTable table = DuckDb.register(connection, "t", batch.slice(1, 5))) {
      assertThat(table).isNotNull();
      assertThat(rows("SELECT i, h, typeof(h) FROM t"))
          .containsExactly("1|-2.0|FLOAT|", "2|null|FLOAT|", "3|65504.0|FLOAT|", "4|0.25|FLOAT|");
    }
  }

  @Test
  @DisplayName(
      "a result is DuckDB's own: it stays as it was when the table is closed and overwritten")
  void result_outlivesTheMemory() throws SQLException {
    NDArray x = NDArray.copyOf(new double[] {1, 2, 3});
    MemorySegment letters = Arena.global().allocateFrom("abc");
    Column text =
        Column.ofBuffers(
            ArrowField.of("s", "u"),
            3,
            0,
            0,
            List.of(
                MemorySegment.NULL,
                Arena.global().allocateFrom(ValueLayout.JAVA_INT, 0, 1, 2, 3),
                letters),
            Retention.PERMANENT,
            List.of(),
            null);
    DuckTable table = DuckDb.register(connection, "t", Column.ofBatch(Column.of("x", x), text));
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT x, s FROM t")) {
      table.close();
      x.fill(-1);
      letters.fill((byte) 0);
      assertThat(rows(result)).containsExactly("1.0|a|", "2.0|b|", "3.0|c|");
    }
  }
}
