package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What [Columns] rejects, by message: before there is a column that could be exported.
@DisplayName("item 71: what cannot be a column is rejected")
class ColumnRejectionsTest {
  private static final Column VALUES = Column.of("v", NDArray.zeros(DType.FLOAT64, 3));

  private static void assertRejected(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  private static NDArray ints(int... values) {
    return NDArray.copyOf(values);
  }

  private static NDArray bytes(int... values) {
    return NDArray.copyOf(values).copy(DType.INT8);
  }

  // --- decimals

  private static List<BigDecimal> decimals(String... numbers) {
    return Arrays.stream(numbers).map(BigDecimal::new).toList();
  }

  @Test
  void decimals_withTooManyDigits() {
    assertRejected(
        () -> Columns.decimals("x", decimals("1", "123.45"), 4, 2),
        "expected at most 4 digits, the precision, but found 123.45 in element 1");
    assertRejected(
        () -> Columns.decimals("x", decimals("1.234"), 9, 2),
        "expected at most 2 digits after the point, the scale, but found 1.234 in element 0;"
            + " BigDecimal.setScale rounds");
    assertRejected(
        () -> Columns.decimals("x", NDArray.copyOf(new long[] {9999, -10_000}), 4, 2),
        "expected at most 4 digits, the precision, but found -100.00 in element 1");
    assertRejected(
        () -> Columns.decimals("x", decimals("1"), 39, 0, 128),
        "expected a precision in [1, 38] for decimals of 128 bits but found 39");
    assertRejected(
        () -> Columns.decimals("x", decimals("1"), 77, 0),
        "expected a precision in [1, 76] for decimals of 256 bits but found 77");
    assertRejected(
        () -> Columns.decimals("x", decimals("1"), 0, 0),
        "expected a precision in [1, 38] for decimals of 128 bits but found 0");
    assertRejected(
        () -> Columns.decimals("x", decimals("1"), 5, 0, 65),
        "expected decimals of 32, 64, 128 or 256 bits but found 65");
    assertRejected(
        () -> Columns.decimals("x", ints(1), 10, 0),
        "expected a precision in [1, 9] for decimals of 32 bits but found 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.decimals("x", NDArray.zeros(DType.FLOAT64, 2), 5, 0))
        .withMessageStartingWith(
            "expected unscaled values of int32, int64, or 16 or 32 raw bytes along one axis but"
                + " found float64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.decimals("x", ints(1, 2).flip(0), 5, 0))
        .withMessageContaining("expected elements that are contiguous (stride 4 on axis 0)");
  }

  // --- times

  @Test
  void times_thatHaveNoZone() {
    List<Instant> now = List.of(Instant.EPOCH);
    assertRejected(
        () -> Columns.timestamps("x", now, "us", ZoneOffset.ofTotalSeconds(3601)),
        "expected an offset of hours and minutes, as Arrow has, but found +01:00:01");
    assertRejected(
        () -> Columns.timestamps("x", now, "D", ZoneOffset.UTC),
        "expected times in s, ms, us or ns but found datetime64[D]; copy(DType) converts them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.timestamps("x", NDArray.zeros(DType.INT64, 2), ZoneOffset.UTC))
        .withMessageStartingWith("expected datetime64 along one axis but found int64");
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Columns.timestamps("x", List.of(Instant.MAX), "ns", ZoneOffset.UTC))
        .withMessageStartingWith("expected a time that fits 64 bits of [ns]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.intervals("x", NDArray.zeros(DType.INT32, 2, 3)))
        .withMessageStartingWith("expected months (int32), days and milliseconds");
  }

  // --- bytes

  @Test
  void bytes_withBadOffsets() {
    NDArray data = bytes(97, 98, 99);
    assertRejected(
        () -> Columns.binary("x", ints(0, 2, 1), data),
        "expected offset 2 in [2, 3], from its predecessor to the number of bytes, but found 1");
    assertRejected(
        () -> Columns.strings("x", NDArray.copyOf(new long[] {0, 4}), data),
        "expected offset 1 in [0, 3], from its predecessor to the number of bytes, but found 4");
    assertRejected(
        () -> Columns.strings("x", ints(0, 1, 3), bytes(97, 0xc3, 98)),
        "expected UTF-8 but found bytes that are not in element 1; Columns.binary takes any bytes");
    assertRejected(
        () -> Columns.strings("x", ints(0, 1, 2), bytes(0xc3, 0xa9)),
        "expected UTF-8 but found bytes that are not in element 0; Columns.binary takes any bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.binary("x", ints(), data))
        .withMessageStartingWith("expected offsets of int32 or int64, one more than elements");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.binary("x", ints(0, 1), ints(0, 1)))
        .withMessageStartingWith("expected bytes of uint8 or int8 along one axis but found int32");
    assertRejected(
        () -> Columns.stringViews("x", List.of("a\ud800")),
        "expected paired surrogates but found an unpaired one, U+D800, in element 0 at 1");
  }

  // --- columns of columns

  @Test
  void lists_thatDoNotFit() {
    for (int size : new int[] {0, -1, 2}) {
      assertRejected(
          () -> Columns.fixedSizeLists("x", VALUES, size),
          "expected lists of at least 1 element that use up the 3 values but found lists of "
              + size);
    }
    Column keys = Column.ofStrings("k", Arrays.asList("a", null, "c"));
    assertRejected(
        () -> Columns.maps("x", ints(0, 3), keys, VALUES),
        "expected keys without missing ones, as maps have, but found one missing at 1 of 3");
    for (Column indirect :
        List.of(
            Column.ofDictionary("k", bytes(0, 1, 2), keys),
            Columns.runs("k", ints(1, 2, 3), keys),
            Columns.sparseUnion("k", bytes(0, 0, 0), keys))) {
      assertRejected(
          () -> Columns.maps("x", ints(0, 3), indirect, VALUES),
          "expected keys without missing ones, as maps have, but found one missing at 1 of 3");
    }
    Columns.maps("x", ints(0, 3), Column.ofDictionary("k", bytes(0, 2, 2), keys), VALUES);
    assertRejected(
        () -> Columns.maps("x", ints(0, 4), VALUES, VALUES),
        "expected offset 1 in [0, 3], from its predecessor to the number of values, but found 4");
    assertRejected(
        () -> Columns.maps("x", ints(0, 1), VALUES, VALUES.slice(0, 2)),
        "expected columns of the same length, 3 as \"key\", but found 2 in \"value\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.maps("x", NDArray.copyOf(new long[] {0}), VALUES, VALUES))
        .withMessageStartingWith("expected offsets of int32, since Arrow's maps have no others");
  }

  @Test
  void unions_thatLeadElsewhere() {
    assertRejected(
        () -> Columns.sparseUnion("x", bytes(0, 1, 0), VALUES),
        "expected one of the type ids [0] but found 1 in element 1");
    assertRejected(
        () -> Columns.sparseUnion("x", bytes(0, -1, 0), VALUES),
        "expected one of the type ids [0] but found -1 in element 1");
    assertRejected(
        () -> Columns.sparseUnion("x", bytes(0, 0), VALUES),
        "expected columns of the length 2, as the type ids, but found 3 in \"v\"");
    assertRejected(
        () -> Columns.denseUnion("x", bytes(0, 0), ints(0, 3), VALUES),
        "expected offset 1 in [0, 3), from its predecessor in the child \"v\" to that child's"
            + " length, but found 3");
    assertRejected(
        () -> Columns.denseUnion("x", bytes(0, 1, 0), ints(1, 0, 0), VALUES, VALUES),
        "expected offset 2 in [1, 3), from its predecessor in the child \"v\" to that child's"
            + " length, but found 0");
    assertRejected(
        () -> Columns.denseUnion("x", bytes(0, 0), ints(0), VALUES),
        "expected an offset for each of the 2 type ids but found 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.sparseUnion("x", ints(0, 0, 0), VALUES))
        .withMessageStartingWith("expected type ids of int8 that are integers along one axis");
    Column[] many = new Column[129];
    Arrays.fill(many, VALUES);
    assertRejected(
        () -> Columns.sparseUnion("x", bytes(0, 0, 0), many),
        "expected at most 128 columns in a union, whose type ids have 8 bits, but found 129");
  }

  @Test
  void runs_thatDoNotIncrease() {
    assertRejected(
        () -> Columns.runs("x", ints(2, 2, 3), VALUES),
        "expected run end 1 above 2, where its run begins, but found 2");
    assertRejected(
        () -> Columns.runs("x", ints(0, 1, 2), VALUES),
        "expected run end 0 above 0, where its run begins, but found 0");
    assertRejected(
        () -> Columns.runs("x", ints(1, 2, -1), VALUES),
        "expected run end 2 above 2, where its run begins, but found -1");
    assertRejected(
        () -> Columns.runs("x", ints(1, 2), VALUES),
        "expected a value for each of the 2 runs but found 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.runs("x", bytes(1, 2, 3), VALUES))
        .withMessageStartingWith("expected run ends of int16, int32 or int64 that are integers");
  }
}
