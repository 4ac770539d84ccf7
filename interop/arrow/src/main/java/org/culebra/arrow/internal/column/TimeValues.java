package org.culebra.arrow.internal.column;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.arrow.internal.model.TypeNames;

/// Counts of Arrow's times as Java's.
final class TimeValues {
  private static final long MILLIS_PER_DAY = 86_400_000;

  private TimeValues() {}

  /// Whether a format is one of those that [#of] reads.
  static boolean isTime(FormatString format) {
    return format.text().startsWith("t") && !format.text().startsWith("ti");
  }

  /// A date, a time of day, a timestamp or a duration.
  ///
  /// @throws ArithmeticException if Java's class cannot be that time
  /// @throws IllegalArgumentException if Java does not know the time zone
  static Object of(FormatString format, long count) {
    String text = format.text();
    try {
      return switch (text.charAt(1)) {
        case 'd' ->
            LocalDate.ofEpochDay(text.equals("tdD") ? count : Math.floorDiv(count, MILLIS_PER_DAY));
        case 't' -> timeOfDay(unit(text), count);
        case 'D' -> Duration.of(count, unit(text));
        default -> timestamp(text.substring(4), Instant.EPOCH.plus(count, unit(text)));
      };
    } catch (DateTimeException | ArithmeticException e) {
      ArithmeticException beyond =
          new ArithmeticException(
              "expected a time that Java has but found %d of type %s; values() has the counts"
                  .formatted(count, TypeNames.of(format)));
      beyond.initCause(e);
      throw beyond;
    }
  }

  private static LocalTime timeOfDay(ChronoUnit unit, long count) {
    return LocalTime.ofNanoOfDay(Math.multiplyExact(count, unit.getDuration().toNanos()));
  }

  private static Object timestamp(String zone, Instant instant) {
    return zone.isEmpty()
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : instant.atZone(zone(zone));
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expected the name of a time zone but found \"%s\"; values() has the counts, in UTC"
              .formatted(name),
          e);
    }
  }

  private static ChronoUnit unit(String format) {
    return switch (format.charAt(2)) {
      case 's' -> ChronoUnit.SECONDS;
      case 'm' -> ChronoUnit.MILLIS;
      case 'u' -> ChronoUnit.MICROS;
      default -> ChronoUnit.NANOS;
    };
  }
}
