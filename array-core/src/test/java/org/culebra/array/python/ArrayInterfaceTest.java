package org.culebra.array.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The descriptor of arrays: what is exported, and that it comes back the same.
final class ArrayInterfaceTest {

  static List<NDArray> arrays() {
    NDArray a = NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5}, 2, 3);
    NDArray wide = NDArray.zeros(DType.INT16.withByteOrder(ByteOrder.BIG_ENDIAN), 1, 2, 1, 3, 2);
    DType struct = DType.aligned(new Field("a", DType.INT8, 0), new Field("b", DType.FLOAT64, 0));
    return List.of(
        a,
        a.transpose(),
        a.flip(0),
        a.flip(1),
        a.slice("::-1, ::-2"),
        a.slice(":, ::2"),
        a.select(1, 1),
        a.select(0, 1).select(0, 2),
        a.slice("1:1"),
        a.slice("0:1, ::2"),
        a.select(0, 1).broadcastTo(4, 3),
        a.asReadOnly(),
        wide,
        wide.transpose(),
        NDArray.zeros(DType.BOOL, 3),
        NDArray.zeros(DType.UINT8),
        NDArray.zeros(DType.FLOAT16, 0, 4),
        NDArray.zeros(DType.COMPLEX128, 2),
        NDArray.zeros(DType.datetime64("25s"), 2),
        NDArray.zeros(DType.string(3), 2),
        NDArray.zeros(DType.bytes(3), 2),
        NDArray.zeros(DType.raw(3), 2),
        NDArray.zeros(struct, 4),
        NDArray.zeros(struct, 4).flip(0));
  }

  private static void assertSame(NDArray found, NDArray array) {
    assertThat(found.dtype()).isEqualTo(array.dtype());
    assertThat(found.shape()).isEqualTo(array.shape());
    assertThat(found.isReadOnly()).isEqualTo(array.isReadOnly());
    if (array.size() > 0) {
      assertThat(found.address()).isEqualTo(array.address());
    }
    for (int k = 0; array.size() > 0 && k < array.rank(); k++) {
      if (array.shape(k) > 1) {
        assertThat(found.stride(k)).isEqualTo(array.stride(k));
      }
    }
  }

  @DisplayName("item 87: what is exported comes back the same")
  @ParameterizedTest
  @MethodSource("arrays")
  void exported_array_comesBackTheSame(NDArray array) {
    ArrayInterface descriptor = ArrayInterface.of(array);

    assertThat(descriptor.strides() == null).isEqualTo(array.isCContiguous());
    assertThat(ArrayInterface.parse(descriptor.toString())).isEqualTo(descriptor);
    assertThat(ArrayInterface.fromMap(descriptor.toMap())).isEqualTo(descriptor);
    assertSame(descriptor.over(array.segment()), array);
    assertSame(ArrayInterface.parse(descriptor.toString()).over(array.segment()), array);
  }

  /// As NumPy 2.4 printed them.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data': (94315836796432, False), 'strides': None, 'descr': [('', '<f8')], 'typestr':"
            + " '<f8', 'shape': (3, 4), 'version': 3}",
        "{'data': (94315836571984, True), 'strides': (-24, 16), 'descr': [('', '>i2')], 'typestr':"
            + " '>i2', 'shape': (5, 2), 'version': 3}",
        "{'data': (94315832913840, False), 'strides': None, 'descr': [('a', '<f4'), ('b', '<i2',"
            + " (3,)), (('T', 'c'), '|S3'), ('n', [('x', '|u1'), ('y', '>f8')])], 'typestr':"
            + " '|V22', 'shape': (2,), 'version': 3}",
        "{'data': (94315832913840, False), 'strides': None, 'descr': [('a', '|i1'), ('', '|V7'),"
            + " ('b', '<f8')], 'typestr': '|V16', 'shape': (2,), 'version': 3}",
        "{'data': (94315836571984, False), 'strides': None, 'descr': [('', '|V8')], 'typestr':"
            + " '|V8', 'shape': (), 'version': 3}",
        "{'data': (94315836571984, False), 'strides': None, 'descr': [('', '<M8[ns]')],"
            + " 'typestr': '<M8[ns]', 'shape': (0, 2), 'version': 3}"
      })
  void text_asNumPyPrints_isPrintedAgain(String text) {
    assertThat(ArrayInterface.parse(text)).hasToString(text);
  }

  @Test
  void toMap_struct_isFitForJson() {
    DType struct = DType.packed(new Field("p", null, DType.INT16, new long[] {2}, 0));
    NDArray array = NDArray.zeros(struct, 3).flip(0);

    Map<String, Object> expected = new HashMap<>();
    expected.put("data", List.of(array.address(), false));
    expected.put("strides", List.of(-4L));
    expected.put("descr", List.of(List.of("p", "<i2", List.of(2L))));
    expected.put("typestr", "|V4");
    expected.put("shape", List.of(3L));
    expected.put("version", 3L);
    assertThat(ArrayInterface.of(array).toMap()).isEqualTo(expected);
  }

  @Test
  void parse_json_isLenient() {
    String json =
        "{\"version\": 3, \"typestr\": \"<i4\", \"shape\": [2], \"strides\": null, \"data\": [64,"
            + " true]}";

    ArrayInterface found = ArrayInterface.parse(json, ArrayInterface.Strictness.LENIENT);

    StridedLayout layout = StridedLayout.cOrder(4, 2);
    assertThat(found).isEqualTo(new ArrayInterface(DType.INT32, layout, OptionalLong.of(64), true));
    Rejections.rejected(
        FormatException.class,
        "expected 'shape' as a tuple of integers but found [2]",
        () -> ArrayInterface.parse(json));
  }

  @Test
  void fromMap_javaArrays_areTuples() {
    Map<String, Object> map =
        Map.of(
            "version",
            3,
            "typestr",
            "<i4",
            "shape",
            new int[] {2, 2},
            "strides",
            new long[] {4, 8},
            "data",
            List.of(64, 1));

    ArrayInterface found = ArrayInterface.fromMap(map);

    assertThat(found.layout()).isEqualTo(StridedLayout.fOrder(4, 2, 2));
    assertThat(found.readOnly()).isTrue();
  }

  @Test
  void fromMap_selfContaining_isRejected() {
    Map<String, Object> map = new HashMap<>(Map.of("version", 3, "typestr", "|V4"));
    Object[] list = new Object[1];
    list[0] = Arrays.asList("a", Arrays.asList(list));
    map.put("descr", Arrays.asList(list));
    Rejections.rejected(
        FormatException.class,
        "expected a type string or a list of fields but found "
            + "[['a', ".repeat(12).substring(0, 80)
            + "…",
        () -> ArrayInterface.fromMap(map));
  }

  @DisplayName("item 46: strides that mean nothing are exported as a packed array's")
  @Test
  void strides_meaningless_areThoseOfAPackedArray() {
    StridedLayout odd = StridedLayout.of(8, 0, new long[] {1, 2}, new long[] {999, 16});
    ArrayInterface descriptor = new ArrayInterface(DType.FLOAT64, odd, OptionalLong.of(64), false);

    assertThat(descriptor.strides()).isEqualTo(new long[] {16, 16});
    StridedLayout empty = StridedLayout.of(8, 0, new long[] {0, 2}, new long[] {-5, 3});
    assertThat(new ArrayInterface(DType.FLOAT64, empty, OptionalLong.of(64), false).layout())
        .isEqualTo(StridedLayout.cOrder(8, 0, 2));
    StridedLayout column = StridedLayout.of(8, 0, new long[] {2, 1, 2}, new long[] {8, -1, 16});
    assertThat(new ArrayInterface(DType.FLOAT64, column, OptionalLong.of(64), false).strides())
        .isEqualTo(new long[] {8, 16, 16});
  }

  @Test
  void over_readOnlyDescription_givesReadOnlyArray() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 8);
    ArrayInterface descriptor = ArrayInterface.of(NDArray.of(memory, DType.INT32, 16).asReadOnly());

    NDArray array = descriptor.over(memory);

    assertThat(array.isReadOnly()).isTrue();
    Rejections.argument(
        "array is read-only: int32 of shape (16,), strides (4,)", () -> array.setLong(0, 1));
  }

  @Test
  void over_owner_isPassedOn() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 8);
    ArrayInterface descriptor = ArrayInterface.of(NDArray.of(memory, DType.INT32, 16));

    assertThat(descriptor.over(memory).owner()).isEqualTo(Retention.ARENA);
    assertThat(descriptor.over(memory, Retention.GC_MANAGED).owner())
        .isEqualTo(Retention.GC_MANAGED);
  }

  @Test
  void over_heap_isRejected() {
    ArrayInterface descriptor =
        ArrayInterface.parse("{'version': 3, 'typestr': '|u1', 'shape': (1,), 'data': None}");
    Rejections.argument(
        "expected native memory but found a heap segment of 8 bytes:"
            + " NDArray.copyOf copies a Java array off-heap",
        () -> descriptor.over(MemorySegment.ofArray(new byte[8])));
  }

  @Test
  void over_partOfMemory_readsTheElements() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 8);
    for (long i = 0; i < 64; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) i);
    }
    NDArray array = NDArray.of(memory, DType.UINT8, 8, 8).slice("6:2:-2, 1:3");

    NDArray found = ArrayInterface.of(array).over(memory.asSlice(30, 30));

    assertThat(found.toByteArray()).isEqualTo(new byte[] {49, 50, 33, 34});
    Rejections.argument(
        "expected elements inside the segment's bytes [0, 20) but found [3, 21):"
            + " uint8 of shape (2, 2), strides (-16, 1), offset 19",
        () -> ArrayInterface.of(array).over(memory.asSlice(30, 20)));
  }

  @Test
  void of_typesWithoutTypeString_areRejected() {
    Rejections.rejected(
        UnsupportedOperationException.class,
        "expected a type with a type string but found bfloat16: view it as raw bytes,"
            + " reinterpret(DType.raw(2))",
        () -> ArrayInterface.of(NDArray.zeros(DType.BFLOAT16, 1)));
  }

  @Test
  void constructor_badParts_areRejected() {
    StridedLayout layout = StridedLayout.cOrder(8, 4);
    Rejections.argument(
        "expected a layout with the 4 bytes of int32 but found 8",
        () -> new ArrayInterface(DType.INT32, layout, OptionalLong.of(64), false));
    Rejections.argument(
        "expected elements at addresses in [0, 2^56] but found bytes [-24, 8) from address 16 on:"
            + " float64 of shape (4,), strides (-8,)",
        () ->
            new ArrayInterface(
                DType.FLOAT64,
                StridedLayout.of(8, 0, new long[] {4}, new long[] {-8}),
                OptionalLong.of(16),
                false));
    Rejections.argument(
        "expected elements at addresses in [0, 2^56] but found bytes [0, 32) from address"
            + " 72057594037927920 on: float64 of shape (4,), strides (8,)",
        () -> new ArrayInterface(DType.FLOAT64, layout, OptionalLong.of((1L << 56) - 16), false));
  }
}
