package org.culebra.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.duckdb.DuckDb;
import org.culebra.duckdb.DuckTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/// The cost of a query of DuckDB over one column of doubles: an array of Java, read where it is,
/// and a table of DuckDB's own. DuckDB uses one thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 2, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class DuckDbScan {

  /// The number of doubles.
  @Param({"10000000", "100000000"})
  public int rows;

  private Connection connection;
  private Statement statement;
  private DuckTable table;

  /// Creates both tables.
  ///
  /// @throws SQLException if DuckDB cannot
  @Setup
  public void prepare() throws SQLException {
    NDArray x = NDArray.zeros(DType.FLOAT64, rows);
    DoubleView doubles = x.asDoubles();
    for (int i = 0; i < rows; i++) {
      doubles.set(i, (i & 0xFFFF) * 0.5);
    }
    connection = DriverManager.getConnection("jdbc:duckdb:");
    statement = connection.createStatement();
    statement.execute("SET threads = 1");
    table = DuckDb.register(connection, "java", Column.ofBatch(Column.of("x", x)));
    statement.execute("CREATE TABLE own AS FROM java");
  }

  /// Reports the result and closes the database.
  ///
  /// @param params say what was measured
  /// @throws SQLException if DuckDB cannot
  @TearDown
  public void report(BenchmarkParams params) throws SQLException {
    Outcome.reportResult(this, params, 0);
    table.close();
    statement.close();
    connection.close();
  }

  /// A sum over the array.
  ///
  /// @return the sum
  /// @throws SQLException if DuckDB fails
  @Benchmark
  public double sum_culebra() throws SQLException {
    return query("SELECT sum(x) FROM java");
  }

  /// A sum over DuckDB's table.
  ///
  /// @return the sum
  /// @throws SQLException if DuckDB fails
  @Benchmark
  public double sum_duckdb() throws SQLException {
    return query("SELECT sum(x) FROM own");
  }

  /// A filter over the array.
  ///
  /// @return how many pass
  /// @throws SQLException if DuckDB fails
  @Benchmark
  public double filter_culebra() throws SQLException {
    return query("SELECT count(*) FROM java WHERE x > 1000");
  }

  /// A filter over DuckDB's table.
  ///
  /// @return how many pass
  /// @throws SQLException if DuckDB fails
  @Benchmark
  public double filter_duckdb() throws SQLException {
    return query("SELECT count(*) FROM own WHERE x > 1000");
  }

  private double query(String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getDouble(1);
    }
  }
}
