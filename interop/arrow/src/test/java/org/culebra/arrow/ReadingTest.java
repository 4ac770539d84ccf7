package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Order;
import org.culebra.arrow.internal.model.FormatString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What columns from C say: the expected values are written down, none is computed by the library.
class ReadingTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private Column read(ProducedArray made) {
    return made.adopt(arena);
  }

  private static List<String> booleans(NDArray array) {
    return IntStream.range(0, array.intShape(0))
        .mapToObj(i -> array.getBoolean(i) ? "1" : "0")
        .toList();
  }

  private static long[] longs(NDArray array) {
    return array.copy(DType.INT64).toLongArray();
  }

  private static String validity(Column column) {
    return String.join("", booleans(column.validity()));
  }

  // --- flat types

  @ParameterizedTest
  @CsvSource({
    "c, int8, 1",
    "C, uint8, 1",
    "s, int16, 2",
    "S, uint16, 2",
    "i, int32, 4",
    "I, uint32, 4",
    "l, int64, 8",
    "L, uint64, 8",
    "e, float16, 2",
    "f, float32, 4",
    "g, float64, 8",
    "tdD, int32, 4",
    "tdm, int64, 8",
    "tts, int32, 4",
    "ttn, int64, 8",
    "tsu:UTC, datetime64[us], 8",
    "tsn:, datetime64[ns], 8",
    "tDs, timedelta64[s], 8",
    "w:3, void24, 3",
    "w:16, void128, 16"
  })
  @DisplayName("items 28, 35: every fixed width, from an offset, aligned or not")
  void item28_fixedWidth(String format, String dtype, int width) {
    byte[] bytes = new byte[5 * width];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7 + 1);
    }
    for (boolean odd : new boolean[] {false, true}) {
      ProducedArray made = ProducedArray.of(format, 3, 2).absent().bytes(bytes);
      Column column = read(odd ? made.unaligned() : made);
      NDArray array = column.array();
      assertThat(array.dtype().name()).isEqualTo(dtype);
      assertThat(array.shape()).containsExactly(3);
      assertThat(array.rawBytes()).isEqualTo(Arrays.copyOfRange(bytes, 2 * width, bytes.length));
      assertThat(column.getBytes(1)).isEqualTo(Arrays.copyOfRange(bytes, 3 * width, 4 * width));
      if (odd && width % 2 == 0 && !format.startsWith("w")) {
        assertThat(array.isAligned()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"d:9,2", "d:9,2,32", "d:18,2,64", "d:76,0,256", "tiM", "tiD", "tin"})
  void noSuchArray_isRejected(String format) {
    Column column = read(ProducedArray.of(format, 1).absent().bytes(new byte[32]));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(column::values)
        .withMessage(
            "expected a column that an array can represent but found column \"x\" of type %s;"
                + " toList() reads any column",
            column.field().typeName());
    assertThat(Objects.requireNonNull(column.getBytes(0)))
        .hasSize(FormatString.of(format).byteWidth());
  }

  @Test
  @DisplayName("dates and times become NumPy's where a copy is allowed")
  void times_areConverted() {
    Column days = read(ProducedArray.of("tdD", 2, 1).absent().ints(9, -1, 20_000));
    NDArray array = days.array(CopyPolicy.IF_NEEDED);
    assertThat(array.dtype()).isEqualTo(DType.datetime64("D"));
    assertThat(array.toString()).contains("1969-12-31", "2024-10-04");
    Column millis = read(ProducedArray.of("ttm", 1).absent().ints(5));
    assertThat(millis.array(CopyPolicy.IF_NEEDED).dtype()).isEqualTo(DType.timedelta64("ms"));
    Column micros = read(ProducedArray.of("ttu", 1).absent().longs(5));
    assertThat(micros.array(CopyPolicy.IF_NEEDED).address()).isEqualTo(micros.values().address());
    assertThat(micros.array(CopyPolicy.ALWAYS).address()).isNotEqualTo(micros.values().address());
  }

  // --- nulls and bits

  @Test
  @DisplayName("items 27, 28: -1 is counted when asked, from the offset on")
  void item27_nullCount_isCounted() {
    String bits = "0111011101" + "1110111011" + "1";
    Column column = read(ProducedArray.of("c", 17, 3).nulls(-1).bits(bits).bytes(new byte[20]));
    assertThat(column.data().knownNullCount()).isEqualTo(-1);
    assertThat(column.nullCount()).isEqualTo(4);
    assertThat(validity(column)).isEqualTo(bits.substring(3, 20));
    for (int i = 0; i < 17; i++) {
      assertThat(column.isNull(i)).isEqualTo(bits.charAt(i + 3) == '0');
    }
    assertThat(column.slice(1, 2).nullCount()).isEqualTo(1);
    assertThatThrownBy(() -> column.isNull(17)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> column.isNull(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(column::array)
        .withMessage(
            "expected no missing values but found 4 of 17: column \"x\" of type int8; filled(value)"
                + " replaces them, values() returns all elements, validity() marks those present");
    assertThat(column.values().shape()).containsExactly(17);
  }

  @Test
  @DisplayName("item 27: -1 and no bitmap is none missing")
  void item27_unknownWithoutBitmap_isZero() {
    Column column = read(ProducedArray.doubles(3, 0).nulls(-1));
    assertThat(column.nullCount()).isZero();
    assertThat(validity(column)).isEqualTo("111");
    assertThat(column.array().sum()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 64, 65})
  @DisplayName("item 28: packed bits from any bit on")
  void item28_bits(int offset) {
    String bits = "1101001110".repeat(14);
    Column column = read(ProducedArray.of("b", 70, offset).absent().bits(bits));
    assertThat(String.join("", booleans(column.array(CopyPolicy.IF_NEEDED))))
        .isEqualTo(bits.substring(offset, offset + 70));
    assertThatIllegalArgumentException()
        .isThrownBy(column::array)
        .withMessage(
            "expected elements of whole bytes but found packed bits: column \"x\" of type bool;"
                + " CopyPolicy.IF_NEEDED unpacks them");
    assertThat(column.copy().buffers().get(1).toArray(ValueLayout.JAVA_BYTE)[8])
        .as("the bits behind the last are 0")
        .isEqualTo(
            (byte)
                Integer.parseInt(
                    new StringBuilder(bits.substring(offset + 64, offset + 70))
                        .reverse()
                        .toString(),
                    2));
  }

  @Test
  void nullType_hasNothing() {
    for (ProducedArray made :
        List.of(ProducedArray.of("n", 4).nulls(4), ProducedArray.of("n", 4).nulls(0).absent())) {
      Column column = read(made);
      assertThat(column.nullCount()).isEqualTo(4);
      assertThat(validity(column)).isEqualTo("0000");
      assertThat(column.isNull(3)).isTrue();
      assertThat(column.getString(0)).isNull();
      assertThat(column.buffers()).isEmpty();
    }
  }

  @Test
  void extensions_ofOneNumber() {
    Column bool8 =
        read(
            ProducedArray.of("c", 3, 1)
                .absent()
                .bytes((byte) 9, (byte) 0, (byte) 1, (byte) 5)
                .extension("arrow.bool8", ""));
    assertThat(bool8.array().dtype()).isEqualTo(DType.BOOL);
    assertThat(booleans(bool8.array())).containsExactly("0", "1", "1");
    NDArray truths = bool8.array();
    assertThat(truths.contentEquals(NDArray.copyOf(new boolean[] {false, true, true})))
        .as("any byte but 0 is true, everywhere")
        .isTrue();
    assertThat(truths.sumLong()).isEqualTo(2);
    assertThat(truths.maxLong()).isEqualTo(1);
    assertThat(longs(truths)).containsExactly(0, 1, 1);
    assertThat(truths.copy().contentEquals(truths)).isTrue();
    assertThat(truths.toString()).isEqualTo("[False  True  True]");
    NDArray mask = ProducedArray.doubles(3, 0).adopt(arena).withValidity(truths).validity();
    assertThat(booleans(mask)).containsExactly("0", "1", "1");

    Column brain =
        read(
            ProducedArray.of("w:2", 2)
                .absent()
                .shorts(0x3f80, 0xc000)
                .extension("culebra.bfloat16", ""));
    assertThat(brain.array().dtype()).isEqualTo(DType.BFLOAT16);
    assertThat(brain.array().copy(DType.FLOAT64).toDoubleArray()).containsExactly(1, -2);
  }

  @Test
  @DisplayName("item 40: an unknown extension type is its storage")
  void item40_unknownExtension_isStorage() {
    Column column = read(ProducedArray.doubles(2, 0).extension("some.one", "{\"x\":1}"));
    assertThat(column.array().toDoubleArray()).containsExactly(0, 1);
    assertThat(column.field().extensionName()).isEqualTo("some.one");
    assertThat(column.field().metadata().get(Metadata.EXTENSION_METADATA)).isEqualTo("{\"x\":1}");
  }

  // --- fixed-size lists

  @Test
  @DisplayName("items 29, 30: the offsets of a list and of its child together")
  void item30_fixedSizeList() {
    Column column =
        read(ProducedArray.of("+w:2", 3, 1).absent().child(ProducedArray.doubles(9, 2)));
    assertThat(column.array().shape()).containsExactly(3, 2);
    assertThat(column.array().flatten(Order.C).toDoubleArray()).containsExactly(4, 5, 6, 7, 8, 9);
    assertThat(Objects.requireNonNull(column.getList(2)).array().toDoubleArray())
        .containsExactly(8, 9);
    assertThat(column.child(0).array().toDoubleArray()).containsExactly(4, 5, 6, 7, 8, 9);
  }

  @Test
  @DisplayName("items 29, 30: the offsets of a struct and of its children together")
  void item29_struct() {
    Column batch =
        read(
            ProducedArray.of("+s", 2, 3)
                .nulls(1)
                .bits("111101")
                .name("batch")
                .child(
                    ProducedArray.doubles(6, 1).name("a"),
                    ProducedArray.of("u", 5)
                        .absent()
                        .ints(0, 1, 2, 3, 4, 6)
                        .text("pqrstu")
                        .name("b")));
    assertThat(batch.child("a").array().toDoubleArray()).containsExactly(4, 5);
    assertThat(batch.child("b").getString(0)).isEqualTo("s");
    assertThat(batch.child("b").getString(1)).isEqualTo("tu");
    assertThat(validity(batch)).isEqualTo("10");
    assertThatThrownBy(batch::values).isInstanceOf(UnsupportedOperationException.class);
    assertThat(batch.slice(1, 2).child(0).array().toDoubleArray()).containsExactly(5);
  }

  @Test
  void nestedLists_areAxes() {
    Column column =
        read(
            ProducedArray.of("+w:2", 1, 1)
                .absent()
                .child(
                    ProducedArray.of("+w:3", 4, 1).absent().child(ProducedArray.doubles(16, 1))));
    assertThat(column.array().shape()).containsExactly(1, 2, 3);
    // row 1, list 1 + 2 * 1, element 3 * 3 + 1
    assertThat(column.array().getDouble(0, 0, 0)).isEqualTo(10);
    assertThat(column.array().getDouble(0, 1, 2)).isEqualTo(15);
  }

  @Test
  void nullsInside_areRejected() {
    Column column =
        read(
            ProducedArray.of("+w:2", 2)
                .absent()
                .child(
                    ProducedArray.of("c", 4)
                        .nulls(1)
                        .bits("1101")
                        .bytes(new byte[4])
                        .name("item")));
    assertThatIllegalArgumentException()
        .isThrownBy(column::array)
        .withMessageStartingWith("expected no missing values but found 1 of 4: column \"item\"");
    assertThat(column.slice(0, 1).array().shape()).containsExactly(1, 2);
    assertThat(column.values().shape()).containsExactly(2, 2);
  }

  @Test
  void listsOfBits_areUnpacked() {
    Column column =
        read(
            ProducedArray.of("+w:2", 2, 1)
                .absent()
                .child(ProducedArray.of("b", 6).absent().bits("110100")));
    NDArray array = column.array(CopyPolicy.IF_NEEDED);
    assertThat(array.shape()).containsExactly(2, 2);
    assertThat(booleans(array.reshape(4))).containsExactly("0", "1", "0", "0");
    assertThatIllegalArgumentException().isThrownBy(column::array);
  }

  @Test
  void complex_isAPair() {
    for (int offset : new int[] {0, 1}) {
      Column column =
          read(
              ProducedArray.of("+w:2", 2, 1)
                  .absent()
                  .child(ProducedArray.doubles(6, offset))
                  .extension("culebra.complex", ""));
      NDArray array = column.array();
      assertThat(array.dtype()).isEqualTo(DType.COMPLEX128);
      assertThat(array.real().toDoubleArray()).containsExactly(2 + offset, 4 + offset);
      assertThat(array.imag().toDoubleArray()).containsExactly(3 + offset, 5 + offset);
    }
    Column floats =
        read(
            ProducedArray.of("+w:2", 1)
                .absent()
                .child(ProducedArray.of("f", 2).absent().floats(1, 2))
                .extension("culebra.complex", ""));
    assertThat(floats.array().dtype()).isEqualTo(DType.COMPLEX64);
    Column three =
        read(
            ProducedArray.of("+w:3", 1)
                .absent()
                .child(ProducedArray.doubles(3, 0))
                .extension("culebra.complex", ""));
    assertThat(three.array().shape()).as("no pair: storage").containsExactly(1, 3);
  }

  @Test
  @DisplayName("length 0 without buffers, and empty lists")
  void empty() {
    assertThat(read(ProducedArray.of("g", 0).absent().absent()).array().shape()).containsExactly(0);
    assertThat(read(ProducedArray.of("g", 0, 7).absent().absent()).array().shape())
        .containsExactly(0);
    assertThat(
            read(ProducedArray.of("b", 0, 3).absent().absent()).array(CopyPolicy.IF_NEEDED).shape())
        .containsExactly(0);
    assertThat(
            read(ProducedArray.of("+w:3", 0)
                    .absent()
                    .child(ProducedArray.of("g", 0).absent().absent()))
                .array()
                .shape())
        .containsExactly(0, 3);
    assertThat(
            read(ProducedArray.of("+w:0", 4)
                    .absent()
                    .child(ProducedArray.of("g", 0).absent().absent()))
                .array()
                .shape())
        .containsExactly(4, 0);
    Column texts = read(ProducedArray.of("u", 0).absent().absent().absent());
    assertThat(texts.offsets().toIntArray()).containsExactly(0);
    assertThat(texts.copy().length()).isZero();
    assertThat(
            read(ProducedArray.of("+l", 0, 2)
                    .absent()
                    .absent()
                    .child(ProducedArray.of("g", 0).absent().absent()))
                .child(0)
                .length())
        .isZero();
  }

  // --- texts

  @ParameterizedTest
  @CsvSource({"u, false", "U, true", "z, false", "Z, true"})
  void texts_areRead(String format, boolean wide) {
    ProducedArray made = ProducedArray.of(format, 4, 1).nulls(1).bits("10111");
    made = wide ? made.longs(0, 1, 1, 3, 3, 7) : made.ints(0, 1, 1, 3, 3, 7);
    Column column = read(made.text("aéü12").unaligned());
    boolean binary = format.equalsIgnoreCase("z");
    for (int i = 0; i < 4; i++) {
      String expected = Arrays.asList(null, "é", "", "ü12").get(i);
      byte[] bytes = column.getBytes(i);
      assertThat(bytes == null ? null : new String(bytes, StandardCharsets.UTF_8))
          .isEqualTo(expected);
      int index = i;
      if (binary && i > 0) {
        assertThatThrownBy(() -> column.getString(index))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessage(
                "expected strings but found column \"x\" of type " + column.field().typeName());
      } else {
        assertThat(column.getString(i)).isEqualTo(expected);
      }
    }
    assertThat(longs(column.offsets())).containsExactly(1, 1, 3, 3, 7);
    assertThatThrownBy(() -> column.getBytes(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> column.getList(2)).isInstanceOf(UnsupportedOperationException.class);
  }

  private static byte[] view(String text, int buffer, int from) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer view = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(bytes.length);
    return bytes.length <= 12
        ? view.put(bytes).array()
        : view.put(bytes, 0, 4).putInt(buffer).putInt(from).array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vu", "vz"})
  @DisplayName("view types: short values inside, long ones in any of several buffers")
  void views_areRead(String format) {
    String twelve = "twelve chars";
    String thirteen = "thirteen here";
    String more = "and this is longer";
    Column column =
        read(
            ProducedArray.of(format, 4, 1)
                .nulls(1)
                .bits("11101")
                .bytes(
                    joined(
                        view("skip", 0, 0),
                        view(twelve, 0, 0),
                        view(thirteen, 1, 2),
                        view("", 0, 0),
                        view(more, 0, 0)))
                .text(more)
                .text("##" + thirteen)
                .longs(more.length(), thirteen.length() + 2));
    assertThat(column.buffers()).as("without the sizes").hasSize(4);
    assertThat(new String(Objects.requireNonNull(column.getBytes(0)), StandardCharsets.UTF_8))
        .isEqualTo(twelve);
    assertThat(new String(Objects.requireNonNull(column.getBytes(1)), StandardCharsets.UTF_8))
        .isEqualTo(thirteen);
    assertThat(column.getBytes(2)).isNull();
    if (format.equals("vu")) {
      assertThat(column.getString(3)).isEqualTo(more);
      assertThat(column.copy().getString(3)).isEqualTo(more);
      assertThat(column.withoutOffset().getString(3)).isEqualTo(more);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0, 13", "-1, 0, 13", "0, 1, 13", "0, -1, 13", "0, 0, -1", "0, 0, 2147483647"})
  void views_thatLeadElsewhere_areRejected(int buffer, int from, int length) {
    byte[] view =
        ByteBuffer.allocate(16)
            .order(ByteOrder.nativeOrder())
            .putInt(length)
            .putInt(0)
            .putInt(buffer)
            .putInt(from)
            .array();
    Column column =
        read(ProducedArray.of("vz", 1).absent().bytes(view).bytes(new byte[13]).longs(13));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> column.getBytes(0))
        .withMessage(
            "expected a value inside one of 1 buffers but found %d bytes at %d of buffer %d: column"
                + " \"x\" of type binary_view",
            length, from, buffer);
  }

  @Test
  void offsetsBetween_areChecked_whenUsed() {
    Column column = read(ProducedArray.of("u", 3).absent().ints(0, 9, 2, 3).text("abc"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> column.getString(0))
        .withMessage(
            "expected offsets in [0, 3] that do not decrease but found 0 to 9 at element 0: column"
                + " \"x\" of type string");
    assertThatIllegalArgumentException().isThrownBy(() -> column.getString(1));
    assertThat(column.getString(2)).isEqualTo("c");
  }

  // --- lists

  @ParameterizedTest
  @ValueSource(strings = {"+l", "+L", "+vl", "+vL"})
  @DisplayName("item 42: lists are ragged rows of their child")
  void item42_lists(String format) {
    ProducedArray made = ProducedArray.of(format, 3, 1).nulls(1).bits("1101");
    boolean wide = format.endsWith("L");
    boolean view = format.startsWith("+v");
    int[] starts = view ? new int[] {0, 3, 0, 1} : new int[] {0, 1, 3, 3, 5};
    made = wide ? made.longs(Arrays.stream(starts).asLongStream().toArray()) : made.ints(starts);
    if (view) {
      made = wide ? made.longs(9, 2, 0, 3) : made.ints(9, 2, 0, 3);
    }
    Column column = read(made.child(ProducedArray.doubles(5, 2).name("item")));
    double[] first = view ? new double[] {5, 6} : new double[] {3, 4};
    double[] last = view ? new double[] {3, 4, 5} : new double[] {5, 6};
    for (Column same : List.of(column, column.withoutOffset(), column.copy())) {
      assertThat(Objects.requireNonNull(same.getList(0)).array().toDoubleArray()).isEqualTo(first);
      assertThat(same.getList(1)).isNull();
      assertThat(Objects.requireNonNull(same.getList(2)).array().toDoubleArray()).isEqualTo(last);
      assertThat(same.field()).isEqualTo(column.field());
    }
    assertThat(column.offsets().dtype()).isEqualTo(wide ? DType.INT64 : DType.INT32);
    assertThat(column.offsets().size()).isEqualTo(view ? 3 : 4);
    if (view) {
      assertThat(longs(column.sizes())).containsExactly(2, 0, 3);
    } else {
      assertThatThrownBy(column::sizes).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThatThrownBy(column::values).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void maps_areRowsOfEntries() {
    Column column =
        read(
            ProducedArray.of("+m", 2)
                .absent()
                .ints(0, 2, 3)
                .child(
                    ProducedArray.of("+s", 3)
                        .absent()
                        .name("entries")
                        .child(
                            ProducedArray.of("u", 3)
                                .absent()
                                .ints(0, 1, 2, 3)
                                .text("abc")
                                .name("key"),
                            ProducedArray.doubles(3, 4).name("value"))));
    Column entries = Objects.requireNonNull(column.getList(1));
    assertThat(entries.child("key").getString(0)).isEqualTo("c");
    assertThat(entries.child("value").array().toDoubleArray()).containsExactly(6);
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "-1, 1", "0, -1", "1, 2147483647"})
  void listViews_thatLeadElsewhere_areRejected(int start, int size) {
    Column column =
        read(
            ProducedArray.of("+vl", 1)
                .absent()
                .ints(start)
                .ints(size)
                .child(ProducedArray.doubles(3, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> column.getList(0))
        .withMessage(
            "expected offsets in [0, 3] that do not decrease but found %d to %d at element 0:"
                + " column \"x\" of type list_view<float64?>",
            start, (long) start + size);
  }

  // --- dictionaries, unions, runs

  @ParameterizedTest
  @ValueSource(strings = {"c", "C", "s", "S", "i", "I", "l", "L"})
  @DisplayName("item 41: indices, and the values that they stand for")
  void item41_dictionary(String format) {
    ProducedArray made = ProducedArray.of(format, 3, 1).nulls(1).bits("1101");
    made =
        switch (FormatString.of(format).byteWidth()) {
          case 1 -> made.bytes((byte) 9, (byte) 2, (byte) 0, (byte) 1);
          case 2 -> made.shorts(9, 2, 0, 1);
          case 4 -> made.ints(9, 2, 0, 1);
          default -> made.longs(9, 2, 0, 1);
        };
    Column column =
        read(
            made.dictionary(ProducedArray.of("u", 3, 1).absent().ints(0, 1, 2, 4, 4).text("abcd")));
    assertThat(longs(column.values())).containsExactly(2, 0, 1);
    assertThat(column.getString(0)).isEmpty();
    assertThat(column.getString(1)).isNull();
    assertThat(column.getString(2)).isEqualTo("cd");
    Column dictionary = Objects.requireNonNull(column.dictionary());
    assertThat(dictionary.length()).isEqualTo(3);
    assertThat(dictionary.getString(0)).isEqualTo("b");
    assertThat(column.copy().getString(2)).isEqualTo("cd");
    assertThat(Spec.values(column.withoutOffset())).containsExactly("", null, "cd");
  }

  @Test
  void indices_thatLeadElsewhere_areRejected() {
    ProducedArray values = ProducedArray.of("u", 1).absent().ints(0, 1).text("a");
    Column column =
        read(ProducedArray.of("c", 2).absent().bytes((byte) -1, (byte) 1).dictionary(values));
    for (int i = 0; i < 2; i++) {
      int index = i;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> column.getString(index))
          .withMessage(
              "expected an index into the 1 values of the dictionary but found %d: column \"x\" of"
                  + " type dictionary<int8, string?>",
              i == 0 ? -1 : 1);
    }
  }

  @Test
  @DisplayName("unions, also with the validity buffer of old")
  void unions_haveChildren() {
    for (boolean old : new boolean[] {false, true}) {
      ProducedArray sparse = ProducedArray.of("+us:4,2", 2, 1);
      ProducedArray dense = ProducedArray.of("+ud:0", 2, 1);
      if (old) {
        sparse = sparse.absent();
        dense = dense.bits("111");
      }
      Column both =
          read(
              sparse
                  .bytes((byte) 4, (byte) 2, (byte) 4)
                  .child(ProducedArray.doubles(3, 1), ProducedArray.doubles(4, 0)));
      assertThat(both.child(0).array().toDoubleArray()).containsExactly(2, 3);
      assertThat(both.child(1).array().toDoubleArray()).containsExactly(1, 2);
      assertThat(both.buffers()).hasSize(1);
      Column one = read(dense.bytes(new byte[3]).ints(9, 0, 1).child(ProducedArray.doubles(2, 1)));
      assertThat(one.child(0).array().toDoubleArray()).containsExactly(1, 2);
      assertThat(one.nullCount()).isZero();
      assertThat(one.buffers()).hasSize(2);
      assertThat(one.withoutOffset().buffers().get(1).get(ValueLayout.JAVA_INT_UNALIGNED, 0))
          .isZero();
      assertThatThrownBy(one::array).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void runs_haveChildren() {
    Column column =
        read(
            ProducedArray.of("+r", 5, 2)
                .child(
                    ProducedArray.of("s", 2, 1).absent().shorts(0, 3, 7),
                    ProducedArray.doubles(2, 0)));
    assertThat(longs(column.child(0).array())).containsExactly(3, 7);
    assertThat(column.child(1).array().toDoubleArray()).containsExactly(0, 1);
    assertThat(column.nullCount()).isZero();
    assertThat(validity(column)).as("the runs' own buffer: there is none").isEqualTo("11111");
    assertThatThrownBy(column::values).isInstanceOf(UnsupportedOperationException.class);
    for (Column moved : List.of(column.withoutOffset(), column.copy())) {
      assertThat(moved.offset()).isZero();
      assertThat(longs(moved.child(0).array())).containsExactly(1, 5);
      assertThat(moved.child(1).array().toDoubleArray()).containsExactly(0, 1);
    }
    Column second = column.slice(1, 3).withoutOffset();
    assertThat(longs(second.child(0).array())).containsExactly(2);
    assertThat(second.child(1).array().toDoubleArray()).containsExactly(1);
  }
}
