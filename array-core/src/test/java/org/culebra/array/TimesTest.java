package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.culebra.array.internal.TimeUnits;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Points in time and spans of different units: compared exactly, converted exactly or rejected.
final class TimesTest {

  private static final long NAT = Long.MIN_VALUE;

  private static NDArray points(String unit, long... counts) {
    return NDArray.copyOf(counts).reinterpret(DType.datetime64(unit));
  }

  private static NDArray spans(String unit, long... counts) {
    return NDArray.copyOf(counts).reinterpret(DType.timedelta64(unit));
  }

  private static void assertEqual(NDArray a, NDArray b, boolean expected) {
    String what = a + " " + a.dtype() + ", " + b + " " + b.dtype();
    assertThat(a.contentEquals(b)).as(what).isEqualTo(expected);
    assertThat(b.contentEquals(a)).as(what).isEqualTo(expected);
  }

  @Test
  void contentEquals_unitsThatDoNotDivideEachOther_isExact() {
    assertEqual(points("2s", 3), points("3s", 2), true);
    assertEqual(points("2s", 3, -6), points("3s", 2, -4), true);
    assertEqual(points("2s", 3), points("3s", 3), false);
    assertEqual(points("2s", 4), points("3s", 2), false);
    assertEqual(spans("2s", 3), spans("3s", 2), true);
    assertEqual(spans("7W", 1), spans("49D", 1), true);
    assertEqual(spans("2M", 3), spans("3M", 2), true);
    assertEqual(spans("Y", 1), spans("M", 12), true);
    assertEqual(spans("Y", 0), spans("D", 0), false);
  }

  @Test
  void contentEquals_monthsAndWeeks_countsDays() {
    assertEqual(points("M", 0), points("W", 0), true);
    assertEqual(points("M", 1), points("W", 4), false);
    // 1970-10-01 is a Thursday, as the first day was.
    assertEqual(points("M", 9), points("W", 39), true);
    assertEqual(points("Y", -1), points("D", -365), true);
    assertEqual(points("M", 1), points("5h", 31 * 24 / 5), false);
    assertEqual(points("M", 5), points("5h", 151 * 24 / 5), false);
    assertEqual(points("Y", 400), points("W", 400 * 146097L / 400 / 7), true);
  }

  @Test
  void contentEquals_atTheEndsOfTheRange_isExact() {
    assertEqual(points("W", Long.MAX_VALUE), points("as", Long.MAX_VALUE), false);
    assertEqual(points("999999999W", 0), points("as", 0), true);
    assertEqual(points("999999999W", 1), points("as", 1), false);
    assertEqual(points("2s", 1L << 62), points("4s", 1L << 61), true);
    assertEqual(points("s", Long.MAX_VALUE), points("ns", -1_000_000_000), false);
    // A cycle of the calendar is 400 years of 20871 weeks.
    long cycles = Long.MAX_VALUE / 20871;
    assertEqual(points("400Y", cycles), points("W", cycles * 20871), true);
    assertEqual(points("400Y", cycles), points("W", cycles * 20871 - 1), false);
    assertEqual(points("400Y", Long.MAX_VALUE), points("W", -1), false);
    assertEqual(points("400Y", Long.MAX_VALUE), points("20871W", Long.MAX_VALUE), true);
  }

  @Test
  void contentEquals_notATime_equalsNothing() {
    for (String unit : List.of("s", "3s", "ms", "M", "W")) {
      assertEqual(points("s", NAT), points(unit, NAT), false);
      assertEqual(points("2s", NAT), points(unit, NAT), false);
      assertEqual(points("2s", NAT), points(unit, 0), false);
    }
    NDArray nat = points("s", NAT);
    assertThat(nat.contentEquals(nat)).isFalse();
    assertEqual(points("s", 5), points("s", 5), true);
    assertEqual(
        points("s", 5),
        points("s", 5).copy(DType.datetime64("s").withByteOrder(ByteOrder.BIG_ENDIAN)),
        true);
    assertEqual(points("s", 5), spans("s", 5), false);
  }

  @Test
  void conversion_roundsTowardsThePast_forEveryRatio() {
    Random random = Seeds.random("TimesTest.conversion");
    String[] units = {"as", "7fs", "ns", "3us", "ms", "s", "2s", "3s", "m", "5h", "D", "W", "9W"};
    for (String from : units) {
      for (String to : units) {
        long[] counts = random.longs(20, -1000, 1000).toArray();
        NDArray source = spans(from, counts);
        if (overflows(source, to)) {
          continue;
        }
        long[] converted =
            source.copy(DType.timedelta64(to)).reinterpret(DType.INT64).toLongArray();
        for (int i = 0; i < counts.length; i++) {
          BigInteger exact = floor(counts[i], attoseconds(from), attoseconds(to));
          assertThat(converted[i])
              .as(counts[i] + " " + from + " in " + to)
              .isEqualTo(exact.longValueExact());
        }
      }
    }
  }

  private static boolean overflows(NDArray source, String to) {
    String from = source.dtype().unit();
    for (long count : source.reinterpret(DType.INT64).toLongArray()) {
      if (floor(count, attoseconds(from), attoseconds(to)).bitLength() > 63) {
        return true;
      }
    }
    return false;
  }

  private static BigInteger floor(long count, BigInteger from, BigInteger to) {
    BigInteger[] parts = BigInteger.valueOf(count).multiply(from).divideAndRemainder(to);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static BigInteger attoseconds(String unit) {
    String base = TimeUnits.base(unit);
    int digits =
        switch (base) {
          case "as" -> 0;
          case "fs" -> 3;
          case "ns" -> 9;
          case "us" -> 12;
          case "ms" -> 15;
          default -> 18;
        };
    int seconds =
        switch (base) {
          case "m" -> 60;
          case "h" -> 3600;
          case "D" -> 86400;
          case "W" -> 604800;
          default -> 1;
        };
    return BigInteger.TEN
        .pow(digits)
        .multiply(BigInteger.valueOf((long) TimeUnits.multiple(unit) * seconds));
  }

  @Test
  void conversion_thatNeedsMoreThan64BitsOnTheWay_isExact() {
    long big = (1L << 62) + 2;
    assertThat(points("3s", big).copy(DType.datetime64("4s")).reinterpret(DType.INT64).getLong(0))
        .isEqualTo(
            BigInteger.valueOf(big).multiply(BigInteger.valueOf(3)).shiftRight(2).longValue());
    assertThat(points("3s", -3).copy(DType.datetime64("2s")).reinterpret(DType.INT64).getLong(0))
        .isEqualTo(-5);
    long least = Long.MIN_VALUE + 1;
    assertThat(
            points("4s", least / 4).copy(DType.datetime64("s")).reinterpret(DType.INT64).getLong(0))
        .isEqualTo(least / 4 * 4);
  }

  @Test
  void conversion_beyond64Bits_isRejectedWithCountAndUnits() {
    overflow("ns", 9_223_372_037L, "s");
    overflow("ns", -9_223_372_037L, "s");
    overflow("as", 1, "999999999W");
    overflow("ns", Long.MAX_VALUE, "Y");
    overflow("s", 292_277_026_597L, "Y");
    // 2^62 of two seconds would be the pattern that means "not a time".
    overflow("s", -(1L << 62), "2s");
    NDArray nat = points("s", NAT).copy(DType.datetime64("ns"));
    assertThat(nat.reinterpret(DType.INT64).getLong(0)).isEqualTo(NAT);
  }

  private static void overflow(String to, long count, String from) {
    Rejections.rejected(
        ArithmeticException.class,
        "expected a time that fits 64 bits of [%s] but found %d [%s]".formatted(to, count, from),
        () -> points(from, count).copy(DType.datetime64(to)));
  }

  @Test
  void conversion_ofFarYears_followsTheCalendar() {
    long cycles = 5_000_000_000_000L;
    NDArray days = points("Y", 400 * cycles + 30).copy(DType.datetime64("D"));
    long day = 146097 * cycles + 10957; // 2000-01-01 and the cycles
    assertThat(days.reinterpret(DType.INT64).getLong(0)).isEqualTo(day);
    assertThat(points("D", day).copy(DType.datetime64("M")).reinterpret(DType.INT64).getLong(0))
        .isEqualTo(4800 * cycles + 360);
    assertThat(points("D", -1).copy(DType.datetime64("M")).reinterpret(DType.INT64).getLong(0))
        .isEqualTo(-1);
    assertThat(points("D", day).copy(DType.datetime64("Y")).contentEquals(days)).isTrue();
  }

  @Test
  void conversion_ofAStridedSwappedArray_readsEveryElement() {
    DType swapped = DType.datetime64("ms").withByteOrder(ByteOrder.BIG_ENDIAN);
    long[] counts = new Random(7).longs(3000, -1L << 40, 1L << 40).toArray();
    NDArray source = points("s", counts).reshape(50, 60).transpose().flip(0);
    NDArray copy = source.copy(swapped);
    assertThat(copy.contentEquals(source)).isTrue();
    for (int i = 0; i < 60; i++) {
      for (int j = 0; j < 50; j++) {
        assertThat(copy.getLong(i, j)).isEqualTo(1000 * source.getLong(i, j));
      }
    }
  }
}
