package org.culebra.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.WeakHashMap;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// The views that tables have created in one connection. Each is identified by DuckDB's number of
/// it, which is unique: by now another view may have its name, and it may have been renamed.
final class Views {
  private static final Map<Connection, Views> OF = new WeakHashMap<>();

  /// The offset of `release` in `struct ArrowArrayStream`.
  private static final int RELEASE = 24;

  private static final String TEMPORARY = "duckdb_views() WHERE temporary AND NOT internal AND ";

  private static final long NONE = -1;

  /// A view created by a table.
  ///
  /// @param number DuckDB's
  /// @param transaction in which it was created
  /// @param before the number of the view that the table had when that transaction began: it exists
  ///   again if the transaction is rolled back
  record Made(long number, long transaction, long before) {}

  private Views() {}

  static Views of(Connection connection) {
    synchronized (OF) {
      return OF.computeIfAbsent(connection, ignored -> new Views());
    }
  }

  /// Names under which DuckDB would create a view and then not find it.
  static void requireName(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "expected a name of at least one character, none of them NUL, but found \""
              + name.replace("\0", "\\0")
              + "\"");
    }
  }

  /// Creates a view, replacing one of that name.
  ///
  /// @param last what the table created before; null if nothing
  synchronized Made make(Connection connection, String name, Column batch, @Nullable Made last)
      throws SQLException {
    Driver.requireOpen(connection);
    if (!connection.getAutoCommit()) {
      execute(connection, "SELECT 0"); // begins a transaction, which register does not
    }
    String lastName = last == null ? null : name(connection, last.number());
    register(connection, name, batch);
    try {
      if (last != null && lastName != null && !lastName.equals(name)) {
        drop(connection, last.number());
      }
      return made(connection, name, last, lastName != null);
    } catch (Throwable e) {
      dropAfter(e, connection, name);
      throw e;
    }
  }

  /// Drops because of a failure, which is reported first.
  static void dropAfter(Throwable failure, Connection connection, String name) {
    try {
      drop(connection, name);
    } catch (Throwable e) {
      failure.addSuppressed(e);
    }
  }

  /// Releases what was not taken.
  private interface Untaken extends AutoCloseable {
    @Override
    void close();
  }

  private static Made made(
      Connection connection, String name, @Nullable Made last, boolean lastWasThere)
      throws SQLException {
    String query = "SELECT view_oid, txid_current() FROM " + TEMPORARY + "view_name = ";
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query + quoted(name, "'"))) {
      if (!result.next()) {
        throw new SQLException(
            "expected the view \"%s\" that was just created but found none".formatted(name));
      }
      long transaction = result.getLong(2);
      long before = NONE;
      if (last != null) {
        boolean own = last.transaction() == transaction;
        before = own || !lastWasThere ? last.before() : last.number();
      }
      return new Made(result.getLong(1), transaction, before);
    }
  }

  private static void register(Connection connection, String name, Column batch)
      throws SQLException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stream = Arrow.newStream(arena);
      // DuckDB ignores the offset of a struct inside another type and reads the wrong rows
      Arrow.exportStream(BatchSource.of(batch.withoutOffset()), stream);
      try (Untaken _ = () -> Arrow.releaseStream(stream)) {
        Driver.of(connection).register(connection, stream.address(), name);
        if (stream.get(JAVA_LONG, RELEASE) != 0) {
          UnsupportedOperationException rejection =
              new UnsupportedOperationException(
                  "expected a version of DuckDB's driver that takes ownership of a registered"
                      + " stream, as 2.0.0 does, but found one that does not");
          dropAfter(rejection, connection, name);
          throw rejection;
        }
      }
    }
  }

  /// Drops what a table has created, whatever its name is by now. Does nothing if it no longer
  /// exists: dropped, replaced by another of its name, or gone with a transaction that was rolled
  /// back.
  synchronized void drop(Connection connection, Made made) throws SQLException {
    if (!connection.isClosed()) {
      drop(connection, made.number());
      drop(connection, made.before());
    }
  }

  private static void drop(Connection connection, long number) throws SQLException {
    String name = number == NONE ? null : name(connection, number);
    if (name != null) {
      drop(connection, name);
    }
  }

  private static @Nullable String name(Connection connection, long number) throws SQLException {
    String query = "SELECT view_name FROM " + TEMPORARY + "view_oid = " + number;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getString(1) : null;
    }
  }

  /// The view is a temporary one; a permanent one of that name is the user's.
  private static void drop(Connection connection, String name) throws SQLException {
    execute(connection, "DROP VIEW IF EXISTS temp.main." + quoted(name, "\""));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quoted(String name, String quote) {
    return quote + name.replace(quote, quote + quote) + quote;
  }
}
