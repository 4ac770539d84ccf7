package org.culebra.array.internal.time;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.culebra.array.DType;
import org.culebra.array.internal.Errors;

/// Counts of `datetime64` as Java's times and back. What a unit cannot express is rounded towards
/// the past.
public final class DateTimes {

  private static final DType DAYS = DType.datetime64("D");
  private static final DType NANOSECONDS = DType.datetime64("ns");
  private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000);

  private DateTimes() {}

  public static Instant instant(DType type, long count) {
    BigInteger[] parts = TimeScale.floorDivide(converted(type, count, NANOSECONDS), SECOND);
    try {
      return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValue());
    } catch (ArithmeticException | DateTimeException e) {
      throw beyond("an instant", type, count);
    }
  }

  public static LocalDate date(DType type, long count) {
    try {
      return LocalDate.ofEpochDay(converted(type, count, DAYS).longValueExact());
    } catch (ArithmeticException | DateTimeException e) {
      throw beyond("a date", type, count);
    }
  }

  private static ArithmeticException beyond(String what, DType type, long count) {
    return new ArithmeticException(
        Errors.text("expected a time that %s can be but found %d [%s]", what, count, type.unit()));
  }

  private static BigInteger converted(DType from, long count, DType to) {
    if (count == TimeCasts.NAT) {
      throw new ArithmeticException("expected a time but found NaT: getLong reads its count");
    }
    return TimeCasts.conversion(from, to).exact().apply(BigInteger.valueOf(count));
  }

  public static long count(DType type, Instant time) {
    BigInteger seconds = BigInteger.valueOf(time.getEpochSecond());
    BigInteger nanoseconds = seconds.multiply(SECOND).add(BigInteger.valueOf(time.getNano()));
    return fitting(type, TimeCasts.conversion(NANOSECONDS, type).exact().apply(nanoseconds), time);
  }

  public static long count(DType type, LocalDate date) {
    BigInteger days = BigInteger.valueOf(date.toEpochDay());
    return fitting(type, TimeCasts.conversion(DAYS, type).exact().apply(days), date);
  }

  private static long fitting(DType type, BigInteger count, Object time) {
    if (count.bitLength() > 63 || count.longValue() == TimeCasts.NAT) {
      throw new ArithmeticException(
          Errors.text("expected a time that fits 64 bits of [%s] but found %s", type.unit(), time));
    }
    return count.longValue();
  }
}
