package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.ffi.internal.host.CMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written, field by field, read back where it lies. The structs are full of rubbish
/// before, as a consumer's may be.
class ExportTest {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment schema = Arrow.newSchema(arena);
  private final MemorySegment array = Arrow.newArray(arena);
  private final long exports = ExportTracker.count();

  @BeforeEach
  void fillWithRubbish() {
    schema.fill((byte) 0xaa);
    array.fill((byte) 0xaa);
  }

  @AfterEach
  void item54_countReturnsToItsStart() {
    arena.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(exports);
  }

  private void release() {
    Arrow.releaseSchema(schema);
    Arrow.releaseArray(array);
    assertThat(CSide.C.is_released(schema, array)).isEqualTo(1);
  }

  private static String text(long address) {
    return CMemory.ALL.getString(address);
  }

  private long ofSchema(int field) {
    return schema.get(JAVA_LONG, field);
  }

  private long ofArray(int field) {
    return array.get(JAVA_LONG, field);
  }

  private long buffer(int index) {
    return CMemory.longAt(ofArray(ArrowArray.BUFFERS) + 8L * index);
  }

  private static NDArray doubles(double... values) {
    return NDArray.copyOf(values, values.length);
  }

  // --- schemas

  @ParameterizedTest
  @ValueSource(strings = {"n", "c", "g", "z", "w:16", "tsu:Europe/Zürich", "d:9,2,32", "tDn"})
  @DisplayName("items 2, 4, 5: format as given, name never NULL, metadata NULL when empty")
  void item02_04_05_texts(String format) {
    for (String name : List.of("", "x", "grün 🌍")) {
      Arrow.exportSchema(ArrowField.of(name, format), schema);
      assertThat(text(ofSchema(ArrowSchema.FORMAT))).isEqualTo(format);
      assertThat(text(ofSchema(ArrowSchema.NAME))).isEqualTo(name);
      assertThat(ofSchema(ArrowSchema.METADATA)).isZero();
      assertThat(ofSchema(ArrowSchema.FLAGS)).isZero();
      assertThat(ofSchema(ArrowSchema.N_CHILDREN)).isZero();
      assertThat(ofSchema(ArrowSchema.CHILDREN)).isZero();
      assertThat(ofSchema(ArrowSchema.DICTIONARY)).isZero();
      assertThat(CSide.C.move_and_release_schema(schema))
          .isEqualTo(name.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @Test
  @DisplayName("item 4: names of children are never NULL; item 10: their pointers")
  void item04_10_children() {
    ArrowField item = ArrowField.of("", "f");
    ArrowField list = ArrowField.of("m", "+w:3", item);
    Arrow.exportSchema(ArrowField.of("", "+s", list, ArrowField.of("d", "l")), schema);

    long children = ofSchema(ArrowSchema.CHILDREN);
    assertThat(ofSchema(ArrowSchema.N_CHILDREN)).isEqualTo(2);
    long first = CMemory.longAt(children);
    assertThat(text(CMemory.longAt(first + ArrowSchema.FORMAT))).isEqualTo("+w:3");
    assertThat(text(CMemory.longAt(first + ArrowSchema.NAME))).isEqualTo("m");
    long inner = CMemory.longAt(CMemory.longAt(first + ArrowSchema.CHILDREN));
    assertThat(text(CMemory.longAt(inner + ArrowSchema.NAME))).isEmpty();
    assertThat(text(CMemory.longAt(CMemory.longAt(children + 8) + ArrowSchema.NAME)))
        .isEqualTo("d");
    Arrow.releaseSchema(schema);
  }

  @Test
  @DisplayName("a name cannot have a NUL; nothing is touched, nothing stays")
  void nameWithNul_isRejected() {
    ArrowField bad = ArrowField.of("a\0b", "g");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.exportSchema(ArrowField.of("s", "+s", bad, bad), schema))
        .withMessage("expected a name without NUL but found \"a\\0b\"");
    Column column = Column.of("x", doubles(1, 2)).withName("\0");
    assertThatIllegalArgumentException().isThrownBy(() -> Arrow.export(column, schema, array));
    assertThat(ofSchema(ArrowSchema.RELEASE)).isEqualTo(0xaaaaaaaaaaaaaaaaL);
    assertThat(ofArray(ArrowArray.RELEASE)).isEqualTo(0xaaaaaaaaaaaaaaaaL);
  }

  /// The bytes by hand: counts and lengths are int32s in native order, without padding.
  private static byte[] metadata(String... keysAndValues) {
    ByteBuffer bytes = ByteBuffer.allocate(1000).order(ByteOrder.nativeOrder());
    bytes.putInt(keysAndValues.length / 2);
    for (String item : keysAndValues) {
      byte[] utf8 = item.getBytes(StandardCharsets.UTF_8);
      bytes.putInt(utf8.length).put(utf8);
    }
    byte[] made = new byte[bytes.position()];
    bytes.flip().get(made);
    return made;
  }

  static List<List<String>> pairs() {
    return List.of(
        List.of("k", "v"),
        List.of("k", ""),
        List.of("schlüssel", "wert 🌍", "ARROW:extension:name", "arrow.bool8"));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  @DisplayName("item 6: metadata, byte by byte")
  void item06_metadata(List<String> list) {
    String[] pairs = list.toArray(String[]::new);
    ArrowField field = ArrowField.of("x", "c").withMetadata(Metadata.of(pairs));
    Arrow.exportSchema(field, schema);

    byte[] expected = metadata(pairs);
    byte[] found = new byte[expected.length];
    MemorySegment.copy(
        CMemory.ALL, JAVA_BYTE, ofSchema(ArrowSchema.METADATA), found, 0, found.length);
    assertThat(found).isEqualTo(expected);
    assertThat(text(ofSchema(ArrowSchema.NAME))).isEqualTo("x");
    Arrow.releaseSchema(schema);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 4, 6, 7, 1L << 40 | 2})
  @DisplayName("item 8: flags as declared, unknown ones too")
  void item08_flags(long flags) {
    ArrowField field = ArrowField.of("x", "l").withFlags(flags);
    Arrow.exportSchema(ArrowField.of("", "+s", field), schema);
    assertThat(ofSchema(ArrowSchema.FLAGS)).isZero();
    long child = CMemory.longAt(ofSchema(ArrowSchema.CHILDREN));
    assertThat(CMemory.longAt(child + ArrowSchema.FLAGS)).isEqualTo(flags);
    Arrow.releaseSchema(schema);
  }

  // --- arrays

  private static Column raw(ArrowField field, int buffers, Column... children) {
    List<Buffer> none = new ArrayList<>();
    for (int i = 0; i < buffers; i++) {
      none.add(Buffer.ABSENT);
    }
    return TestColumns.of(field, 0, 0, 0, none, List.of(children), null);
  }

  @ParameterizedTest
  @CsvSource({
    "n, 0",
    "b, 2",
    "g, 2",
    "w:3, 2",
    "z, 3",
    "U, 3",
    "vu, 3",
    "+l, 2",
    "+vL, 3",
    "+w:2, 1",
    "+s, 1",
    "+us:1, 1",
    "+ud:1, 2",
    "+m, 2"
  })
  @DisplayName("items 9, 10, 11: n_buffers per type, pointers where there is something")
  void item09_10_11_buffers(String format, int expected) {
    Column item = raw(ArrowField.of("", "g"), 2);
    boolean nested = format.startsWith("+");
    ArrowField field =
        nested ? ArrowField.of("", format, ArrowField.of("", "g")) : ArrowField.of("", format);
    int named = field.type().parsed().kind().parts().size();
    Arrow.exportArray(nested ? raw(field, named, item) : raw(field, named), array);

    assertThat(ofArray(ArrowArray.N_BUFFERS)).isEqualTo(expected);
    assertThat(ofArray(ArrowArray.BUFFERS) != 0).isEqualTo(expected > 0);
    assertThat(ofArray(ArrowArray.N_CHILDREN)).isEqualTo(nested ? 1 : 0);
    assertThat(ofArray(ArrowArray.CHILDREN) != 0).isEqualTo(nested);
    assertThat(ofArray(ArrowArray.NULL_COUNT)).isZero();
    assertThat(ofArray(ArrowArray.DICTIONARY)).isZero();
    CSide.C.release_array(array);
  }

  @Test
  @DisplayName("view types: data buffers as they are, and one more with their sizes")
  void views_haveTheirSizes() {
    MemorySegment memory = Arena.ofAuto().allocate(100, 64);
    List<Buffer> buffers = new ArrayList<>(List.of(Buffer.ABSENT));
    for (int size : new int[] {16, 40, 3}) {
      buffers.add(new Buffer(memory.asSlice(0, size), Retention.GC_MANAGED));
    }
    Column column = TestColumns.of(ArrowField.of("", "vz"), 1, 0, 0, buffers, List.of(), null);
    Arrow.exportArray(column, array);

    assertThat(ofArray(ArrowArray.N_BUFFERS)).isEqualTo(5);
    assertThat(buffer(3)).isEqualTo(memory.address());
    assertThat(CMemory.longAt(buffer(4))).isEqualTo(40);
    assertThat(CMemory.longAt(buffer(4) + 8)).isEqualTo(3);
    CSide.C.release_array(array);
  }

  @Test
  @DisplayName("item 12: the memory is the array's own")
  void item12_zeroCopy() {
    NDArray x = doubles(1, 2, 3);
    Arrow.export(Column.of("x", x), schema, array);
    assertThat(buffer(1)).isEqualTo(x.address());
    assertThat(CSide.C.sum_of(array)).isEqualTo(6);
    x.setDouble(0, 10);
    assertThat(CSide.C.sum_of(array)).isEqualTo(15);
    release();
  }

  @Test
  @DisplayName("item 26: null_count 0 with a NULL bitmap; exact or -1 with a bitmap")
  void item26_nullCount() {
    Column plain = Column.of("x", doubles(1, 2, 4));
    Arrow.exportArray(plain.slice(1, 3), array);
    assertThat(ofArray(ArrowArray.NULL_COUNT)).isZero();
    assertThat(ofArray(ArrowArray.OFFSET)).isEqualTo(1);
    assertThat(buffer(0)).isZero();
    assertThat(CSide.C.sum_of(array)).isEqualTo(6);
    CSide.C.release_array(array);

    NDArray mask = NDArray.copyOf(new boolean[] {true, false, true}, 3);
    Column missing = plain.withValidity(mask);
    Arrow.exportArray(missing.slice(1, 3), array);
    assertThat(ofArray(ArrowArray.NULL_COUNT)).isIn(-1L, 1L);
    assertThat(buffer(0)).isNotZero();
    assertThat(CSide.C.sum_of(array)).isEqualTo(4);
    CSide.C.release_array(array);

    ArrowField nulls = ArrowField.of("", "n");
    Arrow.exportArray(TestColumns.of(nulls, 7, 0, -1, List.of(), List.of(), null), array);
    assertThat(ofArray(ArrowArray.NULL_COUNT)).isEqualTo(7);
    CSide.C.release_array(array);
  }

  @Test
  @DisplayName("a part of a batch has offset 0, its columns have the part")
  void slicedBatch_hasNoOffset() {
    Column batch =
        Column.ofBatch(Column.of("a", doubles(1, 2, 4)), Column.of("b", doubles(8, 16, 32)));
    Arrow.exportArray(batch.slice(1, 2), array);
    assertThat(ofArray(ArrowArray.OFFSET)).isZero();
    assertThat(ofArray(ArrowArray.LENGTH)).isEqualTo(1);
    assertThat(CSide.C.sum_of(array)).isEqualTo(18);
    long child = CMemory.longAt(ofArray(ArrowArray.CHILDREN));
    assertThat(CMemory.longAt(child + ArrowArray.OFFSET)).isEqualTo(1);
    CSide.C.release_array(array);
  }

  @Test
  @DisplayName("a dictionary is in both structs")
  void dictionary_isInBoth() {
    Column values = Column.ofStrings("", List.of("a", "b"));
    NDArray indices = NDArray.copyOf(new int[] {0, 1, 1}, 3);
    Column column = Column.ofDictionary("d", indices, values, true);
    Arrow.export(column, schema, array);

    assertThat(text(ofSchema(ArrowSchema.FORMAT))).isEqualTo("i");
    assertThat(ofSchema(ArrowSchema.FLAGS) & ArrowField.DICTIONARY_ORDERED).isEqualTo(1);
    long type = ofSchema(ArrowSchema.DICTIONARY);
    assertThat(text(CMemory.longAt(type + ArrowSchema.FORMAT))).isEqualTo("u");
    long dictionary = ofArray(ArrowArray.DICTIONARY);
    assertThat(CMemory.longAt(dictionary + ArrowArray.LENGTH)).isEqualTo(2);
    assertThat(CMemory.longAt(dictionary + ArrowArray.N_BUFFERS)).isEqualTo(3);
    release();
  }

  @Test
  @DisplayName("item 24: more than 2^31-1 elements, and an offset beyond them")
  void item24_longColumns() {
    long length = (1L << 31) + 10;
    try (ExchangeArena memory = ExchangeArena.ofConfined(); // zero pages, which nobody touches
        Arena importing = Arena.ofConfined()) {
      NDArray x = NDArray.zeros(memory, DType.INT8, length);
      x.setLong(length - 1, 7);
      Arrow.export(Column.of("x", x), schema, array);
      assertThat(ofArray(ArrowArray.LENGTH)).isEqualTo(length);
      Column back = Arrow.adopt(importing, schema, array);
      assertThat(back.values().getLong(length - 1)).isEqualTo(7);

      Arrow.export(back.slice((1L << 31) + 5, length), schema, array);
      assertThat(ofArray(ArrowArray.OFFSET)).isEqualTo((1L << 31) + 5);
      NDArray end = Arrow.adopt(importing, schema, array).values();
      assertThat(end.shape()).containsExactly(5);
      assertThat(end.getLong(4)).isEqualTo(7);
    }
  }

  // --- rejections

  @Test
  @DisplayName("invalid pointers are rejected, and nothing is retained")
  void badPointers_areRejected() {
    Column column = Column.of("x", doubles(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.exportArray(column, MemorySegment.NULL))
        .withMessage("expected the address of a struct ArrowArray but found NULL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.exportArray(column, MemorySegment.ofArray(new byte[80])))
        .withMessageEndingWith("but found a MemorySegment on the heap of 80 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.exportSchema(column.field(), MemorySegment.ofAddress(-8)))
        .withMessage("expected the address of a struct ArrowSchema but found 0xfffffffffffffff8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.exportArray(column, array.asSlice(0, 72)))
        .withMessage("expected 80 bytes for a struct ArrowArray but found 72");
    Arena closed = Arena.ofConfined();
    MemorySegment dead = Arrow.newArray(closed);
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.export(column, schema, dead))
        .withMessageContaining("its arena has been closed");
    assertThat(ofSchema(ArrowSchema.RELEASE)).isEqualTo(0xaaaaaaaaaaaaaaaaL);
  }

  @Test
  @DisplayName("item 49: memory of an arena that may close, or has closed, is rejected")
  void item49_confinedOrClosed_isRejected() {
    Arena other = Arena.ofConfined();
    ExchangeArena exchange = ExchangeArena.ofConfined();
    NDArray confined = NDArray.copyOf(other, new double[] {1}, 1);
    NDArray leased = NDArray.copyOf(exchange, new double[] {1}, 1);
    Column good = Column.of("good", leased);
    Column bad = Column.of("bad", confined);
    Column batch = Column.ofBatch(good, bad);

    for (Column column : List.of(bad, batch)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Arrow.export(column, schema, array))
          .withMessageContaining("expected memory that can outlive its arena");
    }
    exchange.close();
    other.close();
    for (Column column : List.of(good, bad)) {
      assertThatIllegalStateException().isThrownBy(() -> Arrow.export(column, schema, array));
    }
    List<Buffer> borrowed =
        List.of(Buffer.ABSENT, new Buffer(confined.segment(), Retention.PERMANENT));
    Column vouched = TestColumns.of(ArrowField.of("", "g"), 1, 0, 0, borrowed, List.of(), null);
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.exportArray(vouched, array))
        .withMessageContaining("its arena has been closed");
    assertThat(ofArray(ArrowArray.RELEASE)).isEqualTo(0xaaaaaaaaaaaaaaaaL);
  }

  @Test
  @DisplayName("released structs may be released again by name; nothing happens")
  void releasedStructs_areLeftAlone() {
    schema.fill((byte) 0);
    array.fill((byte) 0);
    Arrow.releaseSchema(schema);
    Arrow.releaseArray(array);
    Arrow.releaseStream(Arrow.newStream(arena));
    Arrow.releaseArray(Arrow.newArray(arena, CInterface.DEVICE));
    Arrow.releaseStream(Arrow.newStream(arena, CInterface.DEVICE), CInterface.DEVICE);
    assertThat(CSide.C.is_released(schema, array)).isEqualTo(1);
  }
}
