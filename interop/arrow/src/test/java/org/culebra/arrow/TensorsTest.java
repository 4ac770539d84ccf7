package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Arrays of several axes.
class TensorsTest {

  private static NDArray counted(DType type, long... shape) {
    long size = LongStream.of(shape).reduce(1, (a, b) -> a * b);
    NDArray line = NDArray.zeros(type, size);
    for (long i = 0; i < size; i++) {
      line.setLong(i, i);
    }
    return line.reshape(shape);
  }

  /// The cells in C order of their logical axes: each physical element taken by the specification's
  /// rule, that logical axis i is physical axis `permutation[i]`.
  private static void assertTensor(Column column, NDArray array) {
    ArrowField field = column.field();
    assertThat(field.extensionName()).isEqualTo("arrow.fixed_shape_tensor");
    String json = metadata(column);
    int[] physical = numbers(json, "shape");
    int[] permutation = numbers(json, "permutation");
    int axes = array.rank() - 1;
    if (permutation.length == 0) {
      permutation = new int[axes];
      Arrays.setAll(permutation, i -> i);
    }
    long cell = Arrays.stream(physical).asLongStream().reduce(1, (a, b) -> a * b);
    assertThat(field.format()).isEqualTo("+w:" + cell);
    assertThat(field.children()).extracting(ArrowField::name).containsExactly("item");
    assertThat(column.data().buffers()).as("item 11").hasSize(1);
    assertThat(column.length()).isEqualTo(array.shape(0));
    assertThat(TestColumns.storedChildren(column).getFirst().length())
        .isEqualTo(cell * array.shape(0));
    List<Object> cells = new ArrayList<>();
    for (@Nullable Object values : Spec.values(column)) {
      cells.add(
          logical(
              (List<?>) Objects.requireNonNull(values), physical, permutation, new int[axes], 0));
    }
    assertThat(cells).isEqualTo(Spec.expected(array));
  }

  private static Object logical(
      List<?> values, int[] physical, int[] permutation, int[] index, int axis) {
    if (axis == index.length) {
      int[] place = new int[index.length];
      for (int i = 0; i < index.length; i++) {
        place[permutation[i]] = index[i];
      }
      int at = 0;
      for (int i = 0; i < place.length; i++) {
        at = at * physical[i] + place[i];
      }
      return values.get(at);
    }
    List<Object> list = new ArrayList<>();
    for (index[axis] = 0; index[axis] < physical[permutation[axis]]; index[axis]++) {
      list.add(logical(values, physical, permutation, index, axis + 1));
    }
    return list;
  }

  private static int[] numbers(String json, String key) {
    Matcher list = Pattern.compile("\"" + key + "\" ?: ?\\[([0-9, ]*)]").matcher(json);
    return !list.find() || list.group(1).isBlank()
        ? new int[0]
        : Stream.of(list.group(1).split(","))
            .map(String::strip)
            .mapToInt(Integer::parseInt)
            .toArray();
  }

  private static long data(Column column) {
    return TestColumns.storedChildren(column).getFirst().buffers().get(1).address();
  }

  private static String metadata(Column column) {
    return Objects.requireNonNull(column.field().metadata().get("ARROW:extension:metadata"));
  }

  @ParameterizedTest
  @MethodSource("tensorTypes")
  @DisplayName("items 2, 12: C order is shared, of every type")
  void cOrder_isShared(DType type, String format) {
    NDArray array = NDArray.zeros(type, 4, 2, 3);
    byte[] bytes = new byte[(int) array.byteSize()];
    Seeds.random("tensors " + type).nextBytes(bytes);
    array.segment().copyFrom(MemorySegment.ofArray(bytes));
    for (NDArray part : List.of(array, array.sliceAxis(0, 1, 3), array.sliceAxis(0, 2, 3))) {
      for (CopyPolicy copy : CopyPolicy.values()) {
        Column column = Column.of("t", part, copy);
        assertTensor(column, part);
        assertThat(metadata(column)).isEqualTo("{\"shape\":[2,3]}");
        assertThat(column.field().children().getFirst().format()).isEqualTo(format);
        if (copy == CopyPolicy.ALWAYS) {
          assertThat(data(column)).isNotEqualTo(part.address());
        } else {
          assertThat(data(column)).isEqualTo(part.address());
        }
      }
    }
  }

  static Stream<Object[]> tensorTypes() {
    return Stream.of(
        new Object[] {DType.BOOL, "c"},
        new Object[] {DType.INT8, "c"},
        new Object[] {DType.UINT16, "S"},
        new Object[] {DType.INT32, "i"},
        new Object[] {DType.UINT64, "L"},
        new Object[] {DType.FLOAT16, "e"},
        new Object[] {DType.FLOAT32, "f"},
        new Object[] {DType.FLOAT64, "g"},
        new Object[] {DType.BFLOAT16, "w:2"},
        new Object[] {DType.bytes(3), "w:3"},
        new Object[] {DType.timedelta64("ns"), "tDn"},
        new Object[] {DType.datetime64("us"), "tsu:"});
  }

  @Test
  @DisplayName("item 12: writes are seen through the tensors")
  void writes_areShared() {
    NDArray array = NDArray.zeros(DType.FLOAT64, 2, 3);
    Column column = Column.of("", array);
    array.setDouble(1, 2, 5);

    MemorySegment memory = TestColumns.storedChildren(column).getFirst().buffers().get(1);
    assertThat(memory.get(ValueLayout.JAVA_DOUBLE, 40)).isEqualTo(5);
  }

  @Test
  @DisplayName("item 19: Fortran order of two axes is copied, of cells it is a permutation")
  void fortranOrder() {
    NDArray matrix = counted(DType.INT32, 3, 4).transpose();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("m", matrix))
        .withMessage(
            "expected elements that are contiguous (stride 4 on axis 1) but found int32 of shape"
                + " [4, 3], strides [4, 16] in bytes; CopyPolicy.IF_NEEDED copies");
    Column copy = Column.of("m", matrix, CopyPolicy.IF_NEEDED);
    assertTensor(copy, matrix);
    assertThat(metadata(copy)).isEqualTo("{\"shape\":[3]}");

    NDArray cells = counted(DType.INT32, 5, 3, 4).swapAxes(1, 2);
    Column shared = Column.of("c", cells);
    assertThat(metadata(shared)).isEqualTo("{\"shape\":[3,4],\"permutation\":[1,0]}");
    assertThat(data(shared)).isEqualTo(cells.address());
    assertTensor(shared, cells);
    Column copied = Column.of("c", cells, CopyPolicy.ALWAYS);
    assertThat(metadata(copied)).isEqualTo("{\"shape\":[4,3]}");
    assertTensor(copied, cells);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 1 2 | true",
        "0 2 1 | true",
        "1 0 2 | true",
        "2 1 0 | true",
        "1 2 0 | false",
        "2 0 1 | false"
      })
  @DisplayName("item 20: only permutations that are their own inverse are written")
  void permutations(String axes, boolean written) {
    int[] order = Stream.of(axes.split(" ")).mapToInt(axis -> Integer.parseInt(axis) + 1).toArray();
    NDArray array = counted(DType.INT64, 2, 3, 4, 7).permute(0, order[0], order[1], order[2]);

    Column column = Column.of("t", array, CopyPolicy.IF_NEEDED);
    assertTensor(column, array);
    boolean inOrder = axes.equals("0 1 2");
    assertThat(metadata(column).contains("permutation")).isEqualTo(written && !inOrder);
    if (written) {
      assertThat(data(column)).isEqualTo(array.address());
      assertTensor(Column.of("t", array), array);
    } else {
      assertThat(data(column)).isNotEqualTo(array.address());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Column.of("t", array))
          .withMessageEndingWith("CopyPolicy.IF_NEEDED copies");
    }
  }

  @Test
  @DisplayName("items 16-20: any view of any rank, random, reads back equal")
  void randomViews() {
    Random random = Seeds.random("TensorsTest.randomViews");
    int shared = 0;
    for (int round = 0; round < 2000; round++) {
      NDArray array = randomView(random);
      Column column = Column.of("t", array, CopyPolicy.IF_NEEDED);
      assertTensor(column, array);
      if (array.size() > 0 && data(column) == array.address()) {
        shared++;
        assertTensor(Column.of("t", array), array);
      } else if (array.size() > 0) {
        assertThatIllegalArgumentException().isThrownBy(() -> Column.of("t", array));
      }
    }
    assertThat(shared).isBetween(100, 1900);
  }

  static NDArray randomView(Random random) {
    int rank = 2 + random.nextInt(4);
    long[] shape = random.longs(rank, 1, 4).toArray();
    if (random.nextInt(20) == 0) {
      shape[random.nextInt(rank)] = 0;
    }
    NDArray array = counted(DType.INT16, shape);
    if (random.nextBoolean()) {
      int a = 1 + random.nextInt(rank - 1);
      int b = 1 + random.nextInt(rank - 1);
      array = array.swapAxes(a, b);
    }
    return switch (random.nextInt(6)) {
      case 0 -> array.flip(random.nextInt(rank));
      case 1 -> array.sliceAxis(random.nextInt(rank), 0, 4, 2);
      case 2 -> array.transpose();
      case 3 -> array.moveAxis(random.nextInt(rank), random.nextInt(rank));
      default -> array;
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,3 | +w:3 | 0 | 0",
        "3,0 | +w:0 | 3 | 0",
        "0,0 | +w:0 | 0 | 0",
        "2,0,1099511627776 | +w:0 | 2 | 0"
      })
  @DisplayName("item 23: shapes without elements")
  void emptyShapes(String shape, String format, long length, long values) {
    long[] lengths = Stream.of(shape.split(",")).mapToLong(Long::parseLong).toArray();
    NDArray array = NDArray.zeros(DType.INT8, lengths);
    for (CopyPolicy copy : CopyPolicy.values()) {
      for (NDArray layout : List.of(array, array.flip(0))) {
        Column column = Column.of("e", layout, copy);
        assertThat(column.field().format()).isEqualTo(format);
        assertThat(column.length()).isEqualTo(length);
        assertThat(TestColumns.storedChildren(column).getFirst().length()).isEqualTo(values);
        assertThat(TestColumns.storedChildren(column).getFirst().data().buffer(1).isAbsent())
            .isTrue();
        assertThat(column.nullCount()).isZero();
        assertThat(column.slice(0, length).length()).isEqualTo(length);
      }
    }
  }

  @Test
  @DisplayName("item 24: a cell of more than 2^31-1 elements is rejected by name, before any copy")
  void hugeCells_areRejected() {
    NDArray one = NDArray.zeros(DType.INT8);
    long[] shape = {1, 1L << 16, 1L << 16};
    NDArray huge =
        NDArray.of(
            one.segment(),
            Retention.GC_MANAGED,
            DType.INT8,
            StridedLayout.of(1, 0, shape, new long[] {0, 0, 0}));
    for (CopyPolicy copy : CopyPolicy.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Column.of("huge", huge, copy))
          .withMessage(
              "expected at most 2^31-1 elements in each list of \"huge\", as Arrow's +w has, but"
                  + " found 4294967296");
    }
    NDArray wide = one.broadcastTo(1, 1L << 31);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofNested("wide", wide, CopyPolicy.IF_NEEDED))
        .withMessageEndingWith("but found 2147483648");
  }

  // --- lists in lists

  @Test
  @DisplayName("nested lists share C order, whatever the elements")
  void nested() {
    NDArray array = counted(DType.FLOAT32, 2, 3, 4);
    Column column = Column.ofNested("n", array);

    assertThat(column.field()).hasToString("n: fixed_size_list<fixed_size_list<float32>[4]>[3]");
    assertThat(column.field().extensionName()).isNull();
    assertThat(Spec.values(column)).isEqualTo(Spec.expected(array));
    assertThat(column.child(0).child(0).buffers().get(1).address()).isEqualTo(array.address());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofNested("n", array.transpose()))
        .withMessageContaining("strides [4, 16, 48] in bytes");
    Column copy = Column.ofNested("n", array.transpose(), CopyPolicy.IF_NEEDED);
    assertThat(Spec.values(copy)).isEqualTo(Spec.expected(array.transpose()));
    assertThat(Column.ofNested("n", counted(DType.INT8, 3)).field()).hasToString("n: int8");
    assertThat(Column.ofNested("n", NDArray.zeros(DType.INT8, 3, 0, 2)).field())
        .hasToString("n: fixed_size_list<fixed_size_list<int8>[2]>[0]");
    assertThat(Spec.values(Column.ofNested("n", NDArray.zeros(DType.INT8, 3, 0, 2))))
        .isEqualTo(List.of(List.of(), List.of(), List.of()));
  }

  @Test
  @DisplayName("nested lists of complex numbers and of texts")
  void nestedOthers() {
    NDArray complex = NDArray.zeros(DType.COMPLEX64, 2, 3);
    complex.real().setDouble(1, 2, 1.5);
    complex.imag().setDouble(1, 2, -2);
    Column column = Column.ofNested("z", complex);
    assertThat(column.field().children().getFirst().extensionName()).isEqualTo("culebra.complex");
    assertThat(Spec.flat(Spec.value(column, 1)).subList(4, 6))
        .containsExactly("0000c03f", "000000c0");

    NDArray text = NDArray.zeros(DType.string(4), 2, 2);
    text.setString(1, 0, "gruß");
    assertThat(Spec.values(Column.ofNested("s", text, CopyPolicy.IF_NEEDED)))
        .isEqualTo(List.of(List.of("", ""), List.of("gruß", "")));
  }

  // --- of different shapes

  @Test
  @DisplayName("tensors of different shapes: data and shape, in this order, and {} as parameters")
  void variableShapes() {
    NDArray a = counted(DType.FLOAT64, 2, 3);
    NDArray b = counted(DType.FLOAT64, 4, 5).transpose().sliceAxis(0, 1, 3);
    NDArray c = NDArray.zeros(DType.FLOAT64, 0, 7);
    Column column = Column.ofTensors("v", List.of(a, b, c));

    assertThat(column.field().withMetadata(Metadata.EMPTY))
        .hasToString("v: struct<data: list<float64>, shape: fixed_size_list<int32>[2]>");
    assertThat(column.field().metadata())
        .isEqualTo(
            Metadata.of(
                "ARROW:extension:name",
                "arrow.variable_shape_tensor",
                "ARROW:extension:metadata",
                "{}"));
    assertThat(Spec.values(column.child("data")))
        .isEqualTo(
            List.of(Spec.flat(Spec.expected(a)), Spec.flat(Spec.expected(b)), List.<Object>of()));
    assertThat(Spec.values(column.child("shape")))
        .isEqualTo(
            List.of(
                List.of("02000000", "03000000"),
                List.of("02000000", "04000000"),
                List.of("00000000", "07000000")));
    assertThat(column.child("data").child(0).buffers().get(1).address()).isNotEqualTo(a.address());
  }

  @Test
  @DisplayName("tensors of different types, ranks, and too many elements are rejected")
  void variableShapes_rejections() {
    NDArray a = NDArray.zeros(DType.FLOAT64, 2, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofTensors("v", List.of()))
        .withMessageStartingWith("expected at least one tensor");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofTensors("v", List.of(a, NDArray.zeros(DType.FLOAT32, 2, 3))))
        .withMessage(
            "expected tensors of float64 and 2 axes, as the first, but found float32 and 2 axes at"
                + " 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofTensors("v", List.of(a, NDArray.zeros(DType.FLOAT64, 2))))
        .withMessageEndingWith("but found float64 and 1 axes at 1");
    NDArray many = NDArray.zeros(DType.INT8, 1, 1).broadcastTo(1 << 15, 1 << 15);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofTensors("v", List.of(many, many)))
        .withMessage(
            "expected at most 2^31-1 elements in all tensors but found 2147483648 up to tensor 1");
    assertThatThrownBy(() -> Column.ofTensors("v", List.of(NDArray.zeros(DType.COMPLEX64, 2))))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
