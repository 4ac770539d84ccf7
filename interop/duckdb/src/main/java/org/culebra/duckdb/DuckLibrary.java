package org.culebra.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.sql.SQLException;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;

/// The native library that a driver has loaded, with DuckDB's C API in it.
///
/// A connection of the driver cannot be passed to the C API, since where the driver has C's
/// connection is not documented. Functions are registered through the driver, and what else needs a
/// connection, conversions from Arrow, gets that of an empty database in memory.
final class DuckLibrary {
  final CApi api;
  final int vectorSize;
  final ScanFunction scans;
  final AnchorFunction anchors;
  final ScalarFunction scalars;

  /// Of the empty database.
  final long connection;

  private DuckLibrary(CApi api) throws SQLException {
    this.api = api;
    this.vectorSize = Math.toIntExact(api.duckdb_vector_size());
    this.connection = connect(api);
    this.scans = new ScanFunction(api);
    this.anchors = new AnchorFunction(api);
    this.scalars = new ScalarFunction(api);
  }

  /// @param code an address within the library
  /// @throws UnsupportedOperationException if the library cannot be found, or lacks a function
  static DuckLibrary at(long code) throws SQLException {
    try {
      CLibrary library = CLibrary.open(path(code)).declare(CApi.DECLARATIONS);
      return new DuckLibrary(library.bind(MethodHandles.lookup(), CApi.class));
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw new UnsupportedOperationException(
          "expected a driver whose native library has DuckDB's C API, as 2.0.0 does, but: "
              + e.getMessage(),
          e);
    }
  }

  /// The loader's name of the library, which leads to the one that is loaded.
  private static String path(long code) {
    CLibrary process =
        CLibrary.process()
            .declare(
                """
                struct Dl_info {
                  const char *dli_fname; void *dli_fbase; const char *dli_sname; void *dli_saddr;
                };
                int dladdr(uintptr_t address, struct Dl_info *info);
                """);
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value info = process.struct("Dl_info").allocate(arena);
      Object found = process.function("dladdr").call(code, info);
      String path = info.text("dli_fname");
      if (Objects.equals(found, 0) || path == null) {
        throw new NoSuchElementException("dladdr found no library at 0x%x".formatted(code));
      }
      return path;
    }
  }

  private static long connect(CApi api) throws SQLException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      require(api.duckdb_create_config(out.address()));
      long config = out.get(JAVA_LONG, 0);
      require(api.duckdb_set_config(config, "threads", "1"));
      MemorySegment database = arena.allocate(JAVA_LONG);
      require(api.duckdb_open_ext(0, database.address(), config, 0));
      api.duckdb_destroy_config(out.address());
      require(api.duckdb_connect(database.get(JAVA_LONG, 0), out.address()));
      return out.get(JAVA_LONG, 0);
    }
  }

  private static void require(int state) throws SQLException {
    if (state != 0) {
      throw new SQLException("DuckDB could not open a database in memory");
    }
  }

  // --- conversions

  /// @param schema the address of an `ArrowSchema` of a batch, which stays the caller's
  /// @return a `duckdb_arrow_converted_schema`
  /// @throws SQLException if DuckDB does not support a type
  long convertSchema(long schema) throws SQLException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      check(api.duckdb_schema_from_arrow(connection, schema, out.address()), out);
      return out.get(JAVA_LONG, 0);
    }
  }

  /// Converts rows; the vectors use the memory of the array where their formats agree.
  ///
  /// @param schema of [#convertSchema]
  /// @param array the address of an `ArrowArray` of a batch
  /// @param out the chunk's address is written here
  /// @return a chunk, to be destroyed
  long convert(long schema, long array, MemorySegment out) throws SQLException {
    check(api.duckdb_data_chunk_from_arrow(connection, array, schema, out.address()), out);
    return out.get(JAVA_LONG, 0);
  }

  void destroyChunk(long chunk, MemorySegment scratch) {
    scratch.set(JAVA_LONG, 0, chunk);
    api.duckdb_destroy_data_chunk(scratch.address());
  }

  void destroySchema(long schema) {
    CCallbacks.destroy(schema, api::duckdb_destroy_arrow_converted_schema);
  }

  void destroy(ArrowTable.TableColumn column) {
    CCallbacks.destroy(column.type(), api::duckdb_destroy_logical_type);
    destroySchema(column.schema());
  }

  /// Throws an error of DuckDB, and destroys it.
  ///
  /// @param error a `duckdb_error_data`, or 0
  private void check(long error, MemorySegment scratch) throws SQLException {
    if (error != 0) {
      String message = api.duckdb_error_data_message(error);
      scratch.set(JAVA_LONG, 0, error);
      api.duckdb_destroy_error_data(scratch.address());
      throw new SQLException(ErrorText.plain(message));
    }
  }
}
