package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arrow.internal.column.ContiguousBuffer;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.ffi.ExchangeArena;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every type of elements in every layout of one axis.
class ElementTypesTest {
  /// Format, and extension name or "".
  private static final Map<DType, List<String>> TYPES =
      Map.ofEntries(
          Map.entry(DType.BOOL, List.of("c", "arrow.bool8")),
          Map.entry(DType.INT8, List.of("c", "")),
          Map.entry(DType.INT16, List.of("s", "")),
          Map.entry(DType.INT32, List.of("i", "")),
          Map.entry(DType.INT64, List.of("l", "")),
          Map.entry(DType.UINT8, List.of("C", "")),
          Map.entry(DType.UINT16, List.of("S", "")),
          Map.entry(DType.UINT32, List.of("I", "")),
          Map.entry(DType.UINT64, List.of("L", "")),
          Map.entry(DType.FLOAT16, List.of("e", "")),
          Map.entry(DType.FLOAT32, List.of("f", "")),
          Map.entry(DType.FLOAT64, List.of("g", "")),
          Map.entry(DType.BFLOAT16, List.of("w:2", "culebra.bfloat16")),
          Map.entry(DType.COMPLEX64, List.of("+w:2", "culebra.complex")),
          Map.entry(DType.COMPLEX128, List.of("+w:2", "culebra.complex")),
          Map.entry(DType.datetime64("s"), List.of("tss:", "")),
          Map.entry(DType.datetime64("ms"), List.of("tsm:", "")),
          Map.entry(DType.datetime64("us"), List.of("tsu:", "")),
          Map.entry(DType.datetime64("ns"), List.of("tsn:", "")),
          Map.entry(DType.timedelta64("s"), List.of("tDs", "")),
          Map.entry(DType.timedelta64("ms"), List.of("tDm", "")),
          Map.entry(DType.timedelta64("us"), List.of("tDu", "")),
          Map.entry(DType.timedelta64("ns"), List.of("tDn", "")),
          Map.entry(DType.bytes(5), List.of("w:5", "")),
          Map.entry(DType.raw(3), List.of("w:3", "")));

  record Layout(String name, NDArray array, boolean packed) {
    @Override
    public String toString() {
      return name + " " + array.dtype();
    }
  }

  private static List<Layout> layouts(DType type) {
    NDArray base = random(type, 24);
    List<Layout> layouts = new ArrayList<>();
    layouts.add(new Layout("whole", base, true));
    layouts.add(new Layout("slice", base.sliceAxis(0, 3, 9), true));
    layouts.add(new Layout("one, with a stride", base.sliceAxis(0, 5, 6, 7), true));
    layouts.add(new Layout("read-only", base.asReadOnly(), true));
    layouts.add(new Layout("rank 0", base.select(0, 7), true));
    layouts.add(new Layout("empty", base.sliceAxis(0, 4, 4), true));
    layouts.add(new Layout("empty, at the end", base.sliceAxis(0, 24, 24), true));
    layouts.add(new Layout("step", base.sliceAxis(0, 1, 20, 3), false));
    layouts.add(new Layout("reversed", base.flip(0), false));
    layouts.add(new Layout("repeated", base.sliceAxis(0, 2, 3).broadcastTo(6), false));
    layouts.add(new Layout("of a matrix", base.reshape(4, 6).select(1, 2), false));
    DType swapped = type.withByteOrder(ByteOrder.BIG_ENDIAN);
    if (!swapped.equals(type)) {
      layouts.add(new Layout("swapped", base.reinterpret(swapped), false));
      layouts.add(
          new Layout("swapped step", base.reinterpret(swapped).sliceAxis(0, 0, 9, 2), false));
    }
    return layouts;
  }

  private static NDArray random(DType type, int n) {
    NDArray array = NDArray.zeros(type, n);
    byte[] bytes = new byte[(int) array.byteSize()];
    Random random = Seeds.random("ElementTypesTest " + type);
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length && type.kind() == DType.Kind.BOOL; i++) {
      bytes[i] &= 1;
    }
    array.segment().copyFrom(MemorySegment.ofArray(bytes));
    return array;
  }

  static List<Arguments> typesAndLayouts() {
    List<Arguments> all = new ArrayList<>();
    TYPES.forEach(
        (type, arrow) -> layouts(type).forEach(layout -> all.add(Arguments.of(layout, arrow))));
    return all;
  }

  @ParameterizedTest(name = "{0} is {1}")
  @MethodSource("typesAndLayouts")
  @DisplayName("items 2, 3, 12, 14, 16-18, 22, 23: the type, the values, whose memory")
  void typesAndLayouts(Layout layout, List<String> arrow) {
    NDArray array = layout.array;
    if (layout.packed) {
      assertShared(Column.of("x", array), array, arrow);
      assertShared(Column.of("x", array, CopyPolicy.IF_NEEDED), array, arrow);
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Column.of("x", array))
          .withMessageStartingWith("expected elements ")
          .withMessageContaining("but found " + array.dtype() + " of shape")
          .withMessageContaining("strides [" + array.stride(0) + "] in bytes")
          .withMessageEndingWith("CopyPolicy.IF_NEEDED copies");
      assertCopied(Column.of("x", array, CopyPolicy.IF_NEEDED), array, arrow);
    }
    assertCopied(Column.of("x", array, CopyPolicy.ALWAYS), array, arrow);
  }

  private static void assertShared(Column column, NDArray array, List<String> arrow) {
    assertColumn(column, array, arrow);
    Buffer data = data(column);
    if (array.size() == 0) {
      assertThat(data.isAbsent()).isTrue();
      return;
    }
    assertThat(data.memory().address()).isEqualTo(array.address());
    assertThat(data.memory().byteSize()).isEqualTo(array.byteSize());
    assertThat(data.owner()).isSameAs(array.owner());
    assertThat(data.memory().isReadOnly()).isEqualTo(array.isReadOnly());
  }

  private static void assertCopied(Column column, NDArray array, List<String> arrow) {
    assertColumn(column, array, arrow);
    Buffer data = data(column);
    if (array.size() > 0) {
      long address = data.memory().address();
      assertThat(address % 64).isZero();
      assertThat(data.memory().asOverlappingSlice(array.segment())).isEmpty();
      assertThat(data.owner()).isSameAs(Retention.GC_MANAGED);
    }
  }

  private static Buffer data(Column column) {
    boolean complex = column.field().format().equals("+w:2");
    return complex
        ? TestColumns.storedChildren(column).getFirst().data().buffer(1)
        : column.data().buffer(1);
  }

  private static void assertColumn(Column column, NDArray array, List<String> arrow) {
    ArrowField field = column.field();
    assertThat(column.name()).isEqualTo("x");
    assertThat(field.format()).isEqualTo(arrow.get(0));
    assertThat(field.flags()).isZero();
    if (arrow.get(1).isEmpty()) {
      assertThat(field.metadata().isEmpty()).as("item 5: no metadata").isTrue();
    } else {
      assertThat(field.metadata())
          .isEqualTo(
              Metadata.of("ARROW:extension:name", arrow.get(1), "ARROW:extension:metadata", ""));
    }
    assertThat(column.data().knownNullCount()).as("item 26").isZero();
    assertThat(column.data().buffer(0).isAbsent()).as("item 26").isTrue();
    assertThat(column.data().buffers()).hasSize(field.format().startsWith("+w") ? 1 : 2);
    assertValues(column, array.rank() == 0 ? array.expandDims(0) : array);
  }

  private static void assertValues(Column column, NDArray array) {
    List<String> joined =
        Spec.values(column).stream()
            .map(value -> String.join("", Spec.flat(value).stream().map(v -> "" + v).toList()))
            .toList();
    assertThat(joined).isEqualTo(Spec.expected(array));
  }

  @Test
  @DisplayName("item 12: writes are seen through the column")
  void writes_areShared() {
    NDArray array = NDArray.zeros(DType.FLOAT64, 5);
    Column column = Column.of("", array.sliceAxis(0, 2, 5));
    array.setDouble(4, 7);

    assertThat(column.buffers().get(1).get(ValueLayout.JAVA_DOUBLE, 16)).isEqualTo(7);
  }

  @Test
  @DisplayName("items 16-18: the message names the stride that was expected and the one found")
  void strides_areNamed() {
    NDArray array = NDArray.zeros(DType.FLOAT64, 6);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("x", array.flip(0)))
        .withMessage(
            "expected elements that are contiguous (stride 8 on axis 0) but found float64 of shape"
                + " [6], strides [-8] in bytes; CopyPolicy.IF_NEEDED copies");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Column.of("x", array.reinterpret(DType.INT64.withByteOrder(ByteOrder.BIG_ENDIAN))))
        .withMessage(
            "expected elements in native byte order but found >i8 of shape [6],"
                + " strides [8] in bytes; CopyPolicy.IF_NEEDED copies");
  }

  @Test
  @DisplayName("item 13: copies are aligned to 64 bytes and padded to a multiple of them")
  void copies_areAlignedAndPadded() {
    for (int n : new int[] {0, 1, 8, 9, 64, 65}) {
      MemorySegment memory = ContiguousBuffer.copied(NDArray.zeros(DType.FLOAT64, n)).segment();
      assertThat(memory.address() % 64).isZero();
      assertThat(memory.byteSize() % 64).isZero();
      assertThat(memory.byteSize()).isBetween(Math.max(64, n * 8L), n * 8L + 64);
      MemorySegment bits = Column.ofBits("", NDArray.zeros(DType.BOOL, n)).buffers().get(1);
      assertThat(bits.address() % 64).isZero();
      assertThat(bits.byteSize()).isEqualTo(n > 512 ? 128 : 64);
    }
  }

  @Test
  @DisplayName("item 49: IF_NEEDED copies memory that cannot outlive its arena")
  void ifNeeded_copiesWhatCannotBeKept() {
    try (Arena arena = Arena.ofConfined();
        ExchangeArena exchange = ExchangeArena.ofConfined()) {
      NDArray mortal = NDArray.copyOf(arena, new int[] {1, 2, 3});
      NDArray leased = NDArray.copyOf(exchange, new int[] {1, 2, 3});

      assertThat(address(Column.of("", mortal))).isEqualTo(mortal.address());
      Column copy = Column.of("", mortal, CopyPolicy.IF_NEEDED);
      assertThat(address(copy)).isNotEqualTo(mortal.address());
      assertThat(copy.data().buffer(1).owner()).isSameAs(Retention.GC_MANAGED);
      assertThat(address(Column.of("", leased, CopyPolicy.IF_NEEDED))).isEqualTo(leased.address());
      assertThat(Spec.values(copy)).isEqualTo(Spec.expected(mortal));
    }
  }

  private static long address(Column column) {
    return column.buffers().get(1).address();
  }

  @Test
  @DisplayName("item 3: types that Arrow has not are rejected by name")
  void otherTypes_areRejected() {
    assertThatThrownBy(() -> Column.of("x", NDArray.zeros(DType.FLOAT8_E5M2, 2)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "expected a type that Arrow has but found float8_e5m2; reinterpret(UINT8) gives its"
                + " bytes");
    for (DType type : List.of(DType.COMPLEX64, DType.COMPLEX128)) {
      assertThatThrownBy(() -> Column.of("x", NDArray.zeros(type, 2, 3), CopyPolicy.IF_NEEDED))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith("expected numbers of a fixed size for a tensor but found " + type)
          .hasMessageContaining(
              "real() and imag(), or reinterpret(FLOAT32 or FLOAT64), are floats");
    }
    assertThatThrownBy(() -> Column.of("x", NDArray.zeros(DType.string(3), 2, 3)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageEndingWith("Column.ofNested makes lists of them");
  }

  @Test
  @DisplayName("structs become a column for each field; sub-arrays are tensors")
  void structs_areColumnsOfFields() {
    DType point =
        DType.packed(
            new Field("x", DType.FLOAT32, 0),
            new Field("flag", DType.BOOL, 0),
            new Field("rgb", null, DType.UINT8, new long[] {3}, 0));
    NDArray points = random(point, 5);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("p", points))
        .withMessageContaining("(stride 4 on axis 0) but found float32")
        .withMessageEndingWith("CopyPolicy.IF_NEEDED copies");
    Column column = Column.of("p", points, CopyPolicy.IF_NEEDED);
    assertThat(column.field().format()).isEqualTo("+s");
    assertThat(column.length()).isEqualTo(5);
    assertThat(column.field().children().stream().map(ArrowField::name))
        .containsExactly("x", "flag", "rgb");
    assertThat(column.child("rgb").field().extensionName()).isEqualTo("arrow.fixed_shape_tensor");
    for (Field field : point.fields()) {
      assertThat(Spec.values(column.child(field.name())))
          .isEqualTo(Spec.expected(points.field(field.name())));
    }
    assertThat(Column.of("p", points.select(0, 2), CopyPolicy.IF_NEEDED).length()).isEqualTo(1);
  }

  @Test
  @DisplayName("a struct that is one field is shared")
  void structsOfOneField_areShared() {
    NDArray values = NDArray.zeros(DType.packed(new Field("x", DType.INT64, 0)), 4);

    assertThat(address(Column.of("p", values).child("x"))).isEqualTo(values.address());
  }
}
