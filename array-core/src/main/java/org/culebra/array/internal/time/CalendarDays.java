package org.culebra.array.internal.time;

import java.math.BigInteger;
import java.time.LocalDate;

/// Months and days since 1970 in the Gregorian calendar, which repeats every 400 years: any date is
/// reduced to the first 400.
final class CalendarDays {

  private static final int MONTHS = 400 * 12;
  private static final int DAYS = 146_097;

  private CalendarDays() {}

  /// The day on which a month begins.
  ///
  /// @throws ArithmeticException if it does not fit a `long`
  static long dayOf(long month) {
    long cycles = Math.floorDiv(month, MONTHS);
    return Math.addExact(Math.multiplyExact(cycles, DAYS), near(Math.floorMod(month, MONTHS)));
  }

  static BigInteger dayOf(BigInteger month) {
    BigInteger[] parts = TimeScale.floorDivide(month, BigInteger.valueOf(MONTHS));
    BigInteger days = parts[0].multiply(BigInteger.valueOf(DAYS));
    return days.add(BigInteger.valueOf(near(parts[1].intValue())));
  }

  private static long near(int month) {
    return LocalDate.of(1970 + month / 12, month % 12 + 1, 1).toEpochDay();
  }

  /// The month of a day.
  static long monthOf(long day) {
    return Math.floorDiv(day, DAYS) * MONTHS + monthOfNear(Math.floorMod(day, DAYS));
  }

  static BigInteger monthOf(BigInteger day) {
    BigInteger[] parts = TimeScale.floorDivide(day, BigInteger.valueOf(DAYS));
    BigInteger months = parts[0].multiply(BigInteger.valueOf(MONTHS));
    return months.add(BigInteger.valueOf(monthOfNear(parts[1].intValue())));
  }

  private static long monthOfNear(int day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    return (date.getYear() - 1970L) * 12 + date.getMonthValue() - 1;
  }
}
