package org.culebra.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// A temporary view of a DuckDB connection whose rows are in Java's memory. **One query may read
/// it, once**, because DuckDB consumes the stream; [#renew()] makes it readable again. To read it
/// many times, or twice in one query, copy it into a DuckDB table: `CREATE TABLE copy AS FROM
/// name`.
///
/// The memory is leased until DuckDB has released it: after the query, at [#close()], or with the
/// connection. Inside a transaction DuckDB does so at its end; a rollback restores the view that
/// existed before.
///
/// Thread-safe. Methods wait for a query that the connection is executing.
public final class DuckTable implements AutoCloseable {
  private final Connection connection;
  private final String name;
  private final Column batch;

  private Views.@Nullable Made made;

  private boolean isClosed;

  private DuckTable(Connection connection, String name, Column batch) {
    this.connection = connection;
    this.name = name;
    this.batch = batch;
  }

  static DuckTable register(Connection connection, String name, Column batch) throws SQLException {
    DuckTable table = new DuckTable(Driver.own(connection), name, batch);
    table.renew();
    return table;
  }

  /// Lets another query read the rows, under the same name, even if another view has that name by
  /// now.
  ///
  /// @throws SQLException if DuckDB reports an error, such as a column type that it does not
  ///   support; if the connection is closed, or has an open result that is fetched as it is read
  /// @throws IllegalStateException if the table is closed, or the memory cannot be leased
  public synchronized void renew() throws SQLException {
    if (isClosed) {
      throw new IllegalStateException(
          "expected an open table but found that \"" + name + "\" has been closed");
    }
    made = Views.of(connection).make(connection, name, batch, made);
  }

  /// Drops the view that this table created, even if it was renamed, and no other: a view that has
  /// taken its name since then stays. DuckDB releases the memory at once, or when the query that
  /// reads it ends. Later calls do nothing.
  ///
  /// @throws SQLException if DuckDB cannot drop it now: in a transaction that has failed, or while
  ///   a result is open that is fetched as it is read. The table stays open: close it again later
  @Override
  public synchronized void close() throws SQLException {
    Views.Made last = made;
    if (!isClosed && last != null) {
      Views.of(connection).drop(connection, last);
      isClosed = true;
    }
  }
}
