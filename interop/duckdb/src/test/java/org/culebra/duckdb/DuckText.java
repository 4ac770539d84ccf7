package org.culebra.duckdb;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.UUID;
import org.culebra.arrow.ArrowField;
import org.jspecify.annotations.Nullable;

/// Values of a type as DuckDB writes them as text.
final class DuckText {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(java.util.Locale.ROOT);

  private DuckText() {}

  /// The text of a whole value; null for NULL.
  static @Nullable String of(ArrowField field, @Nullable Object value) {
    return value == null ? null : text(field, value);
  }

  private static String text(ArrowField field, Object value) {
    ArrowField dictionary = field.dictionary();
    if (dictionary != null) {
      return text(dictionary, value);
    }
    String format = field.format();
    return switch (value) {
      case List<?> list when format.startsWith("t") -> interval(list);
      case List<?> list when format.equals("+m") -> map(field, list);
      case List<?> list when !format.equals("+r") -> list(field, list);
      case Map<?, ?> map -> struct(field, map);
      case byte[] bytes -> bytes(field, bytes);
      default -> scalar(field, format, value);
    };
  }

  private static String scalar(ArrowField field, String format, Object value) {
    return switch (format.charAt(0)) {
      case 'e', 'f' -> Float.toString(((Number) value).floatValue());
      case 'g' -> value.toString().replace('E', 'e');
      case 'd' -> ((BigDecimal) value).toPlainString();
      case 't' -> time(format, ((Number) value).longValue());
      case '+' -> text(part(field, value), value);
      default -> value.toString();
    };
  }

  /// The values of runs, and the child of a union that has a text or a number.
  private static ArrowField part(ArrowField field, Object value) {
    boolean last = field.format().equals("+r") || value instanceof String;
    return last ? field.children().getLast() : field.children().getFirst();
  }

  // --- nested

  private static String inside(ArrowField field, @Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    String text = text(field, value);
    return text.isEmpty() && !field.format().startsWith("+u") ? "''" : text;
  }

  private static String list(ArrowField field, List<?> list) {
    StringJoiner all = new StringJoiner(", ", "[", "]");
    list.forEach(item -> all.add(inside(field.children().getFirst(), item)));
    return all.toString();
  }

  private static String struct(ArrowField field, Map<?, ?> struct) {
    StringJoiner all = new StringJoiner(", ", "{", "}");
    for (ArrowField child : field.children()) {
      all.add("'" + child.name() + "': " + inside(child, struct.get(child.name())));
    }
    return all.toString();
  }

  private static String map(ArrowField field, List<?> entries) {
    List<ArrowField> pair = field.children().getFirst().children();
    StringJoiner all = new StringJoiner(", ", "{", "}");
    for (Object entry : entries) {
      Map<?, ?> one = (Map<?, ?>) entry;
      all.add(
          inside(pair.getFirst(), one.get("key")) + "=" + inside(pair.getLast(), one.get("value")));
    }
    return all.toString();
  }

  private static String bytes(ArrowField field, byte[] bytes) {
    if (Objects.equals(field.extensionName(), "arrow.uuid")) {
      ByteBuffer words = ByteBuffer.wrap(bytes);
      return new UUID(words.getLong(), words.getLong()).toString();
    }
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(b >= ' ' && b < 0x7f ? Character.toString(b) : "\\x%02X".formatted(b & 0xff));
    }
    return text.toString();
  }

  // --- times

  private static String time(String format, long value) {
    long nanos = value * nanos(format.charAt(2));
    return switch (format.substring(0, 2)) {
      case "td" ->
          LocalDate.ofEpochDay(format.equals("tdD") ? value : value / 86_400_000).toString();
      case "tt" -> TIME.format(LocalTime.ofNanoOfDay(nanos));
      case "ts" -> {
        LocalDateTime time =
            LocalDateTime.ofEpochSecond(
                Math.floorDiv(nanos, 1_000_000_000L),
                Math.floorMod(nanos, 1_000_000_000),
                ZoneOffset.UTC);
        String zone = format.length() > 4 ? "+00" : "";
        yield time.toLocalDate() + " " + TIME.format(time) + zone;
      }
      case "tD" -> duration(nanos);
      default -> interval(List.of(value, 0, 0));
    };
  }

  private static long nanos(char unit) {
    return switch (unit) {
      case 's' -> 1_000_000_000;
      case 'm' -> 1_000_000;
      case 'u' -> 1_000;
      default -> 1;
    };
  }

  /// DuckDB's intervals have microseconds.
  private static String duration(long nanos) {
    long micros = nanos / 1000;
    long seconds = Math.abs(micros) / 1_000_000;
    LocalTime time =
        LocalTime.of(0, (int) (seconds / 60 % 60), (int) (seconds % 60))
            .plusNanos(Math.abs(micros) % 1_000_000 * 1000);
    return (micros < 0 ? "-" : "")
        + "%02d".formatted(seconds / 3600)
        + TIME.format(time).substring(2);
  }

  /// Months, days, nanoseconds, of which there is less than a microsecond.
  private static String interval(List<?> parts) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      long count = ((Number) parts.get(i)).longValue();
      if (count != 0) {
        String unit = i == 0 ? "month" : "day";
        texts.add(count + " " + unit + (Math.abs(count) == 1 ? "" : "s"));
      }
    }
    return texts.isEmpty() ? "00:00:00" : String.join(" ", texts);
  }
}
