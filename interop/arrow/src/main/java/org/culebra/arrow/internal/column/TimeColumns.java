package org.culebra.arrow.internal.column;

import java.util.Locale;
import org.culebra.array.Casting;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;

/// Columns of times. NumPy's "not a time" is a value, Arrow's a missing value: only the bitmap
/// marks it, the counts stay.
final class TimeColumns {
  private static final long NAT = Long.MIN_VALUE;

  private TimeColumns() {}

  static ArrayData of(String name, NDArray array, CopyPolicy copy) {
    DType type = array.dtype();
    boolean point = type.kind() == Kind.DATETIME;
    String unit =
        switch (type.unit()) {
          case "s", "ms", "us", "ns" -> type.unit().substring(0, 1);
          case "D" -> "D";
          default -> "";
        };
    if (unit.isEmpty() || unit.equals("D") && !point) {
      throw noUnit(type);
    }
    if (unit.equals("D")) {
      return days(name, array, copy);
    }
    ArrayData counted =
        PrimitiveColumns.fixed(name, point ? "ts" + unit + ":" : "tD" + unit, array, copy);
    return marked(counted, inOrder(array));
  }

  private static UnsupportedOperationException noUnit(DType type) {
    String units = "s, ms, us or ns" + (type.kind() == Kind.DATETIME ? ", or D," : "");
    return new UnsupportedOperationException(
        "expected times in %s but found %s; %s".formatted(units, type.name(), remedy(type)));
  }

  /// The copy that keeps the largest range.
  private static String remedy(DType type) {
    String base = type.unit().replaceFirst("^[0-9]+", "");
    boolean point = type.kind() == Kind.DATETIME;
    String unit =
        switch (base) {
          case "Y", "M" -> point ? "D" : "";
          case "W", "D" -> point ? "D" : "s";
          case "ps", "fs", "as" -> "ns";
          case "ms", "us", "ns" -> base;
          default -> "s";
        };
    return unit.isEmpty()
        ? "reinterpret(INT64) gives the counts"
        : "copy(DType.%s64(\"%s\")) converts them"
            .formatted(type.kind().name().toLowerCase(Locale.ROOT), unit);
  }

  /// Counts in this machine's byte order.
  private static NDArray inOrder(NDArray array) {
    NDArray times = array.dtype().isNativeOrder() ? array : ContiguousBuffer.copied(array);
    return times.reinterpret(DType.INT64);
  }

  /// Marks "not a time" as missing, if there is any.
  private static ArrayData marked(ArrayData column, NDArray counts) {
    if (counts.size() == 0 || counts.minLong() != NAT) {
      return column;
    }
    NDArray isTime =
        NDArray.zeros(DType.BOOL, counts.shape(0))
            .mapLongsFrom(counts, count -> count == NAT ? 0 : 1);
    return Validity.marked(column, isTime);
  }

  /// Days are 32 bits wide in Arrow.
  private static ArrayData days(String name, NDArray array, CopyPolicy copy) {
    if (copy == CopyPolicy.NEVER) {
      throw ContiguousBuffer.rejected(
          "a unit that Arrow counts in 64 bits, as it does not days,",
          array,
          "CopyPolicy.IF_NEEDED copies");
    }
    NDArray counts = inOrder(array);
    NDArray days = ContiguousBuffer.zeros(DType.INT32, counts.shape(0));
    if (counts.size() > 0) {
      days.copyFrom(requireDays(counts), Casting.UNSAFE);
    }
    Buffer data = ContiguousBuffer.buffer(days);
    return marked(LayoutColumns.leaf(name, "tdD", counts.shape(0), Buffer.ABSENT, data), counts);
  }

  /// The counts, with 0 for "not a time".
  private static NDArray requireDays(NDArray counts) {
    NDArray known = counts;
    if (counts.minLong() == NAT) {
      known = NDArray.zeros(DType.INT64, counts.shape(0));
      known.mapLongsFrom(counts, count -> count == NAT ? 0 : count);
    }
    long low = known.minLong();
    long high = known.maxLong();
    if (low < Integer.MIN_VALUE || high > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expected days in [-2^31, 2^31-1], since Arrow's dates have 32 bits, but found %d"
              .formatted(low < Integer.MIN_VALUE ? low : high));
    }
    return known;
  }
}
