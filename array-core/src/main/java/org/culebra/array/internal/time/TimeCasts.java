package org.culebra.array.internal.time;

import java.math.BigInteger;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.culebra.array.DType;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.TimeUnits;

/// Conversions between the units of times. Years and months are counted by the calendar; all other
/// units are multiples of each other.
public final class TimeCasts {

  private static final List<String> LINEAR =
      List.of("as", "fs", "ps", "ns", "us", "ms", "s", "m", "h", "D", "W");

  /// "Not a time".
  public static final long NAT = Long.MIN_VALUE;

  private TimeCasts() {}

  private static boolean isCalendar(DType type) {
    String base = TimeUnits.base(type.unit());
    return base.equals("Y") || base.equals("M");
  }

  /// Years and months of a span have no fixed length in days.
  public static boolean convertible(DType from, DType to) {
    return from.kind() == DType.Kind.DATETIME || isCalendar(from) == isCalendar(to);
  }

  /// Whether every count converts without rounding.
  public static boolean isFiner(DType from, DType to) {
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

  /// From counts of one unit to counts of another, rounding towards the past.
  public static Conversion conversion(DType from, DType to) {
    if (isCalendar(from) == isCalendar(to)) {
      TimeScale scale = new TimeScale(length(from), length(to));
      return new Conversion(from, to, scale::floor, scale::floor);
    }
    if (isCalendar(from)) {
      TimeScale scale = new TimeScale(days(1), attoseconds(to));
      long months = months(from);
      BigInteger exactMonths = BigInteger.valueOf(months);
      return new Conversion(
          from,
          to,
          count -> scale.floor(CalendarDays.dayOf(Math.multiplyExact(count, months))),
          count -> scale.floor(CalendarDays.dayOf(count.multiply(exactMonths))));
    }
    TimeScale scale = new TimeScale(attoseconds(from), days(1));
    TimeScale months = new TimeScale(BigInteger.ONE, length(to));
    return new Conversion(
        from,
        to,
        count -> months.floor(CalendarDays.monthOf(scale.floor(count))),
        count -> months.floor(CalendarDays.monthOf(scale.floor(count))));
  }

  /// Converts counts.
  ///
  /// @param fast the conversion; an [ArithmeticException] where 64 bits are too few on the way
  /// @param exact the same without a limit
  public record Conversion(
      DType from, DType to, LongUnaryOperator fast, UnaryOperator<BigInteger> exact) {

    /// Converts the first counts of a block where they are.
    ///
    /// @throws ArithmeticException if a result does not fit 64 bits; the block is then half done
    public void apply(long[] counts, int n) {
      for (int i = 0; i < n; i++) {
        if (counts[i] != NAT) {
          counts[i] = apply(counts[i]);
        }
      }
    }

    private long apply(long count) {
      long result;
      try {
        result = fast.applyAsLong(count);
      } catch (ArithmeticException e) {
        BigInteger any = exact.apply(BigInteger.valueOf(count));
        result = any.bitLength() > 63 ? NAT : any.longValue();
      }
      if (result == NAT) {
        throw new ArithmeticException(
            Errors.text(
                "expected a time that fits 64 bits of [%s] but found %d [%s]",
                to.unit(), count, from.unit()));
      }
      return result;
    }
  }

  /// Whether counts of two types of one kind mean the same time.
  public static Equality equality(DType a, DType b) {
    if (!convertible(a, b)) {
      return (_, _) -> false;
    }
    if (isCalendar(a) == isCalendar(b)) {
      TimeScale scale = new TimeScale(length(a), length(b));
      return (x, y) -> x != NAT && y != NAT && scale.isSame(x, y);
    }
    if (!isCalendar(a)) {
      Equality swapped = equality(b, a);
      return (x, y) -> swapped.test(y, x);
    }
    long months = months(a);
    TimeScale scale = new TimeScale(days(1), attoseconds(b));
    return (x, y) -> x != NAT && y != NAT && isSame(x, months, y, scale);
  }

  private static boolean isSame(long count, long months, long other, TimeScale scale) {
    try {
      return scale.isSame(CalendarDays.dayOf(Math.multiplyExact(count, months)), other);
    } catch (ArithmeticException e) {
      BigInteger month = BigInteger.valueOf(count).multiply(BigInteger.valueOf(months));
      return scale.isSame(CalendarDays.dayOf(month), BigInteger.valueOf(other));
    }
  }

  /// Compares two counts.
  public interface Equality {
    boolean test(long a, long b);
  }
}
