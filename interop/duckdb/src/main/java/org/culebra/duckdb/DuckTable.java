package org.culebra.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.WeakHashMap;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;

/// A view of a DuckDB connection whose rows are in Java's memory. **One query may read it, once**:
/// that is how DuckDB takes a stream from Java; [#renew()] makes it readable again. What is to be
/// read many times, or twice in one query, goes into a table of DuckDB's: `CREATE TABLE copy AS
/// SELECT * FROM name`.
///
/// The memory is kept alive until DuckDB has let go of it: after the query, at [#close()], or with
/// the connection.
public final class DuckTable implements AutoCloseable {
  /// Where `struct ArrowArrayStream` has its `release`.
  private static final int RELEASE = 24;

  /// The structs' memory. DuckDB takes a struct out of its place at once; other versions may come
  /// back to the place as long as there is the connection.
  private static final Map<Connection, Arena> PLACES = new WeakHashMap<>();

  private final Connection connection;
  private final String name;
  private final Column batch;
  private final MemorySegment place;
  private boolean isClosed;

  private DuckTable(Connection connection, String name, Column batch) {
    this.connection = connection;
    this.name = name;
    this.batch = batch;
    synchronized (PLACES) {
      Arena arena = PLACES.computeIfAbsent(connection, ignored -> Arena.ofAuto());
      this.place = Arrow.newStream(arena);
    }
  }

  static DuckTable register(Connection connection, String name, Column batch) throws SQLException {
    DuckTable table = new DuckTable(Driver.own(connection), name, batch);
    table.renew();
    return table;
  }

  /// Lets one more query read the rows. Not while one does.
  ///
  /// @throws SQLException if DuckDB refuses the columns' types, say, or the connection is closed
  /// @throws IllegalStateException if the table is closed, or the memory cannot be kept alive
  public synchronized void renew() throws SQLException {
    if (isClosed) {
      throw new IllegalStateException(
          "expected an open table but found that \"" + name + "\" has been closed");
    }
    release();
    Arrow.exportStream(BatchSource.of(batch), place);
    try {
      Driver.of(connection).register(connection, place.address(), name);
    } catch (Throwable e) {
      release();
      throw e;
    }
  }

  /// Where nobody has taken the stream.
  private void release() {
    if (place.get(JAVA_LONG, RELEASE) != 0) {
      Arrow.releaseStream(place);
    }
  }

  /// Drops the view. DuckDB lets the memory go at once, or when the query that reads it ends.
  ///
  /// @throws SQLException if DuckDB cannot drop it
  @Override
  public synchronized void close() throws SQLException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      if (!connection.isClosed()) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("DROP VIEW IF EXISTS " + quoted(name));
        }
      }
    } finally {
      release();
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
