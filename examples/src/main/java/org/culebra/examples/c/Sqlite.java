package org.culebra.examples.c;

import static java.lang.invoke.MethodHandles.lookup;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;

/// SQLite calls Java with each row of a query. [SqliteBlob] stores arrays.
final class Sqlite {
  static final CLibrary SQLITE = CLibrary.open("sqlite3").header("sqlite3.h");

  /// The callback of `sqlite3_exec`.
  interface Row {
    int of(long data, int count, String[] values, String[] names);
  }

  /// Runs statements; the rows have `|` between their columns.
  static List<String> query(MemorySegment database, String sql) {
    List<String> rows = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      Callback row =
          SQLITE
              .callback("int (void *data, int n, char *values[n], char *names[n])")
              .as(lookup(), Row.class)
              .in(arena, (_, _, values, _) -> rows.add(String.join("|", values)) ? 0 : 1);
      call("sqlite3_exec", database, sql, row, null, MemorySegment.NULL);
    }
    return rows;
  }

  static void call(String function, Object... arguments) {
    int code = (int) SQLITE.function(function).call(arguments);
    if (code != 0 && code < SQLITE.constant("SQLITE_ROW")) {
      throw new IllegalStateException(function + " returns " + code);
    }
  }

  public static void main(String[] args) {
    Ref.OfPointer db = Ref.ofPointer();
    call("sqlite3_open", ":memory:", db);
    System.out.println(query(db.get(), "SELECT 1, 'one' UNION SELECT 2, 'two'"));
    call("sqlite3_close", db.get());
  }
}
