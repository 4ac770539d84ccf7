package org.culebra.examples.data;

import java.lang.foreign.Arena;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.duckdb.DuckDb;
import org.culebra.duckdb.DuckTable;

/// DuckDB queries Arrow columns in Java's memory, and its result is Arrow columns again.
final class ArrowToDuckDb {

  /// A batch of strings and numbers, one of which is missing.
  static Column weather() {
    NDArray degrees = NDArray.copyOf(new double[] {20.5, 0, 19.5, 31});
    NDArray measured = NDArray.copyOf(new boolean[] {true, false, true, true});
    Column city = Column.ofStrings("city", List.of("Boquete", "Boquete", "Boquete", "Colón"));
    return Column.ofBatch(city, Column.of("degrees", degrees).withValidity(measured));
  }

  @SuppressWarnings("try") // the table is used by its name
  public static void main(String[] args) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        DuckTable table = DuckDb.register(duck, "weather", weather());
        Statement statement = duck.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT city, avg(degrees) AS mean FROM weather GROUP BY city ORDER BY city");
        Arena arena = Arena.ofConfined()) {
      Column means = DuckDb.read(arena, result);
      System.out.println(means.child("city").getString(1)); // Colón
      System.out.println(means.child("mean").array()); // [20. 31.]
    }
  }
}
