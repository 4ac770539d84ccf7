package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.culebra.array.Complex;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arrowcases.Kind;
import org.culebra.arrowcases.Kinds;
import org.culebra.arrowcases.ReadValues;
import org.culebra.arrowcases.Texts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Elements of every type as Java's values.
class ReadingValuesTest {
  static List<Kind> kinds() {
    return Kinds.all();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("item 72: every kind in every form, read by get and in bulk")
  void everyKind_isRead(Kind kind) {
    try (Arena arena = Arena.ofConfined()) {
      for (Kind.Form form : kind.forms(arena)) {
        String expected = Texts.of(form.expected());
        assertThat(Texts.of(ReadValues.of(form.column()))).as(form.name()).isEqualTo(expected);
        if (form.expected().stream().anyMatch(String.class::isInstance)
            && form.expected().stream().allMatch(v -> v == null || v instanceof String)) {
          assertThat(form.column().toStrings())
              .as(form.name())
              .isEqualTo(form.expected().toArray());
        }
      }
    }
  }

  // --- the classes

  private static Column fixed(String format, NDArray array) {
    return Column.ofBuffers(
        ArrowField.of("x", format),
        array.shape(0),
        0,
        0,
        List.of(MemorySegment.NULL, array.segment()),
        Retention.GC_MANAGED,
        List.of(),
        null);
  }

  @Test
  @DisplayName("item 72: Java's classes")
  void classes() {
    assertThat(Column.of("x", NDArray.zeros(DType.BOOL, 1)).get(0)).isEqualTo(false);
    assertThat(Column.of("x", NDArray.copyOf(new byte[] {-1})).get(0)).isEqualTo(-1L);
    NDArray unsigned = NDArray.copyOf(new long[] {-1}).reinterpret(DType.UINT64);
    assertThat(Column.of("x", unsigned).get(0))
        .isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
    assertThat(Column.of("x", NDArray.copyOf(new float[] {0.1f})).get(0)).isEqualTo(0.1f);
    NDArray complex = NDArray.zeros(DType.COMPLEX64, 1);
    complex.set(0, new Complex(1, -2));
    assertThat(Column.of("x", complex).get(0)).isEqualTo(new Complex(1, -2));
    NDArray one = NDArray.copyOf(new int[] {1});
    NDArray wide = NDArray.copyOf(new long[] {3_600_000_001L});
    assertThat(fixed("tdD", one).get(0)).isEqualTo(LocalDate.of(1970, 1, 2));
    assertThat(fixed("ttu", wide).get(0)).isEqualTo(LocalTime.of(1, 0, 0, 1000));
    assertThat(fixed("tsu:", wide).get(0)).isEqualTo(LocalDateTime.of(1970, 1, 1, 1, 0, 0, 1000));
    assertThat(fixed("tsu:Asia/Tokyo", wide).get(0))
        .isEqualTo(ZonedDateTime.of(1970, 1, 1, 10, 0, 0, 1000, ZoneId.of("Asia/Tokyo")));
    assertThat(fixed("tDm", NDArray.copyOf(new long[] {-5})).get(0))
        .isEqualTo(Duration.ofMillis(-5));
    assertThat(fixed("tiM", one).getInterval(0)).isEqualTo(new Interval(1, 0, 0));
    assertThat(Column.ofStruct("s", fixed("tdD", one)).get(0))
        .isEqualTo(Map.of("x", LocalDate.of(1970, 1, 2)));
  }

  @Test
  void intervals_areJavasPeriodsAndDurations() {
    Interval interval = Interval.of(Period.of(1, 2, 3), Duration.ofSeconds(-1));
    assertThat(interval).isEqualTo(new Interval(14, 3, -1_000_000_000));
    assertThat(interval.period()).isEqualTo(Period.of(0, 14, 3));
    assertThat(interval.duration()).isEqualTo(Duration.ofSeconds(-1));
  }

  @Test
  @DisplayName("item 72: decimals, intervals, strings and lists of dictionaries, runs and unions")
  void readers_goThroughDictionariesRunsAndUnions() {
    Column numbers = Columns.decimals("d", Arrays.asList(new BigDecimal("1.5"), null), 5, 1);
    Column intervals = Columns.intervals("i", Arrays.asList(new Interval(1, 2, 3), null));
    Column lists = Columns.fixedSizeLists("l", Column.ofStrings("s", List.of("a", "b")), 1);
    Column strings = Column.ofStrings("t", Arrays.asList("a", null));
    NDArray swap = NDArray.copyOf(new byte[] {1, 0});
    for (Column values : List.of(numbers, intervals, lists, strings)) {
      Object first = values.get(0);
      Object second = values.get(1);
      assertThat(Column.ofDictionary("x", swap, values).toList()).containsExactly(second, first);
      Column runs = Columns.runs("x", NDArray.copyOf(new int[] {1, 3}), values);
      assertThat(runs.toList()).containsExactly(first, second, second);
      Column union = Columns.sparseUnion("x", NDArray.zeros(DType.INT8, 2), values);
      assertThat(union.toList()).containsExactly(first, second);
    }
    Column runs = Columns.runs("x", NDArray.copyOf(new short[] {2, 3}), numbers);
    assertThat(runs.getDecimal(1)).isEqualTo(new BigDecimal("1.5"));
    assertThat(runs.getDecimal(2)).isNull();
    assertThat(runs.isNull(2)).as("by the runs' own bitmap: there is none").isFalse();
    Column union = Columns.sparseUnion("x", NDArray.zeros(DType.INT8, 2), intervals);
    assertThat(union.getInterval(0)).isEqualTo(new Interval(1, 2, 3));
    assertThat(union.typeIds().toByteArray()).containsExactly(0, 0);
    Column dictionary = Column.ofDictionary("x", swap, lists);
    Column list = dictionary.getList(0);
    assertThat(list == null ? null : list.getString(0)).isEqualTo("b");
    Column repeated = Columns.runs("x", NDArray.copyOf(new int[] {2, 3}), strings);
    assertThat(repeated.toStrings()).containsExactly("a", "a", null);
    assertThat(repeated.slice(1, 3).toStrings()).containsExactly("a", null);
    assertThat(repeated.getString(1)).isEqualTo("a");
    assertThat(Columns.sparseUnion("x", swap, intervals, strings).slice(0, 1).toStrings())
        .containsExactly("a");
  }

  @Test
  @DisplayName("strings in bulk: long ones, and a dictionary longer than the column")
  void strings_inBulk() {
    List<@Nullable String> all = Arrays.asList("", "é".repeat(3000), "short", "x".repeat(1024));
    assertThat(Column.ofStrings("x", all).toStrings()).containsExactlyElementsOf(all);
    Column dictionary =
        Column.ofDictionary("x", NDArray.copyOf(new byte[] {3, 1}), Column.ofStrings("v", all));
    assertThat(dictionary.toStrings()).containsExactly(all.get(3), all.get(1));
    Column twice =
        Column.ofDictionary(
            "x", NDArray.copyOf(new byte[] {3, 1, 3, 3, 0}), Column.ofStrings("v", all));
    @Nullable String[] strings = twice.toStrings();
    assertThat(strings[0]).isSameAs(strings[2]).isEqualTo(all.get(3));
  }

  // --- rejections

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tts | -1 | expected a time that Java has but found -1 of type time32[s]; values() has the"
            + " counts",
        "tts | 86400 | expected a time that Java has but found 86400 of type time32[s]; values()"
            + " has the counts",
        "tss: | 9223372036854775807 | expected a time that Java has but found 9223372036854775807"
            + " of type timestamp[s]; values() has the counts",
        "tss:UTC | -9223372036854775808 | expected a time that Java has but found"
            + " -9223372036854775808 of type timestamp[s, UTC]; values() has the counts"
      })
  void timesBeyondJavas_areRejected(String format, long count, String message) {
    NDArray counts =
        NDArray.copyOf(new long[] {count}).copy(format.equals("tts") ? DType.INT32 : DType.INT64);
    Column column = fixed(format, counts);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> column.get(0))
        .withMessage(message);
    assertThat(column.toString()).endsWith("\n?\n1 element");
  }

  @Test
  void unknownZones_areRejected() {
    Column column = fixed("tss:Mars/Olympus", NDArray.zeros(DType.INT64, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> column.get(0))
        .withMessage(
            "expected the name of a time zone but found \"Mars/Olympus\"; values() has the counts,"
                + " in UTC");
  }

  @Test
  void otherColumns_areRejected() {
    Column column = Column.of("x", NDArray.zeros(DType.INT8, 1));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> column.getDecimal(0))
        .withMessage("expected decimals but found column \"x\" of type int8");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> column.getInterval(0))
        .withMessage("expected intervals but found column \"x\" of type int8");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(column::typeIds)
        .withMessage("expected a union but found column \"x\" of type int8");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(column::toStrings)
        .withMessage("expected strings but found column \"x\" of type int8");
    for (long index : new long[] {-1, 1}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> column.get(index));
    }
    Column nothing = Column.empty(ArrowField.of("n", "n").withNullable(true));
    assertThat(nothing.toList()).isEmpty();
    Column huge =
        Column.ofBuffers(
            ArrowField.of("n", "n").withNullable(true),
            1L << 40,
            0,
            -1,
            List.of(),
            Retention.PERMANENT,
            List.of(),
            null);
    assertThatIllegalArgumentException()
        .isThrownBy(huge::toList)
        .withMessage(
            "expected at most 2^31-9 elements for Java but found 1099511627776: column \"n\" of"
                + " type null; slice() has fewer");
  }

  @Test
  @DisplayName("type ids and offsets of an imported union are checked when they are used")
  void badUnions_areRejected() {
    try (Arena arena = Arena.ofConfined()) {
      Column column =
          ProducedArray.of("+ud:4", 2)
              .bytes((byte) 3, (byte) 4)
              .ints(0, 2)
              .child(ProducedArray.doubles(2, 0))
              .adopt(arena);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> column.get(0))
          .withMessage(
              "expected one of the type ids [4] but found 3 in element 0: column \"x\" of type"
                  + " dense_union<x: float64?=4>");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> column.get(1))
          .withMessage(
              "expected an offset in [0, 2) but found 2 in element 1: column \"x\" of type"
                  + " dense_union<x: float64?=4>");
    }
  }
}
