package org.culebra.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.CText;

/// DuckDB's names and types for the columns of a batch. Its C API has no function for them, so they
/// are those of a query over the batch that is prepared, and not executed, in the empty database.
final class ColumnTypes {
  private static final String VIEW = "batch";
  private static final int MAX_NAME = 1 << 20;

  private final DuckLibrary library;
  private final CApi api;
  private final MemorySegment out;

  /// A column.
  ///
  /// @param type a `duckdb_logical_type`, to be destroyed
  record NamedType(String name, long type) {}

  private ColumnTypes(DuckLibrary library, Arena arena) {
    this.library = library;
    this.api = library.api;
    this.out = arena.allocate(JAVA_LONG);
  }

  /// @param schema the address of an `ArrowSchema` that DuckDB supports
  /// @param array the address of its `ArrowArray`, which is not read
  static List<NamedType> of(DuckLibrary library, long schema, long array, int count)
      throws SQLException {
    synchronized (library) { // one view at a time
      try (Arena arena = Arena.ofConfined()) {
        return new ColumnTypes(library, arena).inView(schema, array, count);
      }
    }
  }

  private List<NamedType> inView(long schema, long array, int count) throws SQLException {
    check(api.duckdb_arrow_array_scan(library.connection, VIEW, schema, array, out.address()));
    long stream = out.get(JAVA_LONG, 0);
    try {
      check(api.duckdb_prepare(library.connection, "FROM " + VIEW, out.address()));
      long statement = out.get(JAVA_LONG, 0);
      try {
        return columns(statement, count);
      } finally {
        CCallbacks.destroy(statement, api::duckdb_destroy_prepare);
      }
    } finally {
      check(api.duckdb_query(library.connection, "DROP VIEW " + VIEW, 0));
      CCallbacks.destroy(stream, api::duckdb_destroy_arrow_stream);
    }
  }

  private List<NamedType> columns(long statement, int count) {
    List<NamedType> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long name = api.duckdb_prepared_statement_column_name(statement, i);
      String text = CText.read(MemorySegment.ofAddress(name), MAX_NAME);
      api.duckdb_free(name);
      columns.add(
          new NamedType(text, api.duckdb_prepared_statement_column_logical_type(statement, i)));
    }
    return columns;
  }

  private static void check(int state) throws SQLException {
    if (state != 0) {
      throw new SQLException("DuckDB could not determine the types of the columns");
    }
  }
}
