package org.culebra.duckdb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.ArrowStreamException;
import org.culebra.arrow.Column;

/// SQL over Java's memory, and results as arrays.
///
/// ```java
/// Column batch = Column.ofBatch(Column.of("x", x), Column.of("y", y));
/// try (DuckTable points = DuckDb.register(connection, "points", batch);
///     Statement statement = connection.createStatement();
///     ResultSet result = statement.executeQuery("SELECT sqrt(x * x + y * y) AS r FROM points");
///     Arena arena = Arena.ofConfined()) {
///   NDArray r = DuckDb.read(arena, result).child("r").array();
/// }
/// ```
///
/// Nothing is copied in either direction: DuckDB reads the arrays in place, and Java reads the
/// result in DuckDB's memory. Java functions may be used in SQL, see [DuckFunction].
///
/// **Unofficial.** DuckDB's driver offers these functions only together with Arrow's library for
/// Java, or value by value. Here they are called by reflection, and through the C API in the
/// driver's native library; other versions of the driver may not have them. Tested with 2.0.0.1 on
/// Linux. The driver loads a native library, so it needs native access too:
/// `--enable-native-access=org.culebra.ffi,duckdb.jdbc` on the module path, `ALL-UNNAMED` on the
/// class path.
public final class DuckDb {
  /// DuckDB allocates memory for that many rows in advance, up to 16 bytes per row and column.
  private static final long ROWS = 1 << 20;

  private DuckDb() {}

  /// Registers columns as a table of a connection, without a copy: a temporary view with a column
  /// for each child. Like a table of DuckDB it may be read by any number of queries, prepared or
  /// not, several times in one of them, and by several of DuckDB's threads; a query reads only the
  /// columns that it uses. SQL cannot write it. A `WHERE` is applied to all rows after they are
  /// read, because DuckDB's C API does not pass filters to a table function.
  ///
  /// Text of fixed width is a BLOB with its padding, since it is not copied.
  /// [org.culebra.arrow.Columns#strings(String, org.culebra.array.NDArray)] makes a VARCHAR of it.
  ///
  /// For a slice, bitmaps and packed bits that begin within a byte, and the ends of runs, are
  /// copied, because DuckDB does not apply offsets correctly everywhere. Half floats are copied,
  /// too, to floats, since DuckDB has none.
  ///
  /// Writing to the arrays while a query reads them is a data race.
  ///
  /// @param connection a DuckDB connection, or a pool's wrapper of one
  /// @param name of the view, which is temporary: it hides a table of that name, and replaces a
  ///   temporary view
  /// @param batch the columns, see [Column#ofBatch]; leased until the table or the connection is
  ///   closed and the last query of it has ended
  /// @return the table, to be closed
  /// @throws SQLException if DuckDB reports an error, such as a column type that it does not
  ///   support
  /// @throws IllegalArgumentException if the column is not a struct, the name is empty, the
  ///   connection is not DuckDB's, or the ends of runs do not increase
  /// @throws IllegalStateException if the memory cannot be leased
  /// @throws UnsupportedOperationException if DuckDB would read wrong values, or fail: intervals of
  ///   days and milliseconds, runs of nested values; or if the driver lacks what is needed
  public static DuckTable register(Connection connection, String name, Column batch)
      throws SQLException {
    Views.requireName(name);
    if (!batch.field().format().equals("+s") || batch.nullCount() > 0) {
      throw new IllegalArgumentException("expected a batch of columns but found " + batch.field());
    }
    Untrusted.reject(batch.field());
    return DuckTable.register(connection, name, batch);
  }

  /// Adds a Java function to SQL, over blocks of rows: see [DuckFunction]. Its types are those that
  /// DuckDB stores like arrays: `bool`, `int8` to `uint64`, `float32`, `float64`, and `datetime64`
  /// in `s`, `ms`, `us` and `ns`.
  ///
  /// A function belongs to the database, not only to this connection, and lasts as long; DuckDB
  /// cannot drop it. Another of the same name and parameters replaces it.
  ///
  /// @param connection a DuckDB connection, or a pool's wrapper of one
  /// @param name of the function
  /// @param result the type of its results
  /// @param parameters the types of its parameters, at least one
  /// @param function may be called by several threads at once
  /// @throws SQLException if DuckDB reports an error
  /// @throws IllegalArgumentException if the name is empty or that of a function of DuckDB, there
  ///   is no parameter, or the connection is not DuckDB's
  /// @throws UnsupportedOperationException if a type is another one, or the driver lacks what is
  ///   needed
  public static void function(
      Connection connection,
      String name,
      DType result,
      List<DType> parameters,
      DuckFunction function)
      throws SQLException {
    Objects.requireNonNull(function, "function");
    Views.requireName(name);
    ScalarFunction.register(
        Driver.own(connection),
        name,
        new ScalarFunction.Target(
            function, Objects.requireNonNull(result, "result"), List.copyOf(parameters)));
  }

  /// Reads a result in batches. The result is consumed: its own methods find no rows.
  ///
  /// @param arena ends Java's access to the stream, and to batches for which no other arena is
  ///   passed
  /// @param result of a query, of which no row has been read
  /// @param rows the approximate maximum of rows per batch; DuckDB allocates memory for that many
  /// @return the batches. The stream may be read after the result and its statement are closed, but
  ///   fails once the connection is closed; batches stay valid
  /// @throws SQLException if the result is closed, or has been read by this method already
  /// @throws IllegalStateException if rows have been read, or the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static ArrowStream stream(Arena arena, ResultSet result, long rows) throws SQLException {
    requireGood(arena, result, rows);
    Arrow.newStream(arena); // throws before the result is consumed
    return Arrow.adoptStream(arena, MemorySegment.ofAddress(Driver.stream(result, rows)));
  }

  private static void requireGood(Arena arena, ResultSet result, long rows) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(result, "result");
    if (rows < 1) {
      throw new IllegalArgumentException("expected at least 1 row per batch but found " + rows);
    }
  }

  /// Reads a result of at most 2²⁰ (1,048,576) rows as one batch: [#read(Arena, ResultSet, long)].
  ///
  /// @param arena ends Java's access; its close frees DuckDB's memory
  /// @param result of a query, of which no row has been read
  /// @return a batch with a column for each of the result's
  /// @throws SQLException if the result is closed, has more rows, or the query fails
  /// @throws IllegalStateException if rows have been read, or the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static Column read(Arena arena, ResultSet result) throws SQLException {
    return read(arena, result, ROWS);
  }

  /// Reads a result as one batch. A HUGEINT, such as the sum of integers, is `decimal128(38, 0)`:
  /// for an array, cast it to BIGINT in SQL. The result is consumed, and may be closed afterwards,
  /// as may its statement and its connection: the memory stays.
  ///
  /// @param arena ends Java's access; its close frees DuckDB's memory
  /// @param result of a query, of which no row has been read
  /// @param rows the maximum number of rows that the result may have; DuckDB allocates memory for
  ///   that many
  /// @return a batch with a column for each of the result's
  /// @throws SQLException if the result is closed, has more rows, or the query fails
  /// @throws IllegalStateException if rows have been read, or the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static Column read(Arena arena, ResultSet result, long rows) throws SQLException {
    try (ArrowStream stream = stream(arena, result, rows);
        Arena rest = Arena.ofConfined()) {
      Column batch = stream.next(arena);
      if (batch == null) {
        return Column.empty(stream.schema());
      }
      if (batch.length() > rows || stream.next(rest) != null) {
        throw new SQLException(
            "expected a result of at most %d rows but found more; pass a larger number, or read batches with stream"
                .formatted(rows));
      }
      return batch;
    } catch (ArrowStreamException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }
}
