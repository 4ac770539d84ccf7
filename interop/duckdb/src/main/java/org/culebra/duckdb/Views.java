package org.culebra.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;

/// The views that tables have made in one connection, and which table has which name: DuckDB itself
/// would drop the view that a later table has made.
final class Views {
  private static final Map<Connection, Views> OF = new WeakHashMap<>();

  /// Where `struct ArrowArrayStream` has its `release`.
  private static final int RELEASE = 24;

  /// By name. The values stand for tables, which would keep the connection reachable.
  private final Map<String, Object> makers = new HashMap<>();

  private Views() {}

  static Views of(Connection connection) {
    synchronized (OF) {
      return OF.computeIfAbsent(connection, ignored -> new Views());
    }
  }

  /// Names that DuckDB would make a view of, and then not find again.
  static void requireName(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "expected a name of at least one character, none of them NUL, but found \""
              + name.replace("\0", "\\0")
              + "\"");
    }
  }

  /// Makes a view, in place of one of that name.
  synchronized void make(Connection connection, String name, Column batch, Object maker)
      throws SQLException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stream = Arrow.newStream(arena);
      Arrow.exportStream(BatchSource.of(batch), stream);
      try {
        Driver.of(connection).register(connection, stream.address(), name);
        if (stream.get(JAVA_LONG, RELEASE) != 0) {
          drop(connection, name);
          throw new UnsupportedOperationException(
              "expected a version of DuckDB's driver that takes a stream over when it is registered,"
                  + " as 2.0.0 does, but found one that does not");
        }
      } finally {
        Arrow.releaseStream(stream); // where nobody has taken it
      }
    }
    makers.put(key(name), maker);
  }

  /// Drops a view, unless somebody else has made it anew.
  synchronized void drop(Connection connection, String name, Object maker) throws SQLException {
    if (maker.equals(makers.get(key(name)))) {
      if (!connection.isClosed()) {
        drop(connection, name);
      }
      makers.remove(key(name));
    }
  }

  /// The view is a temporary one; a lasting one of that name is the user's.
  private static void drop(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP VIEW IF EXISTS temp.main.\"" + name.replace("\"", "\"\"") + '"');
    }
  }

  /// DuckDB tells names apart by all but the case of the letters that ASCII has.
  private static String key(String name) {
    StringBuilder key = new StringBuilder();
    name.chars().forEach(c -> key.append((char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)));
    return key.toString();
  }
}
