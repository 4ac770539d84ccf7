package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.culebra.array.Complex;
import org.culebra.array.DType;
import org.culebra.arrow.Interval;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Bitmaps;
import org.culebra.arrow.internal.model.DecimalType;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.jspecify.annotations.Nullable;

/// Elements of columns of any type as Java's values, see `Column.get`.
public final class ValueReader {
  private ValueReader() {}

  /// One element; null if it is missing.
  public static @Nullable Object value(ArrayData column, long index) {
    if (ElementReader.isNull(column, index)) {
      return null;
    }
    ArrayData source = Indirection.source(column, index);
    if (source != null) {
      return value(source, Indirection.sourceIndex(column, index));
    }
    return switch (column.format().kind()) {
      case BITS -> Bitmaps.isSet(column.buffer(1).memory(), column.offset() + index);
      case FIXED -> fixed(column, index);
      case UTF8, LARGE_UTF8, UTF8_VIEW -> ElementReader.string(column, index);
      case BINARY, LARGE_BINARY, BINARY_VIEW -> ElementReader.bytes(column, index);
      case STRUCT -> struct(column, index);
      case MAP -> entries(Objects.requireNonNull(ElementReader.list(column, index)));
      default -> list(column, index);
    };
  }

  /// All elements.
  public static List<@Nullable Object> values(ArrayData column) {
    List<@Nullable Object> values = new ArrayList<>(Lists.size(column));
    for (long i = 0; i < column.length(); i++) {
      values.add(value(column, i));
    }
    return Collections.unmodifiableList(values);
  }

  // --- fixed width

  private static Object fixed(ArrayData column, long index) {
    FormatString format = column.format();
    MemorySegment memory = column.buffer(1).memory();
    long at = (column.offset() + index) * format.byteWidth();
    return switch (format.text().charAt(0)) {
      case 'c' -> isBoolean(column) ? (Object) isTrue(column, index) : integer(column, index);
      case 'C', 's', 'S', 'i', 'I', 'l' -> integer(column, index);
      case 'L' -> unsigned(memory.get(JAVA_LONG_UNALIGNED, at));
      case 'e' -> Float.float16ToFloat(memory.get(JAVA_SHORT_UNALIGNED, at));
      case 'f' -> memory.get(JAVA_FLOAT_UNALIGNED, at);
      case 'g' -> memory.get(JAVA_DOUBLE_UNALIGNED, at);
      case 'd' -> DecimalType.read(format, memory, column.offset() + index);
      case 't' -> time(column, index);
      default -> raw(column, index);
    };
  }

  private static boolean isBoolean(ArrayData column) {
    return DType.BOOL.equals(ElementLayout.dtype(column.field()));
  }

  private static Boolean isTrue(ArrayData column, long index) {
    return Indirection.index(column, index) != 0;
  }

  private static Long integer(ArrayData column, long index) {
    return Indirection.index(column, index);
  }

  private static BigInteger unsigned(long bits) {
    BigInteger value = BigInteger.valueOf(bits);
    return bits < 0 ? value.add(BigInteger.ONE.shiftLeft(Long.SIZE)) : value;
  }

  private static Object time(ArrayData column, long index) {
    FormatString format = column.format();
    if (!TimeValues.isTime(format)) {
      return IntervalColumns.read(column, index);
    }
    MemorySegment memory = column.buffer(1).memory();
    long at = (column.offset() + index) * format.byteWidth();
    long count =
        format.byteWidth() == 4
            ? memory.get(JAVA_INT_UNALIGNED, at)
            : memory.get(JAVA_LONG_UNALIGNED, at);
    return TimeValues.of(format, count);
  }

  private static Object raw(ArrayData column, long index) {
    if (DType.BFLOAT16.equals(ElementLayout.dtype(column.field()))) {
      short bits = ElementReader.content(column, index).get(JAVA_SHORT_UNALIGNED, 0);
      return Float.intBitsToFloat(bits << Short.SIZE);
    }
    return Objects.requireNonNull(ElementReader.bytes(column, index));
  }

  // --- nested

  private static Object list(ArrayData column, long index) {
    ArrayData items = Objects.requireNonNull(ElementReader.list(column, index));
    List<@Nullable Object> values = values(items);
    return isComplex(column) && values.stream().allMatch(Objects::nonNull)
        ? new Complex(part(values, 0), part(values, 1))
        : values;
  }

  /// Whether its elements are complex numbers.
  public static boolean isComplex(ArrayData column) {
    return column.format().kind() == Kind.FIXED_SIZE_LIST
        && ElementLayout.complex(column.field()) != null;
  }

  private static double part(List<@Nullable Object> pair, int index) {
    return ((Number) Objects.requireNonNull(pair.get(index))).doubleValue();
  }

  private static List<Map.Entry<Object, @Nullable Object>> entries(ArrayData entries) {
    List<Map.Entry<Object, @Nullable Object>> all = new ArrayList<>(Lists.size(entries));
    ArrayData keys = entries.child(0);
    ArrayData values = entries.child(1);
    for (long i = 0; i < entries.length(); i++) {
      all.add(new SimpleImmutableEntry<>(value(keys, i), value(values, i)));
    }
    return Collections.unmodifiableList(all);
  }

  private static Map<String, @Nullable Object> struct(ArrayData column, long index) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (ArrayData child : column.storedChildren()) {
      if (!fields.containsKey(child.name())) {
        fields.put(child.name(), value(child, column.offset() + index));
      }
    }
    return Collections.unmodifiableMap(fields);
  }

  // --- of one class

  /// A decimal number; null if it is missing.
  public static @Nullable BigDecimal decimal(ArrayData column, long index) {
    if (ElementReader.isNull(column, index)) {
      return null;
    }
    ArrayData source = Indirection.source(column, index);
    if (source != null) {
      return decimal(source, Indirection.sourceIndex(column, index));
    }
    if (!DecimalType.isDecimal(column.format())) {
      throw new UnsupportedOperationException("expected decimals but found " + column.describe());
    }
    return DecimalType.read(column.format(), column.buffer(1).memory(), column.offset() + index);
  }

  /// An interval; null if it is missing.
  public static @Nullable Interval interval(ArrayData column, long index) {
    if (ElementReader.isNull(column, index)) {
      return null;
    }
    ArrayData source = Indirection.source(column, index);
    if (source != null) {
      return interval(source, Indirection.sourceIndex(column, index));
    }
    if (!column.format().text().startsWith("ti")) {
      throw new UnsupportedOperationException("expected intervals but found " + column.describe());
    }
    return IntervalColumns.read(column, index);
  }
}
