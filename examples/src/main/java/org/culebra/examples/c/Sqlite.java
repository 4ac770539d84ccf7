package org.culebra.examples.c;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Pointers;
import org.culebra.ffi.Ref;

/// SQLite stores an array as a blob, returns a blob as an array, and calls Java with each row of a
/// query.
public final class Sqlite {
  private static final CLibrary SQLITE = CLibrary.open("sqlite3").header("sqlite3.h");

  /// The callback of `sqlite3_exec`.
  interface Row {
    int of(long data, int count, String[] values, String[] names);
  }

  private Sqlite() {}

  /// Runs statements.
  ///
  /// @return the rows, with `|` between the columns
  static List<String> query(MemorySegment database, String sql) {
    List<String> rows = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      Callback row =
          SQLITE
              .callback("int (void *data, int n, char *values[n], char *names[n])")
              .as(MethodHandles.lookup(), Row.class)
              .in(arena, (_, _, values, _) -> rows.add(String.join("|", values)) ? 0 : 1);
      call("sqlite3_exec", database, sql, row, null, MemorySegment.NULL);
    }
    return rows;
  }

  /// Runs a statement with an array for its parameter, whose result is a blob of as many numbers.
  static NDArray exchange(MemorySegment database, String sql, NDArray array) {
    Ref.OfPointer statement = Ref.ofPointer();
    call("sqlite3_prepare_v2", database, sql, -1, statement, MemorySegment.NULL);
    MemorySegment copied = MemorySegment.ofAddress(SQLITE.constant("SQLITE_TRANSIENT"));
    call("sqlite3_bind_blob", statement.get(), 1, array, array.byteSize(), copied);
    call("sqlite3_step", statement.get());
    Object blob = SQLITE.function("sqlite3_column_blob").call(statement.get(), 0);
    try (Arena arena = Arena.ofConfined()) {
      return Pointers.asArray(arena, (MemorySegment) blob, array.dtype(), array.shape()).copy();
    } finally {
      call("sqlite3_finalize", statement.get());
    }
  }

  static void call(String function, Object... arguments) {
    int code = (int) SQLITE.function(function).call(arguments);
    if (code != 0 && code < SQLITE.constant("SQLITE_ROW")) {
      throw new IllegalStateException(function + " returns " + code);
    }
  }

  /// Stores an array and reads it back.
  ///
  /// @param args none
  public static void main(String[] args) {
    Ref.OfPointer db = Ref.ofPointer();
    call("sqlite3_open", ":memory:", db);
    NDArray x = NDArray.copyOf(new double[] {1, 2, 3});
    System.out.println(exchange(db.get(), "SELECT ?", x));
    System.out.println(query(db.get(), "SELECT 1, 'one' UNION SELECT 2, 'two'"));
    call("sqlite3_close", db.get());
  }
}
