package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.array.Retention;

/// Run-end encoded columns: the first child has the ends of the runs, in elements from the physical
/// start, the second one value for each run.
final class Runs {
  private Runs() {}

  /// The same column with offset 0, of no more runs than it needs. The values are the same memory,
  /// the ends are copied.
  static Column cut(Column column) {
    Column ends = Rebase.withoutOffset(column.storedChildren().getFirst());
    Column values = column.storedChildren().getLast();
    long start = column.offset();
    long first = runOf(ends, start);
    long last = column.length() == 0 ? first : runOf(ends, start + column.length() - 1) + 1;
    List<Column> children =
        List.of(ends(ends, first, last, column), Rebase.withoutOffset(values.slice(first, last)));
    return new Column(column.field(), column.length(), 0, 0, List.of(), children, null);
  }

  /// The run that an element is in: the first that ends behind it.
  private static long runOf(Column ends, long element) {
    long low = 0;
    long high = ends.length();
    while (low < high) {
      long middle = low + high >>> 1;
      if (end(ends, middle) > element) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static long end(Column ends, long run) {
    MemorySegment memory = ends.buffer(1).memory();
    return switch (ends.format().byteWidth()) {
      case Short.BYTES -> memory.get(JAVA_SHORT_UNALIGNED, Short.BYTES * run);
      case Integer.BYTES -> memory.get(JAVA_INT_UNALIGNED, Integer.BYTES * run);
      default -> memory.get(JAVA_LONG_UNALIGNED, Long.BYTES * run);
    };
  }

  /// The ends of some runs, counted from the column's first element.
  private static Column ends(Column ends, long first, long last, Column column) {
    int width = ends.format().byteWidth();
    MemorySegment copy = Rebase.allocate((last - first) * width);
    for (long i = first; i < last; i++) {
      long at = (i - first) * width;
      long value = Math.min(end(ends, i) - column.offset(), column.length());
      switch (width) {
        case Short.BYTES -> copy.set(JAVA_SHORT_UNALIGNED, at, (short) value);
        case Integer.BYTES -> copy.set(JAVA_INT_UNALIGNED, at, (int) value);
        default -> copy.set(JAVA_LONG_UNALIGNED, at, value);
      }
    }
    List<Buffer> buffers = List.of(Buffer.ABSENT, new Buffer(copy, Retention.GC_MANAGED));
    return new Column(ends.field(), last - first, 0, 0, buffers, List.of(), null);
  }
}
