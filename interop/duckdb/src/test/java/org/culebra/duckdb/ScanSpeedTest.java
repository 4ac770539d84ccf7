package org.culebra.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.IntView;
import org.culebra.array.NDArray;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The cost of a scan, beside a table of DuckDB's own and the stream that can be read once, which
/// the driver offers; and of a function. Minima of CPU time of one thread, as the machine may be
/// busy. Prints a table.
@EnabledIfSystemProperty(named = "culebra.long", matches = "true")
class ScanSpeedTest {
  private static final int ROWS = 10_000_000;
  private static final int ROUNDS = 25;
  private static final Path CPU_TIME = Path.of("/proc/thread-self/schedstat");

  @Test
  @DisplayName(
      "a scan costs at most 1.5 times that of a stream, and a little more while the machine is"
          + " busy")
  void scan_isNearAStream() throws Throwable {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      execute(connection, "SET threads = 1");
      Column batch = batch();
      try (DuckTable table = DuckDb.register(connection, "registered", batch)) {
        assertThat(table).isNotNull();
        execute(connection, "CREATE TABLE own AS FROM registered");
        for (String query :
            List.of(
                "SELECT sum(x) FROM %s",
                "SELECT sum(x), sum(y) FROM %s",
                "SELECT count(*) FROM %s WHERE x > 1000 AND y = 7",
                "SELECT y, sum(x) FROM %s GROUP BY y ORDER BY y LIMIT 1")) {
          assertThat(ratio(connection, query, batch)).as(query).isLessThan(1.75);
        }
      }
    }
  }

  private static double ratio(Connection connection, String query, Column batch) throws Throwable {
    double own = Double.MAX_VALUE;
    double stream = Double.MAX_VALUE;
    double registered = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      own = Math.min(own, nanos(connection, query.formatted("own")));
      registered = Math.min(registered, nanos(connection, query.formatted("registered")));
      addStream(connection, "stream", batch);
      stream = Math.min(stream, nanos(connection, query.formatted("stream")));
    }
    System.out.printf(
        "%-60s own %.2f, stream %.2f, registered %.2f ns/row%n",
        query, own / ROWS, stream / ROWS, registered / ROWS);
    return registered / stream;
  }

  @Test
  @DisplayName("a function costs at most 2 ns a row more than the expression")
  void function_isNearAnExpression() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      execute(connection, "SET threads = 1");
      execute(
          connection, "CREATE TABLE t AS SELECT i * 0.5::DOUBLE AS x FROM range(10000000) r(i)");
      DuckDb.function(
          connection,
          "square_of",
          DType.FLOAT64,
          List.of(DType.FLOAT64),
          rows -> {
            DoubleView x = rows.argument(0).asDoubles();
            DoubleView square = rows.result().asDoubles();
            for (int i = 0; i < rows.count(); i++) {
              square.set(i, x.get(i) * x.get(i));
            }
          });
      double expression = Double.MAX_VALUE;
      double function = Double.MAX_VALUE;
      for (int i = 0; i < ROUNDS; i++) {
        expression = Math.min(expression, nanos(connection, "SELECT sum(x * x) FROM t"));
        function = Math.min(function, nanos(connection, "SELECT sum(square_of(x)) FROM t"));
      }
      System.out.printf(
          "sum(x * x) %.2f, sum(square_of(x)) %.2f ns/row%n", expression / ROWS, function / ROWS);
      assertThat((function - expression) / ROWS).isLessThan(2);
    }
  }

  private static Column batch() {
    NDArray x = NDArray.zeros(DType.FLOAT64, ROWS);
    NDArray y = NDArray.zeros(DType.INT32, ROWS);
    DoubleView doubles = x.asDoubles();
    IntView ints = y.asInts();
    for (int i = 0; i < ROWS; i++) {
      doubles.set(i, i * 0.5);
      ints.set(i, i % 1000);
    }
    return Column.ofBatch(Column.of("x", x), Column.of("y", y));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static double nanos(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long start = cpuTime();
      try (ResultSet result = statement.executeQuery(query)) {
        result.next();
      }
      return cpuTime() - start;
    }
  }

  /// Of this thread, in nanoseconds; of the clock where the kernel does not tell.
  private static long cpuTime() {
    try {
      String times = Files.readString(CPU_TIME);
      return Long.parseLong(times, 0, times.indexOf(' '), 10);
    } catch (IOException e) {
      return System.nanoTime();
    }
  }

  /// What the driver does in `DuckDBConnection.registerArrowStream`.
  private static void addStream(Connection connection, String name, Column batch) throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    Class<?> functions = Class.forName("org.duckdb.DuckDBNative");
    MethodType type = MethodType.methodType(void.class, ByteBuffer.class, long.class, byte[].class);
    MethodHandle register =
        MethodHandles.privateLookupIn(functions, lookup)
            .findStatic(functions, "duckdb_jdbc_arrow_register", type);
    VarHandle reference =
        MethodHandles.privateLookupIn(connection.getClass(), lookup)
            .findVarHandle(connection.getClass(), "connRef", ByteBuffer.class);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stream = Arrow.newStream(arena);
      Arrow.exportStream(BatchSource.of(batch), stream);
      register.invoke(
          (ByteBuffer) reference.get(connection),
          stream.address(),
          name.getBytes(StandardCharsets.UTF_8));
    }
  }
}
