package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.Bitmaps;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Missing values, packed bits, times and texts.
class ValidityTest {

  private static NDArray randomMask(Random random, int length) {
    boolean[] mask = new boolean[length];
    for (int i = 0; i < length; i++) {
      mask[i] = random.nextBoolean();
    }
    return NDArray.copyOf(mask);
  }

  @Test
  @DisplayName("items 15, 26, 28: bit offset + i belongs to element i, at any offset and stride")
  void masks() {
    Random random = Seeds.random("ValidityTest.masks");
    for (int round = 0; round < 500; round++) {
      int length = random.nextInt(150);
      int offset = random.nextInt(70);
      NDArray values = NDArray.zeros(DType.INT32, offset + length);
      Column column = Column.of("x", values).slice(offset, offset + length);
      NDArray whole = randomMask(random, 2 * length + 1);
      NDArray mask =
          random.nextBoolean()
              ? whole.sliceAxis(0, 0, length)
              : whole.sliceAxis(0, 0, 2L * length, 2);
      Column marked = column.withValidity(mask);

      List<Boolean> found = new ArrayList<>();
      List<Boolean> expected = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        found.add(Spec.value(marked, i) != null);
        expected.add(mask.getBoolean(i));
      }
      assertThat(found).isEqualTo(expected);
      assertThat(marked.data().knownNullCount()).isEqualTo(length - mask.sumLong());
      assertThat(marked.offset()).isEqualTo(length == 0 ? 0 : offset);
      assertThat(marked.field().flags()).isEqualTo(ArrowField.NULLABLE);
      assertThat(marked.data().buffer(1)).isSameAs(column.data().buffer(1));
      assertThat(column.data().buffer(0).isAbsent()).as("the column itself is unchanged").isTrue();
      long bits =
          Bitmaps.count(marked.buffers().getFirst(), 0, 8 * marked.buffers().getFirst().byteSize());
      assertThat(bits).as("all other bits are 0").isEqualTo(mask.sumLong());
    }
  }

  @Test
  @DisplayName("item 25: bits are packed from the least significant, the tail is 0")
  void bits() {
    NDArray array =
        NDArray.copyOf(
            new boolean[] {true, false, true, true, false, false, false, true, true, true});
    Column column = Column.ofBits("b", array);
    MemorySegment bits = column.buffers().get(1);

    assertThat(column.field()).hasToString("b: bool");
    assertThat(bits.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0b10001101);
    assertThat(bits.get(ValueLayout.JAVA_BYTE, 1)).isEqualTo((byte) 0b00000011);
    assertThat(Spec.values(column))
        .isEqualTo(List.of(true, false, true, true, false, false, false, true, true, true));
    assertThat(Spec.values(Column.ofBits("b", array.flip(0))))
        .isEqualTo(List.of(true, true, true, false, false, false, true, true, false, true));
    assertThat(Spec.values(Column.ofBits("b", array.select(0, 0)))).isEqualTo(List.of(true));
    assertThat(Column.ofBits("b", NDArray.zeros(DType.BOOL, 0)).length()).isZero();
    NDArray odd =
        NDArray.copyOf(new byte[] {0, 1, 2, -1, 0, 0x40, -128, 3, 8}).reinterpret(DType.BOOL);
    assertThat(Spec.values(Column.ofBits("b", odd)))
        .isEqualTo(List.of(false, true, true, true, false, true, true, true, true));
    for (NDArray other : List.of(NDArray.zeros(DType.BOOL, 2, 2), NDArray.zeros(DType.INT8, 2))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Column.ofBits("b", other))
          .withMessageStartingWith("expected booleans along one axis but found " + other.dtype());
    }
  }

  @Test
  @DisplayName("a mask of another type, rank or length is rejected; so is a type without a bitmap")
  void badMasks_areRejected() {
    Column column = Column.of("x", NDArray.zeros(DType.INT32, 3));
    for (NDArray mask : List.of(NDArray.zeros(DType.INT8, 3), NDArray.zeros(DType.BOOL, 3, 1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> column.withValidity(mask))
          .withMessageStartingWith("expected booleans along one axis but found " + mask.dtype());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> column.withValidity(NDArray.zeros(DType.BOOL, 4)))
        .withMessage("expected a boolean for each of the 3 elements but found 4");
    Column none = TestColumns.of(ArrowField.of("n", "n"), 3, 0, 3, List.of(), List.of(), null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.withValidity(NDArray.zeros(DType.BOOL, 3)))
        .withMessage("expected a type with a validity buffer but found column \"n\" of type null");
  }

  @Test
  @DisplayName("item 26: nested columns take a mask; what was missing stays missing")
  void nestedAndTwice() {
    NDArray matrix = NDArray.zeros(DType.INT8, 3, 2);
    Column tensors =
        Column.of("t", matrix).withValidity(NDArray.copyOf(new boolean[] {true, false, true}));
    assertThat(Spec.values(tensors))
        .isEqualTo(Arrays.asList(List.of("00", "00"), null, List.of("00", "00")));
    assertThat(tensors.field().extensionName()).isEqualTo("arrow.fixed_shape_tensor");

    Column twice = tensors.withValidity(NDArray.copyOf(new boolean[] {false, true, true}));
    assertThat(Spec.values(twice)).isEqualTo(Arrays.asList(null, null, List.of("00", "00")));
    assertThat(twice.data().knownNullCount()).isEqualTo(2);
    Column part = twice.slice(1, 3).withValidity(NDArray.copyOf(new boolean[] {true, true}));
    assertThat(Spec.values(part)).isEqualTo(Arrays.asList(null, List.of("00", "00")));
    Column all =
        Column.of("x", matrix).withValidity(NDArray.copyOf(new boolean[] {true, true, true}));
    assertThat(all.data().knownNullCount()).isZero();
    assertThat(all.data().buffer(0).isAbsent()).isFalse();
  }

  // --- times

  private static NDArray times(DType type, long... counts) {
    return NDArray.copyOf(counts).reinterpret(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "ms", "us", "ns"})
  @DisplayName("item 26: \"not a time\" is missing; the counts stay where they are")
  void notATime_isMissing(String unit) {
    long nat = Long.MIN_VALUE;
    for (DType type : List.of(DType.datetime64(unit), DType.timedelta64(unit))) {
      NDArray array = times(type, 5, nat, nat + 1, -1, nat);
      Column column = Column.of("t", array);
      assertThat(column.data().knownNullCount()).isEqualTo(2);
      assertThat(column.field().isNullable()).isTrue();
      assertThat(column.buffers().get(1).address()).isEqualTo(array.address());
      List<Object> expected = new ArrayList<>((List<?>) Spec.expected(array));
      expected.set(1, null);
      expected.set(4, null);
      assertThat(Spec.values(column)).isEqualTo(expected);
      assertThat(Spec.values(Column.of("t", array.flip(0), CopyPolicy.IF_NEEDED)))
          .isEqualTo(expected.reversed());

      NDArray swapped = array.copy(type.withByteOrder(ByteOrder.BIG_ENDIAN));
      assertThat(Spec.values(Column.of("t", swapped, CopyPolicy.IF_NEEDED))).isEqualTo(expected);
      Column tensors = Column.of("t", array.sliceAxis(0, 0, 4).reshape(2, 2));
      assertThat(Spec.values(tensors).getFirst()).isEqualTo(Arrays.asList(expected.get(0), null));
      assertThat(tensors.data().knownNullCount()).isZero();
    }
  }

  @Test
  @DisplayName("item 2: days are copied to 32 bits, exactly or not at all")
  void days() {
    DType type = DType.datetime64("D");
    long nat = Long.MIN_VALUE;
    NDArray array = times(type, 0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, nat);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("d", array))
        .withMessageStartingWith(
            "expected a unit that Arrow counts in 64 bits, as it does not days, but found");

    Column column = Column.of("d", array, CopyPolicy.IF_NEEDED);
    assertThat(column.field()).hasToString("d: date32?");
    assertThat(Spec.values(column))
        .isEqualTo(Arrays.asList("00000000", "ffffffff", "ffffff7f", "00000080", null));
    assertThat(column.data().knownNullCount()).isEqualTo(1);
    Column plain = Column.of("d", array.sliceAxis(0, 0, 2).flip(0), CopyPolicy.IF_NEEDED);
    assertThat(plain.field()).hasToString("d: date32");
    assertThat(Spec.values(plain)).isEqualTo(List.of("ffffffff", "00000000"));
    NDArray swapped = array.copy(type.withByteOrder(ByteOrder.BIG_ENDIAN));
    assertThat(Spec.values(Column.of("d", swapped, CopyPolicy.IF_NEEDED)))
        .isEqualTo(Spec.values(column));
    assertThat(Column.of("d", NDArray.zeros(type, 0), CopyPolicy.IF_NEEDED).length()).isZero();
    assertThat(Spec.values(Column.of("d", times(type, nat), CopyPolicy.IF_NEEDED)))
        .isEqualTo(Arrays.asList((Object) null));

    for (long far : new long[] {1L << 31, -(1L << 31) - 1, nat + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Column.of("d", times(type, 3, far, nat), CopyPolicy.IF_NEEDED))
          .withMessage(
              "expected days in [-2^31, 2^31-1], since Arrow's dates have 32 bits, but found "
                  + far);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "datetime Y   | copy(DType.datetime64(\"D\")) converts them",
        "datetime M   | copy(DType.datetime64(\"D\")) converts them",
        "datetime W   | copy(DType.datetime64(\"D\")) converts them",
        "datetime h   | copy(DType.datetime64(\"s\")) converts them",
        "datetime 25s | copy(DType.datetime64(\"s\")) converts them",
        "datetime 2D  | copy(DType.datetime64(\"D\")) converts them",
        "datetime ps  | copy(DType.datetime64(\"ns\")) converts them",
        "timedelta D  | copy(DType.timedelta64(\"s\")) converts them",
        "timedelta W  | copy(DType.timedelta64(\"s\")) converts them",
        "timedelta m  | copy(DType.timedelta64(\"s\")) converts them",
        "timedelta 10us | copy(DType.timedelta64(\"us\")) converts them",
        "timedelta Y  | reinterpret(INT64) gives the counts"
      })
  @DisplayName("item 3: other units are rejected; the message names the cast")
  void otherUnits_areRejected(String type, String remedy) {
    String unit = type.substring(type.indexOf(' ') + 1);
    DType dtype = type.startsWith("date") ? DType.datetime64(unit) : DType.timedelta64(unit);
    NDArray array = NDArray.zeros(dtype, 2);
    assertThatThrownBy(() -> Column.of("t", array, CopyPolicy.IF_NEEDED))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith("expected times in s, ms, us or ns")
        .hasMessageContaining("but found " + dtype.name())
        .hasMessageEndingWith(remedy);
    if (remedy.startsWith("copy")) {
      String to = remedy.substring(remedy.indexOf('"') + 1, remedy.lastIndexOf('"'));
      DType cast = type.startsWith("date") ? DType.datetime64(to) : DType.timedelta64(to);
      assertThat(Column.of("t", array.copy(cast), CopyPolicy.IF_NEEDED).length()).isEqualTo(2);
    }
  }

  // --- texts

  @Test
  @DisplayName("item 2: texts are UTF-8, null is missing")
  void strings() {
    List<@Nullable String> texts = Arrays.asList("", "a", null, "grüße", "😀", "a\0b");
    Column column = Column.ofStrings("s", texts);
    assertThat(column.field()).hasToString("s: string?");
    assertThat(column.data().buffers()).hasSize(3);
    assertThat(column.data().knownNullCount()).isEqualTo(1);
    assertThat(Spec.values(column)).isEqualTo(texts);
    assertThat(Column.ofStrings("s", List.of("x")).field()).hasToString("s: string");
    Column none = Column.ofStrings("s", List.of());
    assertThat(none.length()).isZero();
    assertThat(none.buffers().get(1).get(ValueLayout.JAVA_INT, 0)).isZero();
    for (String half : List.of("ab\ud800", "ab\udc00c", "ab\ud800\ud800\udc00")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Column.ofStrings("s", List.of("", half)))
          .withMessageStartingWith("expected paired surrogates but found an unpaired one, U+D")
          .withMessageEndingWith("in element 1 at 2");
    }
  }

  @Test
  @DisplayName("item 2: arrays of U become texts, always by copying")
  void textArrays() {
    NDArray array = NDArray.zeros(DType.string(4), 3);
    array.setString(0, "grün");
    array.setString(2, "😀😀");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("s", array))
        .withMessageStartingWith("expected a type with Arrow's layout, whose strings are UTF-8,")
        .withMessageEndingWith("CopyPolicy.IF_NEEDED copies");
    assertThat(Spec.values(Column.of("s", array, CopyPolicy.IF_NEEDED)))
        .isEqualTo(List.of("grün", "", "😀😀"));
    NDArray swapped = array.copy(DType.string(4).withByteOrder(ByteOrder.BIG_ENDIAN));
    assertThat(Spec.values(Column.of("s", swapped.flip(0), CopyPolicy.ALWAYS)))
        .isEqualTo(List.of("😀😀", "", "grün"));
  }
}
