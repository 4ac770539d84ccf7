package org.culebra.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose view is whose, and when it is dropped.
class DuckViewsTest {
  private final long before = ExportTracker.count();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(before);
  }

  private static Column batch(int rows) {
    return Column.ofBatch(Column.of("x", NDArray.zeros(DType.INT32, rows)));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long rows(String table) throws SQLException {
    return rows(connection, table);
  }

  private static long rows(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Test
  @DisplayName("a table that is closed leaves the view of a later one, of any case, alone")
  void close_dropsItsOwn() throws SQLException {
    DuckTable first = DuckDb.register(connection, "t", batch(1));
    try (DuckTable second = DuckDb.register(connection, "T", batch(2))) {
      assertThat(ExportTracker.count()).isEqualTo(before + 2);
      first.close();
      assertThat(rows("t")).isEqualTo(2);
      second.renew();
      assertThat(rows("t")).isEqualTo(2);
    }
    assertThatThrownBy(() -> rows("t")).hasMessageContaining("does not exist");
  }

  @Test
  @DisplayName("the older of two tables may take the name back")
  void renew_takesTheName() throws SQLException {
    try (DuckTable first = DuckDb.register(connection, "t", batch(1))) {
      DuckTable second = DuckDb.register(connection, "t", batch(2));
      first.renew();
      second.close();
      assertThat(rows("t")).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("tables and lasting views of the name are hidden, and there again afterwards")
  void close_leavesLastingOnes() throws SQLException {
    execute("CREATE TABLE a AS FROM range(7)");
    execute("CREATE VIEW b AS FROM range(8)");
    for (String name : List.of("a", "b")) {
      try (DuckTable table = DuckDb.register(connection, name, batch(1))) {
        assertThat(table).isNotNull();
        assertThat(rows(name)).isEqualTo(1);
      }
    }
    DuckTable dropped = DuckDb.register(connection, "b", batch(1));
    execute("DROP VIEW temp.main.b");
    dropped.close();
    assertThat(rows("a")).isEqualTo(7);
    assertThat(rows("b")).isEqualTo(8);
  }

  @Test
  @DisplayName("a view that the program makes under the name is the program's")
  void close_leavesTheProgramsOwnView() throws SQLException {
    for (String sql :
        List.of(
            "CREATE OR REPLACE TEMP VIEW t AS FROM range(7)",
            "CREATE OR REPLACE TEMP VIEW T AS FROM range(7)",
            "DROP VIEW t; CREATE TEMP VIEW t AS FROM range(7)",
            "DROP VIEW t; CREATE TEMP TABLE t AS FROM range(7)",
            "DROP VIEW t; CREATE VIEW t AS FROM range(7)",
            "ALTER VIEW t RENAME TO u; CREATE TEMP VIEW t AS FROM range(7)")) {
      DuckTable table = DuckDb.register(connection, "t", batch(1));
      execute(sql);
      table.close();
      assertThat(ExportTracker.count()).as(sql).isEqualTo(before);
      assertThat(rows("t")).as(sql).isEqualTo(7);
      assertThat(rows("duckdb_views() WHERE view_name = 'u'")).as(sql).isZero();
      execute(sql.contains("TABLE") ? "DROP TABLE t" : "DROP VIEW t");
    }
  }

  @Test
  @DisplayName("a view that was renamed is still the table's, and goes when that is renewed")
  void renew_dropsTheRenamedOne() throws SQLException {
    try (DuckTable table = DuckDb.register(connection, "t", batch(3))) {
      execute("ALTER VIEW t RENAME TO u");
      table.renew();
      assertThat(rows("t")).isEqualTo(3);
      assertThat(rows("duckdb_views() WHERE NOT internal")).isEqualTo(1);
    }
    assertThat(rows("duckdb_views() WHERE NOT internal")).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("what a transaction has replaced comes back with its rollback, and is the table's")
  void rollback_bringsBackTheTablesView(boolean bySql) throws SQLException {
    DuckTable table = DuckDb.register(connection, "t", batch(3));
    for (int i = 0; i < 2; i++) {
      if (bySql) {
        execute("BEGIN");
      } else {
        connection.setAutoCommit(false);
      }
      table.renew();
      table.renew();
      if (bySql) {
        execute("ROLLBACK");
      } else {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      assertThat(rows("duckdb_views() WHERE NOT internal")).isEqualTo(1);
      if (i == 0) {
        table.renew();
      }
    }
    table.close();
    assertThat(rows("duckdb_views() WHERE NOT internal")).isZero();
    assertThat(ExportTracker.count()).isEqualTo(before);
  }

  @Test
  @DisplayName("a later table's view that was rolled back leaves the earlier's, each with its own")
  void rollback_bringsBackTheEarlierTablesView() throws SQLException {
    try (DuckTable first = DuckDb.register(connection, "t", batch(1))) {
      assertThat(first).isNotNull();
      execute("BEGIN");
      DuckTable second = DuckDb.register(connection, "t", batch(2));
      execute("ROLLBACK");
      second.close();
      assertThat(rows("t")).isEqualTo(1);
    }
    assertThat(rows("duckdb_views() WHERE NOT internal")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "\"", "''; DROP", "é", "x.y", "select", "temp.main.t", "漢😀"})
  @DisplayName("every name can be found again, and dropped")
  void names_areQuoted(String name) throws SQLException {
    try (DuckTable table = DuckDb.register(connection, name, batch(3))) {
      assertThat(table).isNotNull();
      assertThat(rows('"' + name.replace("\"", "\"\"") + '"')).isEqualTo(3);
    }
    assertThat(rows("duckdb_views() WHERE NOT internal")).isZero();
  }

  @Test
  @DisplayName("a name that DuckDB would not find again is rejected")
  void names_areChecked() {
    assertThatThrownBy(() -> DuckDb.register(connection, "", batch(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a name of at least one character, none of them NUL, but found \"\"");
    assertThatThrownBy(() -> DuckDb.register(connection, "a\0b", batch(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("but found \"a\\0b\"");
  }

  @Test
  @DisplayName("a close that DuckDB rejects may be called again")
  void close_mayBeRepeated() throws SQLException {
    DuckTable table = DuckDb.register(connection, "t", batch(5));
    connection.setAutoCommit(false);
    assertThatThrownBy(() -> execute("SELECT error('boom')")).hasMessageContaining("boom");
    assertThatThrownBy(table::close)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("aborted");
    connection.rollback();
    assertThat(ExportTracker.count()).isEqualTo(before + 1);
    table.close();
    connection.commit();
    assertThat(ExportTracker.count()).isEqualTo(before);
  }

  @Test
  @DisplayName("in a transaction: replaced streams are released at its end, the last one is read")
  void renew_inATransaction() throws SQLException {
    connection.setAutoCommit(false);
    execute("SELECT 1");
    try (DuckTable table = DuckDb.register(connection, "t", batch(5))) {
      table.renew();
      assertThat(rows("t")).isEqualTo(5);
      table.renew();
      connection.commit();
      assertThat(ExportTracker.count()).isEqualTo(before + 1);
      assertThat(rows("t")).isEqualTo(5);
    }
    connection.commit();
  }

  /// What a connection pool does: every object is wrapped, and gives the wrapped one when asked.
  private static <T extends Wrapper> T pooled(Class<T> type, T own) {
    return type.cast(
        Proxy.newProxyInstance(
            DuckViewsTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              try {
                return method.invoke(own, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Test
  @DisplayName("objects of a connection pool are unwrapped, on a thread without class loader too")
  void pool_isSeenThrough() throws Exception {
    Connection pool = pooled(Connection.class, connection);
    Callable<Long> use =
        () -> {
          Thread.currentThread().setContextClassLoader(null);
          try (DuckTable table = DuckDb.register(pool, "t", batch(3));
              Statement statement = pool.createStatement();
              ResultSet result = statement.executeQuery("SELECT x + 4 AS y FROM t");
              Arena arena = Arena.ofConfined()) {
            assertThat(table).isNotNull();
            Column rows = DuckDb.read(arena, pooled(ResultSet.class, result));
            return rows.child("y").array().sumLong();
          }
        };
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      assertThat(other.submit(use).get()).isEqualTo(12);
    }
  }

  @Test
  @DisplayName("threads with a connection each to one database, and tables of one name")
  void threads_haveViewsOfTheirOwn() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int k = 1; k <= 4; k++) {
        int size = 1000 * k;
        Connection own = connection.unwrap(org.duckdb.DuckDBConnection.class).duplicate();
        all.add(threads.submit(() -> countOften(own, size)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static int countOften(Connection connection, int size) throws SQLException {
    try (connection) {
      for (int i = 0; i < 50; i++) {
        try (DuckTable table = DuckDb.register(connection, "t", batch(size))) {
          assertThat(table).isNotNull();
          assertThat(rows(connection, "t")).isEqualTo(size);
        }
      }
    }
    return size;
  }

  @Test
  @DisplayName("threads that share a table: each query sees all rows or is rejected, none is half")
  void threads_shareATable() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    try (DuckTable table = DuckDb.register(connection, "t", batch(3000));
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int k = 0; k < 4; k++) {
        all.add(threads.submit(() -> renewOften(table)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private int renewOften(DuckTable table) {
    int read = 0;
    for (int i = 0; i < 100; i++) {
      try {
        table.renew();
        assertThat(rows("t")).isEqualTo(3000);
        read++;
      } catch (SQLException e) {
        assertThat(e.getMessage()).containsAnyOf("has been released", "has an open result");
      }
    }
    return read;
  }

  @Test
  @DisplayName("what failed first is thrown, and what failed in cleaning up is suppressed")
  void failedCleanUp_hidesNothing() {
    SQLException ofDrop = new SQLException("of the drop");
    Connection failing =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  throw ofDrop;
                });
    SQLException first = new SQLException("the first");
    Views.dropAfter(first, failing, "t");
    assertThat(first.getSuppressed()).containsExactly(ofDrop);
  }
}
