package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.arrow.internal.model.TypeNames;

/// Columns of runs, `+r`: the first child contains the end of each run, relative to the start of
/// the column's memory, the second its value.
final class RunEndEncoding {
  private RunEndEncoding() {}

  /// The same elements with offset 0 and without runs outside the column. The ends are copied, the
  /// values are not.
  ///
  /// @throws IllegalArgumentException if the ends do not increase
  static ArrayData trimmed(ArrayData column) {
    ArrayData ends = column.storedChildren().getFirst();
    long first = column.length() == 0 ? 0 : runOf(ends, column.offset());
    long after = column.length() == 0 ? 0 : runOf(ends, column.offset() + column.length() - 1) + 1;
    if (after < first) {
      throw unordered(column, first);
    }
    ArrayData values = column.storedChildren().get(1).slice(first, after);
    return new ArrayData(
        column.field(),
        column.length(),
        0,
        0,
        column.buffers(),
        List.of(ends(column, ends, first, after), values),
        null);
  }

  /// The first run that ends after an element, if the ends increase.
  static long runOf(ArrayData ends, long element) {
    long low = 0;
    long high = ends.length() - 1; // the last one ends after all elements
    while (low < high) {
      long middle = low + high >>> 1;
      if (ArrowValidator.runEnd(ends, middle) > element) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static ArrayData ends(ArrayData column, ArrayData ends, long first, long after) {
    long count = after - first;
    int width = ends.format().byteWidth();
    MemorySegment copy = Rebase.allocate(count * width);
    long before = 0;
    for (long i = 0; i < count; i++) {
      long end =
          Math.min(ArrowValidator.runEnd(ends, first + i) - column.offset(), column.length());
      if (end <= before) {
        throw unordered(column, first + i);
      }
      put(copy, width, i, end);
      before = end;
    }
    Buffer data = Rebase.owned(copy);
    return new ArrayData(
        ends.field(), count, 0, 0, List.of(Buffer.ABSENT, data), List.of(), ends.dictionary());
  }

  static void put(MemorySegment memory, int width, long index, long value) {
    switch (width) {
      case Short.BYTES -> memory.setAtIndex(JAVA_SHORT, index, (short) value);
      case Integer.BYTES -> memory.setAtIndex(JAVA_INT, index, (int) value);
      default -> memory.setAtIndex(JAVA_LONG, index, value);
    }
  }

  /// Rejects a length that run ends of a format cannot have.
  static void requireReach(FormatString ends, long length) {
    long most = ends.byteWidth() == 8 ? Long.MAX_VALUE : (1L << 8 * ends.byteWidth() - 1) - 1;
    if (length > most) {
      throw new IllegalArgumentException(
          "expected at most %d elements, as run ends of %s can have, but found %d; run ends of int32 or int64 reach further"
              .formatted(most, TypeNames.of(ends), length));
    }
  }

  static IllegalArgumentException unordered(ArrayData column, long run) {
    return new IllegalArgumentException(
        "expected increasing run ends but found one that does not increase at run %d: %s"
            .formatted(run, column.describe()));
  }
}
