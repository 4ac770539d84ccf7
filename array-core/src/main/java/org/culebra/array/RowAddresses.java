package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.array.internal.Errors;

/// Tables of the addresses of an array's rows, as C functions take them.
final class RowAddresses {

  private RowAddresses() {}

  static MemorySegment all(Arena arena, long base, StridedLayout layout, DType dtype) {
    Objects.requireNonNull(arena, "arena");
    requireRows(layout, dtype);
    long count = count(layout);
    MemorySegment table = ArenaMemory.allocate(arena, 8 * count, 8);
    for (long row = 0; row < count; row++) {
      table.setAtIndex(ValueLayout.JAVA_LONG, row, base + offset(layout, row));
    }
    return table;
  }

  static void write(long base, StridedLayout layout, DType dtype, int[] rows, MemorySegment table) {
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(table, "table");
    requireRows(layout, dtype);
    long count = count(layout);
    if (table.byteSize() < 8L * rows.length || table.isReadOnly()) {
      throw Errors.argument(
          "expected a writable table of %d bytes for %d rows but found %s",
          8L * rows.length, rows.length, table);
    }
    for (int row : rows) {
      if (row < 0 || row >= count) {
        throw new IndexOutOfBoundsException(
            Errors.text("expected rows in [0, %d) but found %d", count, row));
      }
    }
    for (int i = 0; i < rows.length; i++) {
      table.set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i, base + offset(layout, rows[i]));
    }
  }

  private static void requireRows(StridedLayout layout, DType dtype) {
    int last = layout.rank() - 1;
    if (last < 0) {
      throw Errors.argument("expected an array with rows but found a single element of %s", dtype);
    }
    if (layout.lengthAt(last) > 1 && layout.strideAt(last) != layout.itemSize()) {
      throw LayoutErrors.rowNotPacked(layout, dtype);
    }
  }

  private static long count(StridedLayout layout) {
    long count = 1;
    for (int k = 0; k < layout.rank() - 1; k++) {
      count *= layout.lengthAt(k);
    }
    return count;
  }

  private static long offset(StridedLayout layout, long row) {
    long offset = layout.byteOffset();
    long rest = row;
    for (int k = layout.rank() - 2; k >= 0; k--) {
      long length = layout.lengthAt(k);
      offset += rest % length * layout.strideAt(k);
      rest /= length;
    }
    return offset;
  }
}
