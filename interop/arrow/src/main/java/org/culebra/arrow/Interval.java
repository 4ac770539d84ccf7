package org.culebra.arrow;

import java.time.Duration;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/// An interval of the calendar and the clock, as Arrow's three interval types have it. Its parts
/// are independent: a month has no fixed number of days, nor a day of nanoseconds.
///
/// @param months may be negative
/// @param days may be negative
/// @param nanoseconds may be negative
public record Interval(int months, int days, long nanoseconds) {

  /// Creates an interval from Java's two halves of it.
  ///
  /// @param period years are twelve months
  /// @param duration the part of the clock
  /// @return the interval
  /// @throws ArithmeticException if the months do not fit 32 bits, or the nanoseconds 64
  public static Interval of(Period period, Duration duration) {
    Objects.requireNonNull(period, "period");
    Objects.requireNonNull(duration, "duration");
    return new Interval(
        Math.toIntExact(period.toTotalMonths()),
        Math.toIntExact(period.get(ChronoUnit.DAYS)),
        duration.toNanos());
  }

  /// The months and the days.
  ///
  /// @return the period, without years
  public Period period() {
    return Period.of(0, months, days);
  }

  /// The part of the clock.
  ///
  /// @return the nanoseconds
  public Duration duration() {
    return Duration.ofNanos(nanoseconds);
  }
}
