package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.ffi.internal.host.CMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Structs made to break the reader. Item 52 is in each of these tests: whatever the result,
/// everything has been released once in the end.
class HostileImportTest {
  private static final long[] LENGTHS = {
    Long.MAX_VALUE,
    Long.MAX_VALUE - 7,
    Long.MIN_VALUE,
    -1,
    1L << 62,
    1L << 61,
    1L << 60,
    1L << 59,
    3L << 47,
    1L << 50,
    (1L << 47) - 1,
    1L << 47
  };

  private final Arena arena = Arena.ofConfined();
  private final long schemas = Producers.C.schemas();
  private final long arrays = Producers.C.arrays();
  private final long blocks = Producers.C.live_blocks();
  private int made;

  @AfterEach
  void allIsReleasedOnce() {
    arena.close();
    assertThat(Producers.C.live_blocks()).isEqualTo(blocks);
    assertThat(Producers.C.schemas() - schemas).isEqualTo(made);
    assertThat(Producers.C.arrays() - arrays).isEqualTo(made);
  }

  private Column read(ProducedArray it) {
    made += it.schemas().size();
    it.arrays();
    return it.adopt(arena);
  }

  // --- lengths

  private static ProducedArray make(String format) {
    return switch (format) {
      case "n", "+r" -> ProducedArray.of(format, 0);
      case "+w:0", "+w:2", "+w:2147483647" ->
          ProducedArray.of(format, 0).absent().child(ProducedArray.doubles(3, 0).name("item"));
      case "+s" -> ProducedArray.of(format, 0).absent();
      case "vu" -> ProducedArray.of(format, 0).absent().bytes(new byte[16]).absent();
      case "u" -> ProducedArray.of(format, 0).absent().ints(0).absent();
      case "+vl" ->
          ProducedArray.of(format, 0).absent().ints(0).ints(0).child(ProducedArray.doubles(3, 0));
      case "+ud:0" ->
          ProducedArray.of(format, 0).bytes((byte) 0).ints(0).child(ProducedArray.doubles(3, 0));
      default -> ProducedArray.of(format, 0).absent().bytes(new byte[16]);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n",
        "g",
        "c",
        "tin",
        "w:0",
        "w:2147483647",
        "+w:0",
        "+w:2",
        "+w:2147483647",
        "+s",
        "vu",
        "+vl",
        "+ud:0"
      })
  @DisplayName("item 31: lengths and offsets that no process can have")
  void item31_lengths(String format) {
    for (long length : LENGTHS) {
      for (long offset : LENGTHS) {
        lengths(format, length, 0);
        lengths(format, 0, offset);
        lengths(format, length, offset);
      }
    }
  }

  /// Those that need no memory are columns, however long.
  private void lengths(String format, long length, long offset) {
    ProducedArray it = make(format);
    ProducedArray.put(it.array().address() + ArrowArray.LENGTH, length);
    ProducedArray.put(it.array().address() + ArrowArray.OFFSET, offset);
    if (format.equals("n")) {
      ProducedArray.put(it.array().address() + ArrowArray.NULL_COUNT, length);
    }
    Column column;
    try {
      column = read(it);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("field x: expected ");
      assertThat(e).hasMessageEndingWith("; the array has been released");
      return;
    }
    assertThat(length).isNotNegative();
    assertThat(offset).isNotNegative();
    assertThat(length + offset).isNotNegative();
    int width = format.equals("w:2147483647") ? Integer.MAX_VALUE : format.equals("g") ? 8 : 0;
    assertThat(Math.multiplyHigh(width, length + offset)).isZero();
    assertThat(width * (length + offset)).isBetween(0L, 1L << 48);
    assertThat(column.length()).isEqualTo(length);
    assertThat(column.slice(length, length).nullCount()).isZero();
    assertThat(column.children()).hasSize(column.field().children().size());
    // not column.toString(), which reads elements that are not there
    assertThat(column.data().toString()).startsWith("Column[" + length + " of " + column.field());
  }

  @Test
  @DisplayName("lists of nothing, values of no bytes, structs of no columns")
  void nothing_ofAnyLength() {
    ProducedArray lists = make("+w:0");
    ProducedArray.put(lists.array().address() + ArrowArray.LENGTH, 1L << 40);
    Column column = read(lists);
    assertThat(column.array().shape()).containsExactly(1L << 40, 0);
    assertThat(Objects.requireNonNull(column.getList(1L << 39)).length()).isZero();
    assertThat(column.child(0).length()).isZero();
    assertThat(column.copy().length()).isEqualTo(1L << 40);

    Column empty = read(ProducedArray.of("w:0", 5, 2).absent().absent());
    assertThat(empty.getBytes(4)).isEmpty();
    assertThat(empty.copy().getBytes(4)).isEmpty();
    assertThat(empty.withoutOffset().getBytes(4)).isEmpty();
    assertThatThrownBy(empty::values).isInstanceOf(UnsupportedOperationException.class);

    Column struct = read(ProducedArray.of("+s", 7, 3).absent());
    assertThat(struct.children()).isEmpty();
    assertThat(struct.copy().length()).isEqualTo(7);
    assertThat(struct.withoutOffset().offset()).isZero();
    assertThatThrownBy(() -> struct.child(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> struct.child("a"))
        .withMessage("expected one of the columns [] but found \"a\"");
  }

  @Test
  @DisplayName("the bytes of an element of lists in lists do not fit 63 bits")
  void hugeCells_areRejected() {
    ProducedArray it = ProducedArray.of("g", 0).absent().absent();
    for (int i = 0; i < 3; i++) {
      it = ProducedArray.of("+w:2147483647", 0).absent().child(it);
    }
    Column column = read(it);
    assertThatIllegalArgumentException()
        .isThrownBy(column::array)
        .withMessageStartingWith("field x: expected elements of less than 2^63 bytes but found");
  }

  // --- offsets

  @ParameterizedTest
  @ValueSource(strings = {"u", "U", "z", "+l", "+L", "+m"})
  @DisplayName("with length 0 nothing is read: no offsets, also with an offset")
  void noOffsets_needNoBuffer(String format) {
    for (int offset : new int[] {0, 7}) {
      ProducedArray it = ProducedArray.of(format, 0, offset).absent().absent();
      if (format.startsWith("+")) {
        ProducedArray pair = ProducedArray.of("+s", 0).absent();
        it =
            format.equals("+m")
                ? it.child(
                    pair.child(
                        ProducedArray.of("c", 0).absent().absent(), ProducedArray.doubles(0, 0)))
                : it.child(ProducedArray.doubles(0, 0));
      } else {
        it = it.absent();
      }
      Column column = read(it);
      for (Column same : List.of(column, column.copy(), column.withoutOffset())) {
        assertThat(same.length()).isZero();
        assertThat(same.offsets().copy().size()).isPositive();
        assertThat(same.validity().size()).isZero();
      }
    }
  }

  @Test
  @DisplayName("texts that are all empty need no bytes, wherever their offsets are")
  void emptyTexts_needNoBytes() {
    Column column = read(ProducedArray.of("u", 2).absent().ints(3, 3, 3).absent());
    for (Column same :
        List.of(column, column.copy(), column.withoutOffset(), column.slice(1, 2).copy())) {
      assertThat(same.getString(0)).isEmpty();
    }
    Column lists =
        read(ProducedArray.of("+l", 2).absent().ints(3, 3, 3).child(ProducedArray.doubles(1, 0)));
    assertThat(Objects.requireNonNull(lists.getList(1)).length()).isZero();
    assertThat(Objects.requireNonNull(lists.copy().getList(1)).length()).isZero();

    Column lie = read(ProducedArray.of("u", 3).absent().ints(3, 9, 0, 3).absent());
    for (int i = 0; i < 3; i++) {
      int index = i;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> lie.getString(index))
          .withMessageStartingWith("expected offsets in [0, 0] that do not decrease but found ");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2, '9 to 2'", "2, 3, '2 to 1'", "1, 4, '9 to 3'"})
  @DisplayName("offsets inside of a column that lead elsewhere end no copy of a part outside")
  void badParts_areNotCopied(int from, int to, String found) {
    String message = "that do not decrease but found %s: column \"x\" of type ".formatted(found);
    Column texts = read(ProducedArray.of("u", 4).absent().ints(0, 9, 2, 1, 3).text("abc"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> texts.slice(from, to).copy())
        .withMessage("expected offsets in [0, 3] " + message + "string");
    Column lists =
        read(
            ProducedArray.of("+l", 4)
                .absent()
                .ints(0, 9, 2, 1, 3)
                .child(ProducedArray.doubles(3, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lists.slice(from, to).copy())
        .withMessage("expected offsets in [0, 3] " + message + "list<float64?>");
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 1",
    "9223372036854775807, 9223372036854775807",
    "-1, 2",
    "1, -1",
    "-9223372036854775808, -9223372036854775808",
    "4, 0x7fffffffffffffff",
    "2, 2"
  })
  @DisplayName("list-views with 64-bit starts and sizes whose sum leaves 63 bits")
  void wideListViews_areChecked(String start, String size) {
    Column column =
        read(
            ProducedArray.of("+vL", 1)
                .absent()
                .longs(Long.decode(start))
                .longs(Long.decode(size))
                .child(ProducedArray.doubles(3, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> column.getList(0))
        .withMessageStartingWith("expected offsets in [0, 3] that do not decrease but found ");
  }

  // --- views

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 1L << 62, Integer.MAX_VALUE, 0, -1, 1})
  @DisplayName("item 31: counts of a view's buffers that are none")
  void item31_viewCounts(long count) {
    ProducedArray it = ProducedArray.of("vz", 0).absent().absent().absent();
    ProducedArray.put(it.array().address() + ArrowArray.N_BUFFERS, count);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(it))
        .withMessage(
            "field x: expected 3 buffers for format \"vz\" but found n_buffers %d; the array has"
                + " been released",
            count);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -1, 1L << 60, 1L << 48})
  @DisplayName("item 31: sizes of a view's buffers that no process can have")
  void item31_viewSizes(long size) {
    ProducedArray it = ProducedArray.of("vz", 0).absent().absent().bytes(new byte[3]).longs(size);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(it))
        .withMessageStartingWith("field x: expected ")
        .withMessageContaining(" in buffer 2 but found ")
        .withMessageEndingWith("; the array has been released");
  }

  @Test
  @DisplayName("a long value of a view whose buffer is NULL")
  void view_ofAnAbsentBuffer() {
    byte[] view =
        ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(13).putInt(0).array();
    Column column = read(ProducedArray.of("vz", 1).absent().bytes(view).absent().longs(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> column.getBytes(0))
        .withMessage(
            "expected a value inside one of 1 buffers but found 13 bytes at 0 of buffer 0: column"
                + " \"x\" of type binary_view");
  }

  // --- dictionaries, unions

  @Test
  @DisplayName("item 41: the index of a missing element is not looked at")
  void item41_missingIndex_isNotRead() {
    Column column =
        read(
            ProducedArray.of("i", 2)
                .nulls(1)
                .bits("01")
                .ints(Integer.MIN_VALUE, 0)
                .dictionary(ProducedArray.of("u", 1).absent().ints(0, 1).text("a")));
    assertThat(column.getString(0)).isNull();
    assertThat(column.getBytes(0)).isNull();
    assertThat(column.getString(1)).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+us:5,9", "+ud:5,9"})
  @DisplayName("type ids and starts of unions that lead nowhere are not followed")
  void unions_areNotFollowed(String format) {
    ProducedArray it = ProducedArray.of(format, 2, 1).bytes((byte) 5, (byte) -128, (byte) 127);
    it = format.startsWith("+ud") ? it.ints(-1, Integer.MAX_VALUE, Integer.MIN_VALUE) : it;
    Column column = read(it.child(ProducedArray.doubles(3, 0), ProducedArray.doubles(3, 0)));
    for (Column same : List.of(column, column.slice(1, 2), column.copy(), column.withoutOffset())) {
      assertThat(same.nullCount()).isZero();
      assertThat(same.isNull(0)).isFalse();
      assertThat(same.children()).hasSize(2);
      for (LongFunction<?> reader :
          List.<LongFunction<?>>of(same::get, same::getString, same::getBytes, same::getList)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> reader.apply(0))
            .withMessageStartingWith("expected one of the type ids [5, 9] but found ");
      }
      assertThat(same.toString())
          .endsWith(same.length() == 1 ? "\n?\n1 element" : "\n?\n?\n2 elements");
      assertThatThrownBy(same::array).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(column.copy().buffers().getFirst().toArray(ValueLayout.JAVA_BYTE))
        .startsWith((byte) -128, (byte) 127);
  }

  // --- schemas

  @Test
  @DisplayName("a name that is no UTF-8 is read as far as it goes; such a format is rejected")
  void texts_thatAreNoUtf8() {
    ProducedArray it = ProducedArray.doubles(1, 0);
    ProducedArray.put(it.schema().address() + ArrowSchema.NAME, text(it, 'a', 0xff, 0xc3, 'b', 0));
    assertThat(read(it).name()).isEqualTo("a\ufffd\ufffdb");

    ProducedArray bad = ProducedArray.doubles(1, 0);
    ProducedArray.put(bad.schema().address() + ArrowSchema.FORMAT, text(bad, 0xe7, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(bad))
        .withMessageStartingWith("field x: expected a format string of the Arrow C data interface");
    ProducedArray none = ProducedArray.doubles(1, 0);
    ProducedArray.put(none.schema().address() + ArrowSchema.FORMAT, text(none, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(none))
        .withMessageContaining("but found \"\"; the schema has been released");
  }

  private static long text(ProducedArray it, int... bytes) {
    long at = Producers.C.schema_bytes(it.schema().address(), bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      CMemory.ALL.set(ValueLayout.JAVA_BYTE, at + i, (byte) bytes[i]);
    }
    return at;
  }

  @ParameterizedTest
  @CsvSource({
    "2147483647, 0, 'a number of pairs in [0, 2^28) in metadata but found 2147483647'",
    "268435456, 0, 'a number of pairs in [0, 2^28) in metadata but found 268435456'",
    "1, 2147483647, 'a length in [0, 2147483635] in metadata but found 2147483647'",
    "1, -2147483648, 'a length in [0, 2147483635] in metadata but found -2147483648'"
  })
  @DisplayName("metadata of more bytes than it can have is rejected before it is read")
  void hugeMetadata_isRejected(int pairs, int length, String message) {
    byte[] encoded =
        ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(pairs).putInt(length).array();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(ProducedArray.doubles(1, 0).metadata(encoded)))
        .withMessage(
            "field x: expected %s; the schema has been released; the array has been released",
            message);
  }

  @Test
  @DisplayName("what a column is can be said when its memory is gone")
  void toString_neverThrows() {
    Column column;
    made++;
    try (Arena mine = Arena.ofConfined()) {
      column = ProducedArray.of("c", 3).nulls(-1).bits("101").bytes(new byte[3]).adopt(mine);
      assertThat(column.data()).hasToString("Column[3 of x: int8?]");
      assertThat(column.nullCount()).isEqualTo(1);
    }
    String gone = ": Already closed";
    assertThat(column).hasToString("Column[3 of x: int8?, 1 missing]" + gone);
    assertThat(Column.ofBatch(column)).hasToString("Column[3 of struct<x: int8?>]" + gone);
    Column empty = Column.of("y", NDArray.zeros(DType.INT8, 0));
    assertThat(empty.data()).hasToString("Column[0 of y: int8]");
  }
}
