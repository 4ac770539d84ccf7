package org.culebra.array.internal.print;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.TimeUnits;

/// Counts of time units as text. The arithmetic is exact for every count and unit.
final class TimeText {

  /// A cycle of the calendar: 400 years.
  private static final int CYCLE_DAYS = 146_097;

  /// The units below a second, each a thousandth of the one before.
  private static final List<String> FRACTIONS = List.of("s", "ms", "us", "ns", "ps", "fs", "as");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("Y", "years"),
          Map.entry("M", "months"),
          Map.entry("W", "weeks"),
          Map.entry("D", "days"),
          Map.entry("h", "hours"),
          Map.entry("m", "minutes"),
          Map.entry("s", "seconds"),
          Map.entry("ms", "milliseconds"),
          Map.entry("us", "microseconds"),
          Map.entry("ns", "nanoseconds"),
          Map.entry("ps", "picoseconds"),
          Map.entry("fs", "femtoseconds"),
          Map.entry("as", "attoseconds"));

  private TimeText() {}

  /// A span in words: `125 seconds`.
  static String span(long count, String unit) {
    String base = TimeUnits.base(unit);
    return total(count, unit) + " " + NAMES.getOrDefault(base, base);
  }

  /// A point in time as ISO 8601 writes it, to the precision of the unit.
  static String date(long count, String unit) {
    BigInteger total = total(count, unit);
    return switch (TimeUnits.base(unit)) {
      case "Y" -> year(total.add(BigInteger.valueOf(1970)));
      case "M" -> {
        BigInteger[] parts = floor(total, 12);
        String month = two(parts[1].intValue() + 1);
        yield year(parts[0].add(BigInteger.valueOf(1970))) + "-" + month;
      }
      case "W" -> day(total.multiply(BigInteger.valueOf(7)));
      case "D" -> day(total);
      case "h" -> {
        BigInteger[] parts = floor(total, 24);
        yield day(parts[0]) + "T" + two(parts[1].intValue());
      }
      case "m" -> {
        BigInteger[] parts = floor(total, 24 * 60);
        yield day(parts[0]) + "T" + minutes(parts[1].intValue());
      }
      default -> seconds(total, 3 * FRACTIONS.indexOf(TimeUnits.base(unit)));
    };
  }

  private static BigInteger total(long count, String unit) {
    return BigInteger.valueOf(count).multiply(BigInteger.valueOf(TimeUnits.multiple(unit)));
  }

  private static BigInteger[] floor(BigInteger total, long step) {
    return floor(total, BigInteger.valueOf(step));
  }

  /// Quotient, rounded down, and remainder.
  private static BigInteger[] floor(BigInteger total, BigInteger step) {
    BigInteger rest = total.mod(step);
    return new BigInteger[] {total.subtract(rest).divide(step), rest};
  }

  private static String seconds(BigInteger total, int decimals) {
    BigInteger[] parts = floor(total, BigInteger.TEN.pow(decimals));
    BigInteger[] days = floor(parts[0], 24 * 60 * 60);
    int second = days[1].intValue();
    String digits = parts[1].toString();
    String fraction = decimals == 0 ? "" : "." + "0".repeat(decimals - digits.length()) + digits;
    return day(days[0]) + "T" + minutes(second / 60) + ":" + two(second % 60) + fraction;
  }

  private static String minutes(int minute) {
    return two(minute / 60) + ":" + two(minute % 60);
  }

  private static String day(BigInteger sinceEpoch) {
    BigInteger[] parts = floor(sinceEpoch, CYCLE_DAYS);
    LocalDate date = LocalDate.ofEpochDay(parts[1].intValue());
    BigInteger cycles = parts[0].multiply(BigInteger.valueOf(400));
    return year(cycles.add(BigInteger.valueOf(date.getYear())))
        + "-"
        + two(date.getMonthValue())
        + "-"
        + two(date.getDayOfMonth());
  }

  /// At least four characters, the sign included.
  private static String year(BigInteger year) {
    return Errors.text("%04d", year);
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : "" + number;
  }
}
