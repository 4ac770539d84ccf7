package org.culebra.arrowcases;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.culebra.array.Complex;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.culebra.arrow.Interval;
import org.jspecify.annotations.Nullable;

/// What [Column#get(long)] returns in the form in which [Encoder] has it: times as counts,
/// intervals and complex numbers as lists, entries of maps as structs.
public final class ReadValues {
  private ReadValues() {}

  /// All values of a column.
  public static List<@Nullable Object> of(Column column) {
    return list(column.field(), column.toList(), false);
  }

  private static List<@Nullable Object> list(
      ArrowField field, List<? extends @Nullable Object> values, boolean isItem) {
    ArrowField type = isItem ? field.children().getFirst() : field;
    List<@Nullable Object> list = new ArrayList<>();
    values.forEach(value -> list.add(value == null ? null : of(type, value)));
    return list;
  }

  private static @Nullable Object of(ArrowField field, Object value) {
    ArrowField dictionary = field.dictionary();
    if (dictionary != null) {
      return of(dictionary, value);
    }
    String format = field.format();
    if (format.equals("+r")) {
      return of(field.children().get(1), value);
    }
    if (format.startsWith("+u")) {
      return ofUnion(field, value);
    }
    return switch (value) {
      case Complex z -> List.of((float) z.re(), (float) z.im());
      case Interval interval -> interval(format, interval);
      case List<?> list when format.equals("+m") -> entries(field, list);
      case List<?> list -> list(field, list, true);
      case Map<?, ?> map -> struct(field, map);
      case Float number when field.extensionName() != null && format.equals("w:2") ->
          bfloat16(number);
      default -> format.startsWith("t") ? count(format, value) : value;
    };
  }

  /// The children of the cases have values of different classes.
  private static @Nullable Object ofUnion(ArrowField field, Object value) {
    return value instanceof List<?> list ? list(field.children().getFirst(), list, true) : value;
  }

  private static byte[] bfloat16(float number) {
    int bits = Float.floatToRawIntBits(number) >>> 16;
    return new byte[] {(byte) bits, (byte) (bits >>> 8)};
  }

  private static Object interval(String format, Interval interval) {
    long millis = interval.nanoseconds() / 1_000_000;
    return switch (format) {
      case "tiM" -> (long) interval.months();
      case "tiD" -> List.of((long) interval.days(), millis);
      default -> List.of((long) interval.months(), (long) interval.days(), interval.nanoseconds());
    };
  }

  private static List<@Nullable Object> entries(ArrowField field, List<?> entries) {
    ArrowField struct = field.children().getFirst();
    List<@Nullable Object> all = new ArrayList<>();
    for (Object one : entries) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) one;
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("key", entry.getKey());
      row.put("value", entry.getValue());
      all.add(struct(struct, row));
    }
    return all;
  }

  private static Map<String, @Nullable Object> struct(ArrowField field, Map<?, ?> map) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (ArrowField child : field.children()) {
      Object value = map.get(child.name());
      row.put(child.name(), value == null ? null : of(child, value));
    }
    return row;
  }

  private static long count(String format, Object value) {
    BigInteger nanos =
        switch (value) {
          case LocalDate date -> nanos(Duration.ofDays(date.toEpochDay()));
          case LocalTime time -> BigInteger.valueOf(time.toNanoOfDay());
          case LocalDateTime time ->
              nanos(Duration.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC)));
          case ZonedDateTime time -> nanos(Duration.between(Instant.EPOCH, time.toInstant()));
          case Duration duration -> nanos(duration);
          default -> throw new AssertionError(value);
        };
    long unit =
        switch (format.equals("tdD") ? 'D' : format.equals("tdm") ? 'm' : format.charAt(2)) {
          case 'D' -> 86_400_000_000_000L;
          case 's' -> 1_000_000_000;
          case 'm' -> 1_000_000;
          case 'u' -> 1000;
          default -> 1;
        };
    return Objects.requireNonNull(nanos).divide(BigInteger.valueOf(unit)).longValueExact();
  }

  private static BigInteger nanos(Duration duration) {
    return BigInteger.valueOf(duration.getSeconds())
        .multiply(BigInteger.valueOf(1_000_000_000))
        .add(BigInteger.valueOf(duration.getNano()));
  }
}
