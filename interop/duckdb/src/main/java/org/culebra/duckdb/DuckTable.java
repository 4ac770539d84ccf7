package org.culebra.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// A temporary view of a DuckDB connection whose rows are in Java's memory. **One query may read
/// it, once**: that is how DuckDB takes a stream from Java; [#renew()] makes it readable again.
/// What is to be read many times, or twice in one query, goes into a table of DuckDB's: `CREATE
/// TABLE copy AS SELECT * FROM name`.
///
/// The memory is kept alive until DuckDB has let go of it: after the query, at [#close()], or with
/// the connection. Inside a transaction DuckDB does so at the transaction's end; one that is rolled
/// back brings back the view that there was before it.
///
/// Any thread may use the table. It waits for a query that the connection is busy with.
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

  /// Lets one more query read the rows, under the same name, whoever has that by now.
  ///
  /// @throws SQLException if DuckDB refuses the columns' types, say, or the connection is closed,
  ///   or in the middle of a result that is fetched as it is read
  /// @throws IllegalStateException if the table is closed, or the memory cannot be kept alive
  public synchronized void renew() throws SQLException {
    if (isClosed) {
      throw new IllegalStateException(
          "expected an open table but found that \"" + name + "\" has been closed");
    }
    made = Views.of(connection).make(connection, name, batch, made);
  }

  /// Drops the view that this has made, under whatever name it is by now, and no other: one that
  /// was made under its name since then stays, be it a later table's or the program's own. DuckDB
  /// lets the memory go at once, or when the query that reads it ends. Later calls do nothing.
  ///
  /// @throws SQLException if DuckDB cannot drop it now: in a transaction that has failed, or in the
  ///   middle of a result that is fetched as it is read. The table is open still: close it again
  @Override
  public synchronized void close() throws SQLException {
    Views.Made last = made;
    if (!isClosed && last != null) {
      Views.of(connection).drop(connection, last);
      isClosed = true;
    }
  }
}
