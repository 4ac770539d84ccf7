package org.culebra.array;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;

/// Conversions between the units of times. Years and months are counted by the calendar; all other
/// units are multiples of each other.
final class TimeCasts {

  private static final List<String> LINEAR =
      List.of("as", "fs", "ps", "ns", "us", "ms", "s", "m", "h", "D", "W");

  /// "Not a time".
  static final long NAT = Long.MIN_VALUE;

  private TimeCasts() {}

  private static boolean isCalendar(DType type) {
    String base = TimeUnits.base(type.unit());
    return base.equals("Y") || base.equals("M");
  }

  /// Years and months of a span have no fixed length in days.
  static boolean convertible(DType from, DType to) {
    return from.kind() == DType.Kind.DATETIME || isCalendar(from) == isCalendar(to);
  }

  /// Whether every count converts without rounding.
  static boolean isFiner(DType from, DType to) {
    if (!convertible(from, to)) {
      return false;
    }
    if (isCalendar(from) != isCalendar(to)) {
      return isCalendar(from) && days(1).mod(attoseconds(to)).signum() == 0;
    }
    return length(from).mod(length(to)).signum() == 0;
  }

  /// In months for calendar units, in attoseconds for the others.
  private static BigInteger length(DType type) {
    return isCalendar(type) ? BigInteger.valueOf(months(type)) : attoseconds(type);
  }

  private static long months(DType type) {
    int months = TimeUnits.base(type.unit()).equals("Y") ? 12 : 1;
    return (long) months * TimeUnits.multiple(type.unit());
  }

  private static BigInteger days(long days) {
    return BigInteger.valueOf(days).multiply(attoseconds(DType.datetime64("D")));
  }

  private static BigInteger attoseconds(DType type) {
    int unit = LINEAR.indexOf(TimeUnits.base(type.unit()));
    BigInteger length = BigInteger.valueOf(TimeUnits.multiple(type.unit()));
    int[] steps = {1000, 1000, 1000, 1000, 1000, 1000, 60, 60, 24, 7};
    for (int i = 0; i < unit; i++) {
      length = length.multiply(BigInteger.valueOf(steps[i]));
    }
    return length;
  }

  /// A function from counts of one unit to counts of another, rounding towards the past.
  ///
  /// @throws ArithmeticException from the function, if a count does not fit 64 bits
  static Conversion conversion(DType from, DType to) {
    if (isCalendar(from) == isCalendar(to)) {
      BigInteger[] ratio = reduced(length(from), length(to));
      return count -> count == NAT ? NAT : scale(BigInteger.valueOf(count), ratio);
    }
    if (isCalendar(from)) {
      BigInteger[] ratio = reduced(days(1), attoseconds(to));
      return count -> count == NAT ? NAT : scale(BigInteger.valueOf(epochDay(count, from)), ratio);
    }
    BigInteger[] ratio = reduced(attoseconds(from), days(1));
    return count -> count == NAT ? NAT : fromEpochDay(scale(BigInteger.valueOf(count), ratio), to);
  }

  /// Converts one count.
  interface Conversion {
    long apply(long count);
  }

  private static BigInteger[] reduced(BigInteger numerator, BigInteger denominator) {
    BigInteger gcd = numerator.gcd(denominator);
    return new BigInteger[] {numerator.divide(gcd), denominator.divide(gcd)};
  }

  private static long scale(BigInteger count, BigInteger[] ratio) {
    BigInteger[] parts = count.multiply(ratio[0]).divideAndRemainder(ratio[1]);
    BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    return floor.longValueExact();
  }

  private static long epochDay(long count, DType type) {
    long months = Math.multiplyExact(count, months(type));
    long year = Math.addExact(1970, Math.floorDiv(months, 12));
    if (Math.abs(year) > 999_999_999L) {
      throw new ArithmeticException("year out of range: " + year);
    }
    return LocalDate.of((int) year, (int) Math.floorMod(months, 12L) + 1, 1).toEpochDay();
  }

  private static long fromEpochDay(long day, DType type) {
    if (Math.abs(day) > 365_000_000_000L) {
      throw new ArithmeticException("day out of range: " + day);
    }
    LocalDate date = LocalDate.ofEpochDay(day);
    long months = (date.getYear() - 1970L) * 12 + date.getMonthValue() - 1;
    return Math.floorDiv(months, months(type));
  }
}
