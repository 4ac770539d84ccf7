package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.util.Text;
import org.culebra.array.Retention;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Columns as vectors and vectors as columns: the same values at the same addresses.
class BridgeTest {
  private static final int LENGTH = 21;

  /// Formats of a fixed width, and the class that arrow-java has for each.
  record Fixed(String format, int width, String vector) {}

  static Stream<Fixed> fixed() {
    return Stream.of(
        new Fixed("c", 1, "TinyIntVector"),
        new Fixed("C", 1, "UInt1Vector"),
        new Fixed("s", 2, "SmallIntVector"),
        new Fixed("S", 2, "UInt2Vector"),
        new Fixed("i", 4, "IntVector"),
        new Fixed("I", 4, "UInt4Vector"),
        new Fixed("l", 8, "BigIntVector"),
        new Fixed("L", 8, "UInt8Vector"),
        new Fixed("e", 2, "Float2Vector"),
        new Fixed("f", 4, "Float4Vector"),
        new Fixed("g", 8, "Float8Vector"),
        new Fixed("w:5", 5, "FixedSizeBinaryVector"),
        new Fixed("d:20,3", 16, "DecimalVector"),
        new Fixed("d:50,3,256", 32, "Decimal256Vector"),
        new Fixed("tdD", 4, "DateDayVector"),
        new Fixed("tdm", 8, "DateMilliVector"),
        new Fixed("tts", 4, "TimeSecVector"),
        new Fixed("ttm", 4, "TimeMilliVector"),
        new Fixed("ttu", 8, "TimeMicroVector"),
        new Fixed("ttn", 8, "TimeNanoVector"),
        new Fixed("tss:", 8, "TimeStampSecVector"),
        new Fixed("tsm:", 8, "TimeStampMilliVector"),
        new Fixed("tsu:", 8, "TimeStampMicroVector"),
        new Fixed("tsn:UTC", 8, "TimeStampNanoTZVector"),
        new Fixed("tDs", 8, "DurationVector"),
        new Fixed("tDn", 8, "DurationVector"),
        new Fixed("tiM", 4, "IntervalYearVector"),
        new Fixed("tiD", 8, "IntervalDayVector"),
        new Fixed("tin", 16, "IntervalMonthDayNanoVector"));
  }

  static MemorySegment random(long bytes, String seed) {
    byte[] drawn = new byte[(int) bytes];
    Random random = Seeds.random("BridgeTest." + seed);
    random.nextBytes(drawn);
    return Arena.ofAuto().allocate(bytes, 64).copyFrom(MemorySegment.ofArray(drawn));
  }

  private static Column column(ArrowField field, int offset, MemorySegment... buffers) {
    return Column.ofBuffers(
        field, LENGTH, offset, -1, List.of(buffers), Retention.GC_MANAGED, List.of(), null);
  }

  private static boolean bit(MemorySegment bitmap, long index) {
    return (bitmap.get(ValueLayout.JAVA_BYTE, index >>> 3) >>> (index & 7) & 1) != 0;
  }

  private static byte[] bytes(MemorySegment memory, long at, long count) {
    return memory.asSlice(at, count).toArray(ValueLayout.JAVA_BYTE);
  }

  @ParameterizedTest
  @MethodSource("fixed")
  @DisplayName("items 14, 15, 28: an offset is applied; pointers move, bits are shifted")
  void fixedWidth_withOffset_isTheSameMemory(Fixed type) {
    ArrowField field = ArrowField.of("x", type.format()).withNullable(true);
    for (int offset : new int[] {0, 3, 8, 13}) {
      MemorySegment data = random((long) (LENGTH + offset) * type.width(), type.format());
      MemorySegment bitmap = random(8, type.format() + offset);
      try (BufferAllocator none = new RootAllocator(0);
          FieldVector vector = Vectors.vector(column(field, offset, bitmap, data), none);
          Arena arena = Arena.ofConfined()) {
        assertThat(vector.getClass().getSimpleName()).isEqualTo(type.vector());
        assertThat(vector.getDataBufferAddress())
            .isEqualTo(data.address() + (long) offset * type.width());
        assertThat(vector.getValueCount()).isEqualTo(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
          assertThat(vector.isNull(i)).isEqualTo(!bit(bitmap, offset + i));
        }
        Column back = Vectors.column(arena, vector);
        assertThat(back.field()).isEqualTo(field);
        assertThat(back.nullCount()).isEqualTo(vector.getNullCount());
        assertThat(back.buffers().get(1).address()).isEqualTo(vector.getDataBufferAddress());
        assertThat(bytes(back.buffers().get(1), 0, (long) LENGTH * type.width()))
            .isEqualTo(bytes(data, (long) offset * type.width(), (long) LENGTH * type.width()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 64, 65, 1000})
  @DisplayName("item 26: where there is no bitmap, the vector gets one without its allocator")
  void withoutBitmap_nothingIsAllocated(int length) {
    MemorySegment data = random(Math.max(1, length * 8L), "bitmap");
    Column column =
        Column.ofBuffers(
            ArrowField.of("x", "g"),
            length,
            0,
            0,
            List.of(MemorySegment.NULL, data),
            Retention.GC_MANAGED,
            List.of(),
            null);
    try (BufferAllocator none = new RootAllocator(0);
        FieldVector vector = Vectors.vector(column, none)) {
      assertThat(vector.getNullCount()).isZero();
      assertThat(IntStream.range(0, length)).noneMatch(vector::isNull);
      int behind = length;
      for (; behind < vector.getValidityBuffer().capacity() * 8; behind++) {
        assertThat(vector.getValidityBuffer().getByte(behind / 8) >> behind % 8 & 1).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 8})
  @DisplayName("item 28: packed booleans with an offset")
  void bits_withOffset_areShifted(int offset) {
    MemorySegment bitmap = random(8, "bits" + offset);
    MemorySegment data = random(8, "data" + offset);
    ArrowField field = ArrowField.of("x", "b").withNullable(true);
    try (BufferAllocator none = new RootAllocator(0);
        FieldVector vector = Vectors.vector(column(field, offset, bitmap, data), none)) {
      for (int i = 0; i < LENGTH; i++) {
        Object expected = bit(bitmap, offset + i) ? bit(data, offset + i) : null;
        assertThat(vector.getObject(i)).isEqualTo(expected);
      }
    }
  }

  /// `length` ints, counted from `first`.
  private static Column ints(String name, int first, int length) {
    MemorySegment data = Arena.ofAuto().allocate(4L * Math.max(length, 1), 64);
    for (int i = 0; i < length; i++) {
      data.setAtIndex(ValueLayout.JAVA_INT, i, first + i);
    }
    return Column.ofBuffers(
        ArrowField.of(name, "i"),
        length,
        0,
        0,
        List.of(MemorySegment.NULL, data),
        Retention.GC_MANAGED,
        List.of(),
        null);
  }

  private static MemorySegment intsOf(int... values) {
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, values);
  }

  private static MemorySegment bytesOf(int... values) {
    MemorySegment memory = Arena.ofAuto().allocate(values.length);
    for (int i = 0; i < values.length; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
    }
    return memory;
  }

  private static Column nested(
      String format, int length, int offset, List<MemorySegment> buffers, Column... children) {
    ArrowField[] fields = Stream.of(children).map(Column::field).toArray(ArrowField[]::new);
    return Column.ofBuffers(
        ArrowField.of("x", format, fields),
        length,
        offset,
        0,
        buffers,
        Retention.GC_MANAGED,
        List.of(children),
        null);
  }

  private static final MemorySegment NULL = MemorySegment.NULL;

  static Stream<Arguments> nested() {
    Column ints = ints("item", 0, 20);
    MemorySegment letters = bytesOf("abcdefghijkl".getBytes(StandardCharsets.UTF_8));
    MemorySegment ends = intsOf(0, 1, 3, 6, 6, 10);
    MemorySegment starts = intsOf(9, 7, 5, 3, 1);
    MemorySegment sizes = intsOf(1, 2, 3, 0, 2);
    return Stream.of(
        row("u", nested("u", 3, 2, List.of(NULL, ends, letters)), "def", "", "ghij"),
        row(
            "+l",
            nested("+l", 3, 2, List.of(NULL, ends), ints),
            List.of(3, 4, 5),
            List.of(),
            List.of(6, 7, 8, 9)),
        row(
            "+l of a slice",
            nested("+l", 2, 1, List.of(NULL, ends), ints.slice(4, 20)),
            List.of(5, 6),
            List.of(7, 8, 9)),
        row(
            "+vl",
            nested("+vl", 3, 2, List.of(NULL, starts, sizes), ints),
            List.of(5, 6, 7),
            List.of(),
            List.of(1, 2)),
        row(
            "+w:2",
            nested("+w:2", 3, 2, List.of(NULL), ints),
            List.of(4, 5),
            List.of(6, 7),
            List.of(8, 9)),
        row(
            "+w:2 of a slice",
            nested("+w:2", 2, 2, List.of(NULL), ints.slice(1, 20)),
            List.of(5, 6),
            List.of(7, 8)),
        row(
            "+s",
            nested("+s", 2, 3, List.of(NULL), ints.slice(1, 20)),
            Map.of("item", 4),
            Map.of("item", 5)),
        row(
            "+ud",
            nested(
                "+ud:5,7",
                3,
                1,
                List.of(bytesOf(5, 7, 5, 7), intsOf(0, 3, 2, 0)),
                ints("a", 0, 4),
                texts("b")),
            "b3",
            2,
            "b0"),
        row(
            "+r",
            nested("+r", 5, 2, List.of(), ends32(2, 3, 6, 9), ints("values", 10, 4)),
            11,
            12,
            12,
            12,
            13));
  }

  private static Column ends32(int... ends) {
    return Column.ofBuffers(
        ArrowField.of("run_ends", "i"),
        ends.length,
        0,
        0,
        List.of(NULL, intsOf(ends)),
        Retention.GC_MANAGED,
        List.of(),
        null);
  }

  /// b0, b1, b2, b3.
  private static Column texts(String name) {
    return Column.ofBuffers(
        ArrowField.of(name, "u"),
        4,
        0,
        0,
        List.of(NULL, intsOf(0, 2, 4, 6, 8), bytesOf("b0b1b2b3".getBytes(StandardCharsets.UTF_8))),
        Retention.GC_MANAGED,
        List.of(),
        null);
  }

  private static MemorySegment bytesOf(byte[] bytes) {
    return Arena.ofAuto().allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
  }

  private static Arguments row(String name, Column column, Object... expected) {
    return Arguments.of(name, column, List.of(expected));
  }

  static List<Object> objects(FieldVector vector) {
    List<Object> objects = new ArrayList<>();
    for (int i = 0; i < vector.getValueCount(); i++) {
      Object object = vector.getObject(i);
      objects.add(object instanceof Text text ? text.toString() : object);
    }
    return objects;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nested")
  @DisplayName("items 28, 29, 30: offsets of nested columns, and of their children, are applied")
  void nested_withOffset_isRight(String name, Column column, List<Object> expected) {
    try (BufferAllocator allocator = new RootAllocator();
        FieldVector vector = Vectors.vector(column, allocator)) {
      assertThat(objects(vector)).as(name).isEqualTo(expected);
      try (Arena arena = Arena.ofConfined();
          FieldVector again = Vectors.vector(Vectors.column(arena, vector), allocator)) {
        assertThat(objects(again)).as(name).isEqualTo(expected);
      }
    }
  }

  private static Column sparseUnion() {
    return nested("+us:5,7", 3, 1, List.of(bytesOf(5, 7, 5, 7)), ints("a", 0, 4), texts("b"));
  }

  @Test
  @DisplayName(
      "sparse unions: arrow-java reads children of its own names only, and forgets the ids")
  void sparseUnion_isReadable() {
    try (BufferAllocator allocator = new RootAllocator();
        FieldVector vector = Vectors.vector(sparseUnion(), allocator);
        Arena arena = Arena.ofConfined()) {
      assertThat(objects(vector)).containsExactly("b1", 2, "b3");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Vectors.column(arena, vector))
          .withMessageContaining("found 7 in element 0")
          .withMessageContaining("VectorSchemaRoot");
    }
    Column batch = nested("+s", 3, 0, List.of(NULL), sparseUnion());
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = Vectors.root(batch, allocator);
        Arena arena = Arena.ofConfined();
        VectorSchemaRoot again = Vectors.root(Vectors.batch(arena, root), allocator)) {
      assertThat(Fields.arrowField(again.getSchema(), null).children())
          .isEqualTo(batch.field().children());
      assertThat(objects(again.getVector(0))).containsExactly("b1", 2, "b3");
    }
    Column alike =
        nested("+us:0,1", 3, 0, List.of(bytesOf(0, 1, 0)), ints("a", 0, 4), ints("b", 5, 4));
    try (BufferAllocator none = new RootAllocator(0)) {
      assertThatThrownBy(() -> Vectors.vector(alike, none))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("found two of \"int\"");
    }
  }

  @Test
  @DisplayName("item 24: what arrow-java has no vectors for is rejected by name")
  void gaps_areRejected() {
    try (BufferAllocator none = new RootAllocator(0)) {
      for (String format : List.of("d:9,2,32", "d:18,2,64")) {
        Column column = column(ArrowField.of("x", format), 0, NULL, random(LENGTH * 8, "gaps"));
        assertThatThrownBy(() -> Vectors.vector(column, none))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("128 or 256 bits")
            .hasMessageContaining(format);
      }
      Column nulls =
          Column.ofBuffers(
              ArrowField.of("x", "n").withNullable(true),
              1L << 31,
              0,
              1L << 31,
              List.of(),
              Retention.GC_MANAGED,
              List.of(),
              null);
      assertThatThrownBy(() -> Vectors.vector(nulls, none))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("at most 2147483647 elements")
          .hasMessageContaining("2147483648");
    }
  }

  @Test
  @DisplayName("item 41: dictionaries go to a provider, under free numbers, and come back")
  void dictionary_needsAPlace() {
    ArrowField field = ArrowField.of("x", "i").withDictionary(ArrowField.of("", "u"));
    Column column =
        Column.ofBuffers(
            field,
            3,
            1,
            0,
            List.of(NULL, intsOf(0, 3, 1, 2)),
            Retention.GC_MANAGED,
            List.of(),
            texts(""));
    try (BufferAllocator allocator = new RootAllocator();
        MapDictionaryProvider provider = new MapDictionaryProvider();
        FieldVector first = Vectors.vector(column, allocator, provider);
        FieldVector second = Vectors.vector(column, allocator, provider);
        Arena arena = Arena.ofConfined()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Vectors.vector(column, allocator))
          .withMessageContaining("expected the argument dictionaries");
      assertThat(provider.getDictionaryIds()).containsExactlyInAnyOrder(0L, 1L);
      assertThat(objects(second)).containsExactly(3, 1, 2);
      assertThat(objects(provider.lookup(1).getVector())).containsExactly("b0", "b1", "b2", "b3");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Vectors.column(arena, first))
          .withMessageContaining("a dictionary with id 0");
      Column back = Vectors.column(arena, first, provider);
      assertThat(back.field()).isEqualTo(field);
      assertThat(Objects.requireNonNull(back.dictionary()).length()).isEqualTo(4);
    }
  }

  @Test
  @DisplayName("a batch is a struct of which nothing is missing")
  void root_needsABatch() {
    try (BufferAllocator allocator = new RootAllocator()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Vectors.root(ints("x", 0, 3), allocator))
          .withMessageContaining("expected a batch, a struct, but found x: int32");
      Column batch = nested("+s", 2, 1, List.of(NULL), ints("a", 0, 4), texts("b"));
      try (VectorSchemaRoot root = Vectors.root(batch, allocator)) {
        assertThat(root.getRowCount()).isEqualTo(2);
        assertThat(objects(root.getVector("a"))).containsExactly(1, 2);
        assertThat(objects(root.getVector("b"))).containsExactly("b1", "b2");
      }
      Column missing =
          Column.ofBuffers(
              batch.field().withNullable(true),
              2,
              0,
              1,
              List.of(bytesOf(1)),
              Retention.GC_MANAGED,
              batch.children(),
              null);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Vectors.root(missing, allocator))
          .withMessageContaining("1 of 2 missing");
    }
  }

  @Test
  @DisplayName("item 12: writes show on the other side, both ways")
  void writes_show() {
    MemorySegment data = Arena.ofAuto().allocate(8 * LENGTH, 64);
    try (BufferAllocator allocator = new RootAllocator();
        Float8Vector vector =
            (Float8Vector)
                Vectors.vector(column(ArrowField.of("x", "g"), 0, NULL, data), allocator);
        Arena arena = Arena.ofConfined()) {
      data.setAtIndex(ValueLayout.JAVA_DOUBLE, 4, 2.5);
      assertThat(vector.get(4)).isEqualTo(2.5);
      vector.set(5, 7.5);
      assertThat(data.getAtIndex(ValueLayout.JAVA_DOUBLE, 5)).isEqualTo(7.5);
      MemorySegment back = Vectors.column(arena, vector).buffers().get(1);
      vector.set(6, -1);
      assertThat(back.getAtIndex(ValueLayout.JAVA_DOUBLE, 6)).isEqualTo(-1);
    }
  }
}
