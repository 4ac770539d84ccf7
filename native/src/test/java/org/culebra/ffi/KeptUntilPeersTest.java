package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.internal.memory.ArenaRegistry;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Libraries that keep memory until one of their functions is called.
class KeptUntilPeersTest {
  @TempDir private Path folder;

  /// One for Java, and one for each time that C keeps the memory.
  private static long count(ExchangeArena arena, NDArray array) {
    return ArenaRegistry.count(arena, array.segment());
  }

  private static MemorySegment pointer(CFunction function, Object... arguments) {
    return Calls.of(MemorySegment.class, function, arguments);
  }

  @Test
  void stdio_keepsABufferUntilTheFileIsClosed() throws IOException {
    CLibrary c = CLibrary.process().header("stdio.h");
    CFunction setvbuf =
        c.function(
            "int setvbuf(FILE *stream, [[keeps(fclose(stream)), nullable]] char buffer[size],"
                + " int mode, size_t size)");
    Path path = folder.resolve("written.txt");
    MemorySegment kept;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray buffer = NDArray.zeros(arena, DType.INT8, 4096);
      kept = pointer(c.function("fopen"), path.toString(), "w");
      MemorySegment closed = pointer(c.function("fopen"), path + "2", "w");
      assertThat(setvbuf.call(kept, buffer, 0, 4096)).isEqualTo(0);
      assertThat(setvbuf.call(closed, buffer, 0, 4096)).isEqualTo(0);
      assertThat(count(arena, buffer)).isEqualTo(3);

      c.function("fputs").call("abc", kept);
      assertThat(buffer.getLong(2)).isEqualTo('c');
      assertThat(c.function("fclose").call(closed)).isEqualTo(0);
      assertThat(count(arena, buffer)).isEqualTo(2);
    }
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray.zeros(arena, DType.INT8, 4096).fill(120); // may get freed memory
    }
    c.function("fputs").call("def", kept);
    assertThat(c.function("fclose").call(kept)).isEqualTo(0);
    assertThat(path).hasContent("abcdef");
    assertThat(Files.size(folder.resolve("written.txt2"))).isZero();
  }

  @Test
  void fftw_keepsArraysUntilThePlanIsDestroyed() {
    CLibrary fftw = CLibrary.open(Peers.library("fftw3").toString()).header("fftw3.h");
    CFunction plan =
        fftw.function(
            "fftw_plan fftw_plan_dft_1d(int n, [[keeps(fftw_destroy_plan(return))]]"
                + " fftw_complex in[n], [[keeps(fftw_destroy_plan(return))]] fftw_complex out[n],"
                + " int sign, unsigned flags)");
    long estimate = fftw.constant("FFTW_ESTIMATE");
    try (ExchangeArena arena = ExchangeArena.ofShared()) {
      NDArray in = NDArray.zeros(arena, DType.COMPLEX128, 8).fill(1);
      NDArray out = NDArray.zeros(arena, DType.COMPLEX128, 8);
      MemorySegment forward = pointer(plan, 8, in, out, -1, estimate);
      MemorySegment inPlace = pointer(plan, 8, out, out, 1, estimate);
      assertThat(count(arena, in)).isEqualTo(2);
      assertThat(count(arena, out)).isEqualTo(4);

      fftw.function("fftw_execute").call(forward);
      assertThat(out.real().getDouble(0)).isEqualTo(8);
      fftw.function("fftw_destroy_plan").call(forward);
      assertThat(count(arena, in)).isEqualTo(1);
      assertThat(count(arena, out)).isEqualTo(3);

      fftw.function("fftw_execute").call(inPlace);
      assertThat(out.real().getDouble(7)).isEqualTo(8);
      fftw.function("fftw_destroy_plan").call(inPlace);
      assertThat(count(arena, out)).isEqualTo(1);
    }
  }

  @Test
  void sqlite_keepsABlobUntilItsStatementEnds() {
    CLibrary sqlite = CLibrary.open(Peers.library("sqlite3").toString()).header("sqlite3.h");
    Ref.OfPointer db = Ref.ofPointer();
    Ref.OfPointer statement = Ref.ofPointer();
    sqlite.function("sqlite3_open").call(":memory:", db);
    sqlite
        .function("sqlite3_prepare_v2")
        .call(db.get(), "select quote(?), quote(?)", -1, statement, MemorySegment.NULL);
    CFunction first = bind(sqlite, "sqlite3_finalize");
    CFunction second = bind(sqlite, "sqlite3_clear_bindings");
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray a = NDArray.zeros(arena, DType.UINT8, 3).fill(0xab);
      NDArray b = NDArray.zeros(arena, DType.UINT8, 2).fill(0xcd);
      assertThat(first.call(statement.get(), 1, a, 3, null)).isEqualTo(0);
      assertThat(second.call(statement.get(), 2, b, 2, null)).isEqualTo(0);
      assertThat(text(sqlite, statement)).isEqualTo("X'ABABAB', X'CDCD'");

      sqlite.function("sqlite3_reset").call(statement.get());
      sqlite.function("sqlite3_clear_bindings").call(statement.get());
      assertThat(count(arena, a)).isEqualTo(2);
      assertThat(count(arena, b)).isEqualTo(1);
      assertThat(second.call(statement.get(), 2, b, 2, null)).isEqualTo(0);
    }
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray.zeros(arena, DType.UINT8, 2).fill(0x11); // may get freed memory
    }
    assertThat(text(sqlite, statement)).isEqualTo("NULL, X'CDCD'");
    sqlite.function("sqlite3_clear_bindings").call(statement.get());
    sqlite.function("sqlite3_finalize").call(statement.get());
    sqlite.function("sqlite3_close").call(db.get());
  }

  private static CFunction bind(CLibrary sqlite, String end) {
    return sqlite.function(
        "int sqlite3_bind_blob(sqlite3_stmt *stmt, int i, [[keeps(%s(stmt))]] const void data[n],"
                .formatted(end)
            + " int n, void (*destructor)(void *))");
  }

  private static String text(CLibrary sqlite, Ref.OfPointer statement) {
    assertThat(sqlite.function("sqlite3_step").call(statement.get())).isEqualTo(100);
    CFunction text = sqlite.function("const char *sqlite3_column_text(sqlite3_stmt *, int column)");
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      columns.append(i == 0 ? "" : ", ").append(CText.read(pointer(text, statement.get(), i), 100));
    }
    return columns.toString();
  }
}
