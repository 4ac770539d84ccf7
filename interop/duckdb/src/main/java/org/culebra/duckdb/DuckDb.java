package org.culebra.duckdb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.Column;

/// SQL over Java's memory, and results as arrays.
///
/// ```java
/// Column batch = Column.batch(Column.of("x", x), Column.of("y", y));
/// try (DuckTable points = DuckDb.register(connection, "points", batch);
///     Statement statement = connection.createStatement();
///     ResultSet result = statement.executeQuery("SELECT sqrt(x * x + y * y) AS r FROM points");
///     Arena arena = Arena.ofConfined()) {
///   NDArray r = DuckDb.read(arena, result).child("r").array();
/// }
/// ```
///
/// Nothing is copied on the way in, and nothing on the way out: DuckDB reads the arrays where they
/// are, and Java the result where DuckDB has put it.
///
/// **Unofficial.** DuckDB's driver opens these doors only to programs that have Arrow's library for
/// Java; here they are reached by reflection, and another version of the driver may have moved
/// them. Tried with 2.0.0. The driver loads a library of its own, so it needs native access too:
/// `--enable-native-access=org.culebra.ffi,duckdb.jdbc` where it is on the module path, and
/// `ALL-UNNAMED` where it is on the class path.
public final class DuckDb {
  /// More rows than any result has: then it comes in one piece.
  private static final long ALL = Integer.MAX_VALUE;

  private DuckDb() {}

  /// Makes columns a view of a connection, without a copy. The view has a column for each child.
  ///
  /// Writing to the arrays while a query reads them gives what such races give.
  ///
  /// @param connection DuckDB's, or a pool's around it
  /// @param name of the view; one of that name is replaced
  /// @param batch the columns, see [Column#batch]; kept alive by an export while DuckDB reads it
  /// @return the table, to be closed
  /// @throws SQLException if DuckDB refuses the columns' types, say
  /// @throws IllegalArgumentException if the column is no struct, or the connection not DuckDB's
  /// @throws IllegalStateException if the memory cannot be kept alive
  public static DuckTable register(Connection connection, String name, Column batch)
      throws SQLException {
    Objects.requireNonNull(name, "name");
    if (!batch.field().format().equals("+s") || batch.nullCount() > 0) {
      throw new IllegalArgumentException("expected a batch of columns but found " + batch.field());
    }
    return DuckTable.register(connection, name, batch);
  }

  /// Reads what is left of a result, in pieces. The result is used up: its own methods find no more
  /// rows.
  ///
  /// @param arena ends Java's access to the stream and to the batches that were not given another
  /// @param result of a query; it must stay open until the stream has been read
  /// @param rows the greatest number of rows in a batch
  /// @return the batches
  /// @throws SQLException if the result is closed
  public static ArrowStream stream(Arena arena, ResultSet result, long rows) throws SQLException {
    if (rows < 1) {
      throw new IllegalArgumentException("expected at least 1 row a batch but found " + rows);
    }
    long stream = Driver.of(Driver.own(result.getStatement().getConnection())).stream(result, rows);
    return Arrow.adoptStream(arena, MemorySegment.ofAddress(stream));
  }

  /// Reads what is left of a result, in one piece. The result is used up, and may be closed
  /// afterwards, with its statement and its connection: the memory is kept.
  ///
  /// @param arena ends Java's access; its close gives DuckDB its memory back
  /// @param result of a query
  /// @return a batch with a column for each of the result's
  /// @throws SQLException if the result is closed, or the query fails on its way
  public static Column read(Arena arena, ResultSet result) throws SQLException {
    try (ArrowStream stream = stream(arena, result, ALL)) {
      Column batch = stream.next(arena);
      return batch == null ? Column.empty(stream.schema()) : batch;
    }
  }
}
