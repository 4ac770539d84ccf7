package org.culebra.python;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// Reads all values of a column with what the library offers for that, as [PyArrowLiteral] writes
/// them and Python's `plain` has them.
final class PyArrowReading {
  private PyArrowReading() {}

  static List<@Nullable Object> values(Column column) {
    List<@Nullable Object> values = new ArrayList<>();
    List<List<@Nullable Object>> children = new ArrayList<>();
    if (readsChildren(column)) {
      column.children().forEach(child -> children.add(values(child)));
    }
    for (int i = 0; i < column.length(); i++) {
      values.add(column.isNull(i) ? null : value(column, children, i));
    }
    return values;
  }

  private static boolean readsChildren(Column column) {
    String format = column.field().format();
    return format.equals("+s") || format.startsWith("+u") || format.equals("+r");
  }

  private static @Nullable Object value(
      Column column, List<List<@Nullable Object>> children, int i) {
    String format = column.field().format();
    Column dictionary = column.dictionary();
    if (dictionary != null) {
      return values(dictionary).get(((Number) number(column, i)).intValue());
    }
    return switch (format.charAt(0)) {
      case 'u', 'U' -> column.getString(i);
      case 'z', 'Z', 'w' -> column.getBytes(i);
      case 'v' -> format.equals("vu") ? column.getString(i) : column.getBytes(i);
      case 'd' -> decimal(format, Objects.requireNonNull(column.getBytes(i)));
      case 'b' -> column.slice(i, i + 1).values(CopyPolicy.IF_NEEDED).getLong(0) == 1;
      case '+' -> nested(column, children, i);
      default -> format.equals("tin") ? interval(column, i) : number(column, i);
    };
  }

  private static @Nullable Object nested(
      Column column, List<List<@Nullable Object>> children, int i) {
    return switch (column.field().format().charAt(1)) {
      case 's' -> struct(column, children, i);
      case 'u' -> union(column, children, i);
      case 'r' -> run(column, children, i);
      default -> values(Objects.requireNonNull(column.getList(i)));
    };
  }

  private static Object number(Column column, int i) {
    NDArray one = column.values().sliceAxis(0, i, i + 1);
    return switch (one.dtype().kind()) {
      case BOOL -> one.getLong(0) == 1;
      case FLOAT -> one.getDouble(0);
      case UINT -> {
        boolean wide = one.itemSize() == 8;
        BigInteger bits =
            BigInteger.valueOf((wide ? one.reinterpret(DType.INT64) : one).getLong(0));
        yield bits.signum() < 0 ? bits.add(BigInteger.ONE.shiftLeft(64)) : bits;
      }
      case DATETIME, TIMEDELTA -> one.reinterpret(DType.INT64).getLong(0);
      default -> one.getLong(0);
    };
  }

  private static BigDecimal decimal(String format, byte[] littleEndian) {
    byte[] bytes = littleEndian.clone();
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = littleEndian[bytes.length - 1 - k];
    }
    int scale = Integer.parseInt(format.split("[:,]", -1)[2]);
    return new BigDecimal(new BigInteger(bytes), scale);
  }

  private static List<Long> interval(Column column, int i) {
    MemorySegment bytes = MemorySegment.ofArray(Objects.requireNonNull(column.getBytes(i)));
    long months = bytes.get(JAVA_INT_UNALIGNED, 0);
    long days = bytes.get(JAVA_INT_UNALIGNED, 4);
    return List.of(months, days, bytes.get(JAVA_LONG_UNALIGNED, 8));
  }

  private static Map<String, @Nullable Object> struct(
      Column column, List<List<@Nullable Object>> children, int i) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int k = 0; k < children.size(); k++) {
      row.put(column.child(k).name(), children.get(k).get(i));
    }
    return row;
  }

  private static @Nullable Object union(
      Column column, List<List<@Nullable Object>> children, int i) {
    long at = column.offset() + i;
    int child = column.buffers().get(0).get(JAVA_BYTE, at); // the ids are 0, 1 …
    boolean isDense = column.field().format().startsWith("+ud");
    int place = isDense ? column.buffers().get(1).get(JAVA_INT_UNALIGNED, 4 * at) : i;
    return children.get(child).get(place);
  }

  private static @Nullable Object run(Column column, List<List<@Nullable Object>> children, int i) {
    int run = 0;
    while ((long) Objects.requireNonNull(children.get(0).get(run)) <= column.offset() + i) {
      run++;
    }
    return children.get(1).get(run);
  }
}
