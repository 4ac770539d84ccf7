package org.culebra.duckdb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.ArrowStreamException;
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
  /// DuckDB reserves room for as many rows at once, up to 16 bytes a row and column.
  private static final long ROWS = 1 << 20;

  private DuckDb() {}

  /// Makes columns a view of a connection, without a copy. The view has a column for each child.
  ///
  /// Of a slice, bitmaps and packed bits that begin within a byte are copied, and the ends of runs,
  /// when it is registered and when it is renewed: DuckDB does not count offsets right everywhere.
  ///
  /// Writing to the arrays while a query reads them gives what such races give.
  ///
  /// @param connection DuckDB's, or a pool's around it
  /// @param name of the view, which is a temporary one: it hides a table of that name, and replaces
  ///   a temporary view
  /// @param batch the columns, see [Column#batch]; kept alive by an export while DuckDB reads it
  /// @return the table, to be closed
  /// @throws SQLException if DuckDB refuses the columns' types, say
  /// @throws IllegalArgumentException if the column is no struct, the name is empty, the connection
  ///   not DuckDB's, or the ends of runs do not increase
  /// @throws IllegalStateException if the memory cannot be kept alive
  /// @throws UnsupportedOperationException if DuckDB would read other values than there are, or
  ///   fail: intervals of days and milliseconds, runs of nested values
  public static DuckTable register(Connection connection, String name, Column batch)
      throws SQLException {
    Views.requireName(name);
    if (!batch.field().format().equals("+s") || batch.nullCount() > 0) {
      throw new IllegalArgumentException("expected a batch of columns but found " + batch.field());
    }
    Untrusted.reject(batch.field());
    return DuckTable.register(connection, name, batch);
  }

  /// Reads a result in pieces. The result is used up: its own methods find no rows.
  ///
  /// @param arena ends Java's access to the stream and to the batches that were not given another
  /// @param result of a query, of which no row has been read
  /// @param rows about the greatest number of rows in a batch; DuckDB reserves room for as many
  /// @return the batches. The stream may be read after the result and its statement are closed, but
  ///   ends with an error where the connection is; batches stay
  /// @throws SQLException if the result is closed, or has been read by this already
  /// @throws IllegalStateException if rows have been read, or the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static ArrowStream stream(Arena arena, ResultSet result, long rows) throws SQLException {
    requireGood(arena, result, rows);
    Arrow.newStream(arena); // refuses before the result is used up
    return Arrow.adoptStream(arena, MemorySegment.ofAddress(Driver.stream(result, rows)));
  }

  private static void requireGood(Arena arena, ResultSet result, long rows) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(result, "result");
    if (rows < 1) {
      throw new IllegalArgumentException("expected at least 1 row a batch but found " + rows);
    }
  }

  /// Reads a result of at most 2²⁰ (1,048,576) rows in one piece: [#read(Arena, ResultSet, long)].
  ///
  /// @param arena ends Java's access; its close gives DuckDB its memory back
  /// @param result of a query, of which no row has been read
  /// @return a batch with a column for each of the result's
  /// @throws SQLException if the result is closed, has more rows, or the query fails on its way
  /// @throws IllegalStateException if rows have been read, or the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static Column read(Arena arena, ResultSet result) throws SQLException {
    return read(arena, result, ROWS);
  }

  /// Reads a result in one piece. The result is used up, and may be closed afterwards, with its
  /// statement and its connection: the memory is kept.
  ///
  /// @param arena ends Java's access; its close gives DuckDB its memory back
  /// @param result of a query, of which no row has been read
  /// @param rows how many it has at most; DuckDB reserves room for as many
  /// @return a batch with a column for each of the result's
  /// @throws SQLException if the result is closed, has more rows, or the query fails on its way
  /// @throws IllegalStateException if rows have been read, or the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static Column read(Arena arena, ResultSet result, long rows) throws SQLException {
    try (ArrowStream stream = stream(arena, result, rows);
        Arena rest = Arena.ofConfined()) {
      Column batch = stream.next(arena);
      if (batch == null) {
        return Column.empty(stream.schema());
      }
      if (batch.length() > rows || stream.next(rest) != null) {
        throw new SQLException(
            "expected a result of at most %d rows but found more; say how many, or read it in pieces, with stream"
                .formatted(rows));
      }
      return batch;
    } catch (ArrowStreamException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }
}
