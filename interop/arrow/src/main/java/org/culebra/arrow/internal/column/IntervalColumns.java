package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.arrow.Interval;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.jspecify.annotations.Nullable;

/// Columns of intervals: `tiM` counts months, `tiD` days and milliseconds, `tin` months, days and
/// nanoseconds.
public final class IntervalColumns {
  private static final int BYTES = 16;
  private static final int NANOS_PER_MILLI = 1_000_000;

  private static final List<DType> PARTS = List.of(DType.INT32, DType.INT32, DType.INT64);

  private IntervalColumns() {}

  /// `Columns.intervals` of Java's, in the type that has all parts.
  public static ArrayData of(String name, List<? extends @Nullable Interval> values) {
    Objects.requireNonNull(name, "name");
    List<@Nullable Interval> all = Lists.snapshot(values);
    MemorySegment memory = Rebase.allocate((long) all.size() * BYTES);
    for (int i = 0; i < all.size(); i++) {
      Interval interval = all.get(i);
      if (interval != null) {
        long at = (long) i * BYTES;
        memory.set(JAVA_INT_UNALIGNED, at, interval.months());
        memory.set(JAVA_INT_UNALIGNED, at + Integer.BYTES, interval.days());
        memory.set(JAVA_LONG_UNALIGNED, at + 2 * Integer.BYTES, interval.nanoseconds());
      }
    }
    return Validity.marked(
        LayoutColumns.leaf(name, "tin", all.size(), Buffer.ABSENT, Rebase.owned(memory)), all);
  }

  /// `Columns.intervals` of an array, without a copy.
  public static ArrayData of(String name, NDArray array) {
    Objects.requireNonNull(name, "name");
    if (array.dtype().equals(DType.INT32) && array.rank() == 1) {
      return PrimitiveColumns.fixed(name, "tiM", array, CopyPolicy.NEVER);
    }
    if (array.dtype().equals(DType.INT32) && array.rank() == 2 && array.shape(1) == 2) {
      return PrimitiveColumns.fixed(name, "tiD", array, CopyPolicy.NEVER);
    }
    if (array.rank() == 1 && isMonthsDaysNanos(array.dtype())) {
      return PrimitiveColumns.fixed(name, "tin", array, CopyPolicy.NEVER);
    }
    throw new IllegalArgumentException(
        "expected months (int32), days and milliseconds (int32, two for each element), or structs"
            + " of months, days (int32) and nanoseconds (int64), but found "
            + ContiguousBuffer.describe(array));
  }

  private static boolean isMonthsDaysNanos(DType type) {
    return type.kind() == DType.Kind.STRUCT
        && type.itemSize() == BYTES
        && type.fields().stream().map(Field::dtype).toList().equals(PARTS)
        && type.fields().stream().map(Field::byteOffset).toList().equals(List.of(0, 4, 8))
        && type.fields().stream().allMatch(field -> field.shape().length == 0);
  }

  /// Reads an interval of any of the formats.
  static Interval read(ArrayData column, long index) {
    MemorySegment memory = column.buffer(1).memory();
    long at = (column.offset() + index) * column.format().byteWidth();
    int first = memory.get(JAVA_INT_UNALIGNED, at);
    return switch (column.format().text()) {
      case "tiM" -> new Interval(first, 0, 0);
      case "tiD" -> {
        long millis = memory.get(JAVA_INT_UNALIGNED, at + Integer.BYTES);
        yield new Interval(0, first, millis * NANOS_PER_MILLI);
      }
      default ->
          new Interval(
              first,
              memory.get(JAVA_INT_UNALIGNED, at + Integer.BYTES),
              memory.get(JAVA_LONG_UNALIGNED, at + 2 * Integer.BYTES));
    };
  }
}
