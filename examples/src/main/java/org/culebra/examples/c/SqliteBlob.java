package org.culebra.examples.c;

import static org.culebra.examples.c.Sqlite.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.NDArray;
import org.culebra.ffi.Pointers;
import org.culebra.ffi.Ref;

/// SQLite stores an array as a blob, and returns a blob as an array.
final class SqliteBlob {

  /// Runs a statement with an array for its parameter, whose result is a blob of as many numbers.
  static NDArray exchange(MemorySegment database, String sql, NDArray array) {
    Ref.OfPointer statement = Ref.ofPointer();
    call("sqlite3_prepare_v2", database, sql, -1, statement, MemorySegment.NULL);
    MemorySegment copied = Sqlite.SQLITE.pointerConstant("SQLITE_TRANSIENT");
    call("sqlite3_bind_blob", statement.get(), 1, array, array.byteSize(), copied);
    call("sqlite3_step", statement.get());
    Object blob = Sqlite.SQLITE.function("sqlite3_column_blob").call(statement.get(), 0);
    try (Arena arena = Arena.ofConfined()) {
      return Pointers.asArray(arena, (MemorySegment) blob, array.dtype(), array.shape()).copy();
    } finally {
      call("sqlite3_finalize", statement.get());
    }
  }

  public static void main(String[] args) {
    Ref.OfPointer db = Ref.ofPointer();
    call("sqlite3_open", ":memory:", db);
    System.out.println(exchange(db.get(), "SELECT ?", NDArray.copyOf(new double[] {1, 2, 3})));
    call("sqlite3_close", db.get());
  }
}
