package org.culebra.duckdb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// The views that tables have created in one connection. Each is identified by DuckDB's number of
/// it, which is unique: by now another view may have its name, and it may have been renamed.
final class Views {
  private static final Map<Connection, Views> OF = new WeakHashMap<>();

  private static final String TEMPORARY = "duckdb_views() WHERE temporary AND NOT internal AND ";

  private static final long NONE = -1;

  /// A view created by a table.
  ///
  /// @param number DuckDB's
  /// @param transaction in which it was created
  /// @param before the number of the view that the table had when that transaction began: it exists
  ///   again if the transaction is rolled back
  record Made(long number, long transaction, long before) {}

  /// Whether the database has the functions, not only a transaction that may be rolled back.
  private boolean hasFunctions;

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
  /// @param table its rows
  /// @param last what the table created before; null if nothing
  synchronized Made make(Connection connection, String name, ArrowTable table, @Nullable Made last)
      throws SQLException {
    Driver.requireOpen(connection);
    if (!hasFunctions) {
      register(connection, table.library);
    }
    String lastName = last == null ? null : name(connection, last.number());
    create(connection, name, table);
    try {
      if (last != null && lastName != null && !lastName.equals(name)) {
        drop(connection, last.number());
      }
      Made made = made(connection, name, last, lastName != null);
      hasFunctions = hasFunctions || transaction(connection) != made.transaction();
      return made;
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

  private static long transaction(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT txid_current()")) {
      result.next();
      return result.getLong(1);
    }
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

  private static void create(Connection connection, String name, ArrowTable table)
      throws SQLException {
    execute(
        connection,
        "CREATE OR REPLACE TEMP VIEW %s AS FROM %s(%d)"
            .formatted(quoted(name, "\""), ScanFunction.NAME, table.handle()));
  }

  private static void register(Connection connection, DuckLibrary library) throws SQLException {
    Driver driver = Driver.of(connection);
    long anchors = library.anchors.create();
    long scans = library.scans.create();
    try {
      driver.registerScalar(connection, anchors);
      driver.registerTable(connection, scans);
    } finally {
      CCallbacks.destroy(anchors, library.api::duckdb_destroy_scalar_function);
      CCallbacks.destroy(scans, library.api::duckdb_destroy_table_function);
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
