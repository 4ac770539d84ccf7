package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Strings of NumPy's `S` and `U`; the same with NumPy and pyarrow is in `PyArrowTextsTest`.
class FixedWidthTextsTest {
  /// Before and after each change of the number of bytes, and around the surrogates.
  private static final int[] CODES = {
    0, 1, 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff
  };

  private static NDArray bytes(int width, List<String> texts) {
    NDArray array = NDArray.zeros(DType.bytes(width), texts.size());
    for (int i = 0; i < texts.size(); i++) {
      byte[] utf8 = texts.get(i).getBytes(StandardCharsets.UTF_8);
      long at = array.byteOffset() + (long) i * width;
      MemorySegment.copy(utf8, 0, array.segment(), JAVA_BYTE, at, utf8.length);
    }
    return array;
  }

  private static NDArray codePoints(int width, List<String> texts) {
    NDArray array = NDArray.zeros(DType.string(width), texts.size());
    for (int i = 0; i < texts.size(); i++) {
      int[] codes = texts.get(i).codePoints().toArray();
      long at = array.byteOffset() + 4L * i * width;
      for (int k = 0; k < codes.length; k++) {
        array.segment().set(JAVA_INT_UNALIGNED, at + 4L * k, codes[k]);
      }
    }
    return array;
  }

  private static List<String> randomTexts(Random random, int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(6); k > 0; k--) {
        text.appendCodePoint(CODES[random.nextInt(CODES.length)]);
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static List<String> unpadded(List<String> texts) {
    return texts.stream().map(text -> text.replaceFirst("\0+$", "")).toList();
  }

  private static void check(NDArray array, List<String> texts) {
    List<String> expected = unpadded(texts);
    for (Column column : List.of(Columns.strings("x", array), Columns.largeStrings("x", array))) {
      assertThat(column.toStrings()).containsExactlyElementsOf(expected);
      assertThat(column.nullCount()).isZero();
      assertThat(column.field().isNullable()).isFalse();
      long end = column.offsets().getLong(expected.size());
      assertThat(end).isEqualTo(String.join("", expected).getBytes(StandardCharsets.UTF_8).length);
    }
    assertThat(Columns.strings("x", array).field()).isEqualTo(ArrowField.of("x", "u"));
    assertThat(Columns.largeStrings("x", array).field()).isEqualTo(ArrowField.of("x", "U"));
  }

  @Test
  @DisplayName("item 2: texts of every length in UTF-8, of any stride and byte order")
  void texts() {
    Random random = Seeds.random("FixedWidthTextsTest");
    for (int round = 0; round < 300; round++) {
      List<String> texts = randomTexts(random, random.nextInt(12));
      List<String> reversed = texts.reversed();
      NDArray bytes = bytes(20 + random.nextInt(3), texts);
      check(bytes, texts);
      check(bytes.flip(0), reversed);
      NDArray codes = codePoints(5 + random.nextInt(3), texts);
      check(codes, texts);
      check(codes.flip(0), reversed);
      NDArray swapped = codes.copy(codes.dtype().withByteOrder(ByteOrder.BIG_ENDIAN));
      check(swapped, texts);
      check(swapped.flip(0), reversed);
      List<String> some = new ArrayList<>();
      for (int i = 0; i < texts.size(); i += 3) {
        some.add(texts.get(i));
      }
      check(swapped.slice("::3"), some);
      check(bytes.slice("::3"), some);
      assertThat(Column.of("x", codes, CopyPolicy.IF_NEEDED).toStrings())
          .containsExactlyElementsOf(unpadded(texts));
    }
  }

  @Test
  @DisplayName("item 2: only the padding is dropped")
  void padding() {
    check(bytes(3, List.of("", "a", "abc", "a\0b")), List.of("", "a", "abc", "a\0b"));
    check(codePoints(3, List.of("", "a", "abc", "\0\0b")), List.of("", "a", "abc", "\0\0b"));
    check(NDArray.zeros(DType.bytes(2), 0), List.of());
    assertThat(Column.of("x", bytes(3, List.of("a"))).getBytes(0))
        .as("bytes without a copy have it")
        .containsExactly('a', 0, 0);
  }

  @Test
  @DisplayName("bytes that are not UTF-8, such as a character that the width has cut off")
  void otherBytes_areRejected() {
    NDArray array = bytes(4, List.of("abü", "abü"));
    array.segment().set(JAVA_BYTE, array.byteOffset() + 7, (byte) 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.strings("x", array))
        .withMessageStartingWith("expected UTF-8 but found bytes that are not in element 1");
    NDArray latin = NDArray.zeros(DType.bytes(4), 1);
    latin.setString(0, "grün");
    assertThatIllegalArgumentException().isThrownBy(() -> Columns.strings("x", latin));
    NDArray decoded = latin.copy(DType.string(latin.itemSize()));
    assertThat(Columns.strings("x", decoded).toStrings()).containsExactly("grün");
  }

  @ParameterizedTest
  @CsvSource({"0xD800", "0xDFFF", "0x110000", "-1", "0x80000000"})
  @DisplayName("code points that are none of a character")
  void otherCodePoints_areRejected(String text) {
    int code = Long.decode(text).intValue();
    NDArray array = codePoints(4, List.of("abcd", "abcd", "abcd"));
    array.segment().set(JAVA_INT_UNALIGNED, array.byteOffset() + 4 * 6, code);
    String message =
        "expected the code point of a character but found 0x%X in element 1 at 2".formatted(code);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.strings("x", array))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("x", array, CopyPolicy.IF_NEEDED))
        .withMessage(message);
  }

  @Test
  @DisplayName("other arrays")
  void otherArrays_areRejected() {
    for (NDArray array :
        Arrays.asList(
            NDArray.zeros(DType.INT8, 3),
            NDArray.zeros(DType.raw(3), 3),
            NDArray.zeros(DType.bytes(3)),
            NDArray.zeros(DType.string(3), 2, 2))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Columns.strings("x", array))
          .withMessageStartingWith(
              "expected fixed-width text, S or U, along one axis but found " + array.dtype());
    }
  }

  @Test
  @DisplayName("item 24: more bytes than offsets of 32 bits reach, before any is copied")
  void tooManyBytes_areRejected() {
    NDArray megabyte = NDArray.zeros(DType.bytes(1 << 20), 1);
    megabyte.segment().set(JAVA_BYTE, megabyte.byteOffset() + (1 << 20) - 1, (byte) 'x');
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.strings("x", megabyte.broadcastTo(2048)))
        .withMessage(
            "expected offsets of at most 2^31-1, as the format u has, but found 2147483648 up to"
                + " element 2047; large strings, U, have offsets of 64 bits");
  }
}
