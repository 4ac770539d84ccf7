package org.culebra.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.culebra.arrow.Column;

/// A temporary view of a DuckDB connection whose rows are in Java's memory. It is a table like any
/// other that is only read: for any number of queries, several times in one query, for prepared
/// statements, for several of DuckDB's threads. Columns that a query does not use are not touched.
///
/// The memory is leased until this table or its connection is closed, and the last query that reads
/// it has ended. What Java writes to it is seen by later queries; writing while a query reads is a
/// data race.
///
/// In a transaction, a rollback restores the view that existed before.
///
/// Thread-safe. Methods wait for a query that the connection is executing.
public final class DuckTable implements AutoCloseable {
  private final Connection connection;
  private final String name;
  private final ArrowTable rows;
  private final PreparedStatement anchor;

  private Views.Made made;

  private boolean isClosed;

  private DuckTable(
      Connection connection,
      String name,
      ArrowTable rows,
      Views.Made made,
      PreparedStatement anchor) {
    this.connection = connection;
    this.name = name;
    this.rows = rows;
    this.made = made;
    this.anchor = anchor;
  }

  static DuckTable register(Connection wrapped, String name, Column batch) throws SQLException {
    Connection connection = Driver.own(wrapped);
    Driver.requireOpen(connection);
    ArrowTable rows = ArrowTable.of(Driver.of(connection).library(connection), name, batch);
    try {
      Views views = Views.of(connection);
      Views.Made made = views.make(connection, name, rows, null);
      try {
        return new DuckTable(
            connection, name, rows, made, AnchorFunction.set(connection, rows::close));
      } catch (Throwable e) {
        Views.dropAfter(e, connection, name);
        throw e;
      }
    } catch (Throwable e) {
      rows.close();
      throw e;
    }
  }

  /// Creates the view again under the same name, even if another view has that name by now. This is
  /// of use only where the view was dropped, renamed or replaced.
  ///
  /// @throws SQLException if DuckDB reports an error; if the connection is closed, or has an open
  ///   result that is fetched as it is read
  /// @throws IllegalStateException if the table is closed
  public synchronized void renew() throws SQLException {
    if (isClosed) {
      throw new IllegalStateException(
          "expected an open table but found that \"" + name + "\" has been closed");
    }
    made = Views.of(connection).make(connection, name, rows, made);
  }

  /// Drops the view that this table created, even if it was renamed, and no other: a view that has
  /// taken its name since then stays. The memory is released at once, or when the query that reads
  /// it ends. If a rollback restores the view, queries of it fail. Later calls do nothing.
  ///
  /// @throws SQLException if DuckDB cannot drop it now: in a transaction that has failed, or while
  ///   a result is open that is fetched as it is read. The table stays open: close it again later
  @Override
  public synchronized void close() throws SQLException {
    if (!isClosed) {
      Views.of(connection).drop(connection, made);
      isClosed = true;
      rows.close();
      anchor.close();
    }
  }
}
