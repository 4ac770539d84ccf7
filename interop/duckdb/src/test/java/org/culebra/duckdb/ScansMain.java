package org.culebra.duckdb;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.duckdb.DuckDBConnection;

/// Tables, connections and arenas that are closed while DuckDB's threads scan.
final class ScansMain {
  private static final int ROWS = 1_000_000;
  private static final String QUERY = "SELECT sum(t.x + u.x) FROM t JOIN t u USING (x)";

  private ScansMain() {}

  public static void main(String[] args) throws Exception {
    long before = ExportTracker.count();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 12; round++) {
        closeDuringScans(threads, round);
      }
    }
    for (int i = 0; i < 100 && ExportTracker.count() != before; i++) {
      Thread.sleep(20); // for the last worker of an interrupted query
    }
    System.out.println("held: " + (ExportTracker.count() - before) + ", " + Handles.count());
  }

  @SuppressWarnings("try") // the early close is the test
  private static void closeDuringScans(ExecutorService threads, int round) throws Exception {
    try (DuckDBConnection connection =
        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class)) {
      DuckTable table;
      try (ExchangeArena arena = ExchangeArena.ofShared()) {
        NDArray x = NDArray.zeros(arena, DType.INT64, ROWS);
        for (int i = 0; i < ROWS; i++) {
          x.setLong(i, i);
        }
        table = DuckDb.register(connection, "t", Column.ofBatch(Column.of("x", x)));
      }
      List<Future<Boolean>> queries = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        queries.add(threads.submit(() -> query(connection)));
      }
      Thread.sleep(5L * round);
      if (round % 2 == 0) {
        connection.close();
      }
      try {
        table.close();
      } catch (SQLException e) {
        // a query has an open result
      }
      for (Future<Boolean> query : queries) {
        query.get();
      }
      table.close();
    }
  }

  /// Whether the query came to its end: with the right sum.
  private static boolean query(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(QUERY)) {
      if (result == null) { // of a connection that is being closed
        return false;
      }
      result.next();
      if (result.getLong(1) != (ROWS - 1L) * ROWS) {
        throw new IllegalStateException("wrong sum: " + result.getLong(1));
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }
}
