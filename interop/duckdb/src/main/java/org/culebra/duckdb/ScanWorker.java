package org.culebra.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.sql.SQLException;
import java.util.Arrays;
import org.culebra.array.DType;
import org.culebra.array.IntView;
import org.culebra.duckdb.ArrowTable.TableColumn;
import org.culebra.ffi.Pointers;
import org.jspecify.annotations.Nullable;

/// What one of DuckDB's threads needs for its part of a scan: it converts blocks of rows and passes
/// them on as vectors.
///
/// Used by one thread at a time.
final class ScanWorker {
  private final Scan scan;
  private final DuckLibrary library;
  private final CApi api;
  private final int block;
  private final @Nullable ArrowSlice[] slices;

  /// A `duckdb_data_chunk` for each column of the block, or 0.
  private final long[] chunks;

  private final MemorySegment scratch;
  private long row;
  private long startOfBlock;
  private long endOfBlock;
  private long endOfMorsel;

  ScanWorker(Scan scan) {
    this.scan = scan;
    this.library = scan.table.library;
    this.api = library.api;
    this.block = scan.block();
    Arena structs = Arena.ofAuto();
    this.scratch = structs.allocate(JAVA_LONG);
    this.chunks = new long[scan.columns.length];
    this.slices = new ArrowSlice[scan.columns.length];
    for (int i = 0; i < slices.length; i++) {
      TableColumn column = scan.columns[i];
      slices[i] = column == null ? null : new ArrowSlice(structs, column.array(), column.field());
    }
  }

  /// Fills a chunk with the next rows, none at the end.
  ///
  /// @param output a `duckdb_data_chunk`
  void fill(long output) throws SQLException {
    if (row == endOfMorsel && !takeMorsel()) {
      api.duckdb_data_chunk_set_size(output, 0);
      return;
    }
    if (row == endOfBlock) {
      convertBlock();
    }
    int length = (int) Math.min(library.vectorSize, endOfBlock - row);
    for (int i = 0; i < chunks.length; i++) {
      if (chunks[i] != 0) {
        pass(chunks[i], api.duckdb_data_chunk_get_vector(output, i), length);
      }
    }
    api.duckdb_data_chunk_set_size(output, length);
    row += length;
    if (row == endOfBlock) {
      end();
    }
  }

  private boolean takeMorsel() {
    long first = scan.take();
    if (first >= scan.table.rows) {
      return false;
    }
    row = first;
    endOfBlock = first;
    endOfMorsel = Math.min(first + Scan.MORSEL, scan.table.rows);
    return true;
  }

  private void convertBlock() throws SQLException {
    startOfBlock = row;
    endOfBlock = Math.min(row + block, endOfMorsel);
    for (int i = 0; i < chunks.length; i++) {
      ArrowSlice slice = slices[i];
      TableColumn column = scan.columns[i];
      if (slice != null && column != null) {
        chunks[i] = convert(slice, column);
      }
    }
  }

  private long convert(ArrowSlice slice, TableColumn column) throws SQLException {
    try {
      return library.convert(column.schema(), slice.rows(row, endOfBlock - row), scratch);
    } catch (SQLException e) {
      throw new SQLException(
          "column \"%s\", rows %d to %d: %s"
              .formatted(column.name(), row, endOfBlock - 1, e.getMessage()),
          e);
    }
  }

  /// Makes a vector share the rows of a converted one.
  private void pass(long chunk, long to, int length) {
    api.duckdb_vector_reference_vector(to, api.duckdb_data_chunk_get_vector(chunk, 0));
    if (endOfBlock - startOfBlock > library.vectorSize) {
      select(to, length);
    }
  }

  /// Cuts a vector that has the rows of the whole block.
  private void select(long vector, int length) {
    long selection = api.duckdb_create_selection_vector(length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment indices =
          MemorySegment.ofAddress(api.duckdb_selection_vector_get_data_ptr(selection));
      IntView rows = Pointers.asArray(arena, indices, DType.INT32, length).asInts();
      int first = (int) (row - startOfBlock);
      for (int i = 0; i < length; i++) {
        rows.set(i, first + i);
      }
    }
    api.duckdb_slice_vector(vector, selection, length);
    api.duckdb_destroy_selection_vector(selection);
  }

  /// Destroys the chunks; their vectors stay as long as others share them.
  void end() {
    try {
      for (int i = 0; i < chunks.length; i++) {
        if (chunks[i] != 0) {
          library.destroyChunk(chunks[i], scratch);
        }
      }
      Arrays.fill(chunks, 0);
    } finally {
      Reference.reachabilityFence(scratch); // DuckDB has its address
    }
  }
}
