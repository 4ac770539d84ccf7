package org.culebra.duckdb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.ffi.Pointers;
import org.jspecify.annotations.Nullable;

/// Some rows for a [DuckFunction]: the arguments and the result as arrays over DuckDB's memory, at
/// most 2048 elements each.
///
/// Where an argument is NULL, the result is, whatever the function writes; the argument's element
/// there is arbitrary.
///
/// Not thread-safe; all arrays end when the function returns.
public final class DuckRows {
  private final Arena arena;
  private final CApi api;
  private final int count;
  private final NDArray[] arguments;
  private final long resultVector;
  private final NDArray result;
  private @Nullable LongView validity;

  DuckRows(
      Arena arena,
      CApi api,
      long chunk,
      List<DType> parameters,
      long resultVector,
      DType resultType) {
    this.arena = arena;
    this.api = api;
    this.count = (int) api.duckdb_data_chunk_get_size(chunk);
    this.arguments = new NDArray[parameters.size()];
    this.resultVector = resultVector;
    this.result = Pointers.asArray(arena, data(resultVector), resultType, count);
    for (int i = 0; i < arguments.length; i++) {
      long vector = api.duckdb_data_chunk_get_vector(chunk, i);
      arguments[i] = Pointers.asReadOnlyArray(arena, data(vector), parameters.get(i), count);
      exclude(api.duckdb_vector_get_validity(vector));
    }
  }

  private MemorySegment data(long vector) {
    return MemorySegment.ofAddress(api.duckdb_vector_get_data(vector));
  }

  /// Makes results NULL.
  ///
  /// @param mask a bit for each row that has a value; 0 if all have
  private void exclude(long mask) {
    if (mask != 0) {
      LongView results = validity();
      LongView valid = words(mask);
      for (int i = 0; i < words(); i++) {
        results.set(i, results.get(i) & valid.get(i));
      }
    }
  }

  private LongView validity() {
    LongView found = validity;
    if (found == null) {
      api.duckdb_vector_ensure_validity_writable(resultVector);
      found = words(api.duckdb_vector_get_validity(resultVector));
      validity = found;
    }
    return found;
  }

  private LongView words(long mask) {
    return Pointers.asArray(arena, MemorySegment.ofAddress(mask), DType.INT64, words()).asLongs();
  }

  private int words() {
    return Math.ceilDiv(count, Long.SIZE);
  }

  /// The number of rows.
  ///
  /// @return at least 1
  public int count() {
    return count;
  }

  /// An argument.
  ///
  /// @param index of the parameter
  /// @return its values, read-only
  /// @throws IndexOutOfBoundsException if there is no such parameter
  public NDArray argument(int index) {
    return arguments[Objects.checkIndex(index, arguments.length)];
  }

  /// The results.
  ///
  /// @return memory for the value of each row, to be written
  public NDArray result() {
    return result;
  }

  /// Whether the result of a row is NULL so far: because an argument is, or by [#setNull].
  ///
  /// @param row from 0
  /// @return whether it is
  /// @throws IndexOutOfBoundsException if there is no such row
  public boolean isNull(int row) {
    Objects.checkIndex(row, count);
    LongView found = validity;
    return found != null && (found.get(row / Long.SIZE) >>> row & 1) == 0;
  }

  /// Makes the result of a row NULL.
  ///
  /// @param row from 0
  /// @throws IndexOutOfBoundsException if there is no such row
  public void setNull(int row) {
    Objects.checkIndex(row, count);
    LongView results = validity();
    int word = row / Long.SIZE;
    results.set(word, results.get(word) & ~(1L << row));
  }
}
