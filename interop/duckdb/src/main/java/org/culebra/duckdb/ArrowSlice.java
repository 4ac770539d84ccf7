package org.culebra.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.culebra.arrow.ArrowField;

/// Some of the rows of a column, as an `ArrowArray` of a batch with this column alone, over the
/// column's own buffers. The structs are made once and changed for each slice.
///
/// A slice is an offset, but not for a struct: DuckDB ignores its offset where it is inside another
/// type. So a struct's children get the offset, and its validity begins at a later byte.
///
/// Not thread-safe.
final class ArrowSlice {
  private final MemorySegment batch;
  private final Part[] parts;

  /// A struct whose content depends on the slice.
  private interface Part {
    void select(long from, long length);
  }

  /// @param arena owns the structs
  /// @param source the address of the column's `ArrowArray`, without an offset
  ArrowSlice(Arena arena, long source, ArrowField field) {
    List<Part> all = new ArrayList<>();
    MemorySegment column = copy(arena, source, field, all);
    this.parts = all.toArray(Part[]::new);
    this.batch = arena.allocate(JAVA_LONG, CData.ARRAY_WORDS);
    batch.setAtIndex(JAVA_LONG, CData.N_BUFFERS, 1);
    batch.setAtIndex(JAVA_LONG, CData.BUFFERS, arena.allocate(JAVA_LONG).address());
    batch.setAtIndex(JAVA_LONG, CData.N_CHILDREN, 1);
    batch.setAtIndex(
        JAVA_LONG, CData.CHILDREN, arena.allocateFrom(JAVA_LONG, column.address()).address());
  }

  private static MemorySegment copy(Arena arena, long source, ArrowField field, List<Part> parts) {
    MemorySegment array = arena.allocateFrom(JAVA_LONG, CData.words(source, CData.ARRAY_WORDS));
    boolean isStruct = field.dictionary() == null && field.format().equals("+s");
    if (isStruct || field.dictionary() == null && field.format().startsWith("+us")) {
      array.setAtIndex(
          JAVA_LONG, CData.CHILDREN, copyChildren(arena, source, field, parts).address());
    }
    parts.add(isStruct ? ofStruct(arena, array) : ofOther(array));
    return array;
  }

  private static MemorySegment copyChildren(
      Arena arena, long source, ArrowField field, List<Part> parts) {
    long[] children = CData.children(source);
    for (int i = 0; i < children.length; i++) {
      children[i] = copy(arena, children[i], field.children().get(i), parts).address();
    }
    return arena.allocateFrom(JAVA_LONG, children);
  }

  private static Part ofOther(MemorySegment array) {
    long offset = array.getAtIndex(JAVA_LONG, CData.OFFSET);
    return (from, length) -> {
      array.setAtIndex(JAVA_LONG, CData.LENGTH, length);
      array.setAtIndex(JAVA_LONG, CData.OFFSET, offset + from);
    };
  }

  private static Part ofStruct(Arena arena, MemorySegment array) {
    long validity = CData.words(array.getAtIndex(JAVA_LONG, CData.BUFFERS), 1)[0];
    MemorySegment buffers = arena.allocateFrom(JAVA_LONG, validity);
    array.setAtIndex(JAVA_LONG, CData.BUFFERS, buffers.address());
    return (from, length) -> {
      array.setAtIndex(JAVA_LONG, CData.LENGTH, length);
      buffers.set(JAVA_LONG, 0, validity == 0 ? 0 : validity + from / Byte.SIZE);
    };
  }

  /// Selects rows.
  ///
  /// @param from a multiple of 8
  /// @return the address of an `ArrowArray` without a release function, valid until the next call
  long rows(long from, long length) {
    batch.setAtIndex(JAVA_LONG, CData.LENGTH, length);
    for (Part part : parts) {
      part.select(from, length);
    }
    return batch.address();
  }
}
