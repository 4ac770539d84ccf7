package org.culebra.duckdb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.culebra.duckdb.ColumnTypes.NamedType;

/// A batch that DuckDB may read any number of times: Arrow's C structs, exported once, and DuckDB's
/// types for the columns.
///
/// Counted: the memory is leased until the table is closed and the last scan has ended.
/// Thread-safe.
final class ArrowTable {
  final DuckLibrary library;
  final String name;
  final long rows;
  final List<TableColumn> columns = new ArrayList<>();

  /// The batch's `ArrowArray`, which Java owns.
  private final MemorySegment array;

  private final AtomicInteger users = new AtomicInteger(1);
  private final long handle;

  /// A column.
  ///
  /// @param array the address of its `ArrowArray`
  /// @param schema a `duckdb_arrow_converted_schema` of this column alone
  /// @param type a `duckdb_logical_type`
  record TableColumn(String name, ArrowField field, long array, long schema, long type) {
    /// Whether it has a dictionary or runs at any depth: DuckDB converts those as a whole for each
    /// slice.
    boolean isEncoded() {
      return isEncoded(field);
    }

    private static boolean isEncoded(ArrowField field) {
      return field.dictionary() != null
          || field.format().equals("+r")
          || field.children().stream().anyMatch(TableColumn::isEncoded);
    }
  }

  private ArrowTable(DuckLibrary library, String name, long rows, MemorySegment array) {
    this.library = library;
    this.name = name;
    this.rows = rows;
    this.array = array;
    this.handle = Handles.add(this);
  }

  /// Leases a batch.
  ///
  /// @param name of the table, for messages
  /// @throws SQLException if DuckDB does not support a type
  /// @throws IllegalStateException if the memory cannot be leased
  static ArrowTable of(DuckLibrary library, String name, Column batch) throws SQLException {
    Arena structs = Arena.ofAuto();
    MemorySegment array = Arrow.newArray(structs);
    MemorySegment schema = Arrow.newSchema(structs);
    Column plain = HalfFloats.widened(batch.withoutOffset()); // see ArrowSlice
    Arrow.export(plain, schema, array);
    ArrowTable table = new ArrowTable(library, name, plain.length(), array);
    try {
      table.addColumns(plain.field().children(), schema);
      return table;
    } catch (Throwable e) {
      table.close();
      throw e;
    } finally {
      Arrow.releaseSchema(schema);
    }
  }

  private void addColumns(List<ArrowField> fields, MemorySegment schema) throws SQLException {
    library.destroySchema(library.convertSchema(schema.address())); // or DuckDB's error
    long[] arrays = CData.children(array.address());
    long[] schemas = CData.childSchemas(schema.address());
    List<NamedType> types =
        ColumnTypes.of(library, schema.address(), array.address(), arrays.length);
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < arrays.length; i++) {
        long converted = library.convertSchema(CData.batchSchema(arena, schemas[i]).address());
        NamedType type = types.get(i);
        columns.add(new TableColumn(type.name(), fields.get(i), arrays[i], converted, type.type()));
      }
    }
  }

  /// What stands for the table in SQL, as long as it is open.
  long handle() {
    return handle;
  }

  /// Ends the table: no scan begins any more, and the last one releases the memory. Later calls do
  /// nothing.
  void close() {
    if (Handles.remove(handle) != null) {
      release();
    }
  }

  /// Keeps the memory until [#release].
  ///
  /// @return false if it is gone
  boolean retain() {
    int found = users.get();
    while (found > 0 && !users.compareAndSet(found, found + 1)) {
      found = users.get();
    }
    return found > 0;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      try {
        columns.forEach(library::destroy);
      } finally {
        Arrow.releaseArray(array);
        Reference.reachabilityFence(array); // DuckDB had its address
      }
    }
  }
}
