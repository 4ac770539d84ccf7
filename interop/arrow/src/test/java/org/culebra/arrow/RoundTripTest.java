package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Arrays become columns, structs, columns and arrays again.
class RoundTripTest {
  private final long exports = ExportTracker.count();
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void item54_countsReturn() {
    arena.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(exports);
  }

  private Column throughC(Column column) {
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment array = Arrow.newArray(arena);
    Arrow.export(column, schema, array);
    Column back = Arrow.adopt(arena, schema, array);
    assertThat(back.field()).isEqualTo(column.field());
    assertThat(back.length()).isEqualTo(column.length());
    assertThat(back.nullCount()).isEqualTo(column.nullCount());
    assertThat(Spec.values(back)).isEqualTo(Spec.values(column));
    assertThat(addresses(back)).as("no copy").isEqualTo(addresses(column));
    return back;
  }

  private static List<Long> addresses(Column column) {
    List<Long> all = new ArrayList<>();
    column.buffers().forEach(buffer -> all.add(buffer.address()));
    TestColumns.storedChildren(column).forEach(child -> all.addAll(addresses(child)));
    Column dictionary = column.dictionary();
    if (dictionary != null) {
      all.addAll(addresses(dictionary));
    }
    return all;
  }

  static List<Arguments> typesAndLayouts() {
    return ElementTypesTest.typesAndLayouts();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("typesAndLayouts")
  @DisplayName("items 2, 12, 16-18, 22, 23: every type and layout of one axis, there and back")
  void line(ElementTypesTest.Layout layout, List<String> ignored) {
    NDArray array = layout.array();
    Column back = throughC(Column.of("x", array, CopyPolicy.IF_NEEDED));
    NDArray line = array.rank() == 0 ? array.expandDims(0) : array;

    assertThat(Spec.expected(back.array())).isEqualTo(Spec.expected(line));
    assertThat(back.array().shape()).isEqualTo(line.shape());
    DType type = line.dtype().withByteOrder(ByteOrder.nativeOrder());
    assertThat(back.array().dtype())
        .isEqualTo(type.kind() == Kind.BYTES ? DType.raw(type.itemSize()) : type);
  }

  @Test
  @DisplayName("items 19, 20, 37: tensors of every layout, there and back with all their axes")
  void tensors() {
    Random random = Seeds.random("RoundTripTest.tensors");
    for (int round = 0; round < 300; round++) {
      NDArray array = TensorsTest.randomView(random);
      Column column = Column.of("t", array, CopyPolicy.IF_NEEDED);
      NDArray back = throughC(column).array();

      assertThat(back.shape()).isEqualTo(array.shape());
      assertThat(back.contentEquals(array)).isTrue();
      long from = random.nextLong(array.shape(0) + 1);
      NDArray part = throughC(column.slice(from, array.shape(0))).array();
      assertThat(part.contentEquals(array.sliceAxis(0, from, array.shape(0)))).isTrue();
      NDArray nested = throughC(Column.ofNested("n", array, CopyPolicy.IF_NEEDED)).array();
      assertThat(nested.contentEquals(array)).isTrue();
    }
  }

  @Test
  @DisplayName("items 15, 21, 25-30, 39, 41: every other kind of column, whole and in parts")
  void otherKinds() {
    Random random = Seeds.random("RoundTripTest.otherKinds");
    NDArray numbers = NDArray.copyOf(random.doubles(30).toArray());
    NDArray flags = NDArray.copyOf(random.ints(30, 0, 2).toArray()).copy(DType.BOOL);
    long[] counts = random.longs(30).toArray();
    counts[3] = Long.MIN_VALUE;
    counts[17] = Long.MIN_VALUE;
    NDArray times = NDArray.copyOf(counts).reinterpret(DType.datetime64("us"));
    Column x = Column.of("x", numbers);
    Column words = Column.ofStrings("w", Arrays.asList("a", null, "grün", "", "😀", "b"));
    NDArray indices = NDArray.copyOf(random.ints(30, 0, 6).toArray());
    Column masked = x.withValidity(flags);
    List<Column> columns =
        List.of(
            masked,
            words,
            Column.ofBits("b", flags),
            Column.of("t", times),
            Column.ofListViews("r", numbers.reshape(5, 6).slice("::-1, 1:4")),
            Column.ofListViews("w", numbers.slidingWindow(7)),
            Column.ofLists("l", NDArray.copyOf(new int[] {1, 4, 4, 30}), masked),
            Column.ofLists("L", NDArray.copyOf(new long[] {0, 0, 29}), x),
            Column.ofDictionary("d", indices, words, true),
            Column.ofDictionary("e", indices, words).withValidity(flags),
            Column.ofTensors(
                "v", List.of(numbers.reshape(5, 6), numbers.reshape(15, 2).transpose())),
            Column.of("c", numbers.reshape(15, 2).reinterpret(DType.COMPLEX128).reshape(15)),
            Column.ofNested("n", times.reshape(5, 2, 3)),
            Column.of("f", numbers.reshape(10, 3)).withValidity(flags.sliceAxis(0, 0, 10)),
            Column.ofBatch(x, masked, Column.of("t", times), Column.ofBits("b", flags)),
            Column.ofStruct("s", x, Column.ofStruct("i", masked, x)).withValidity(flags));
    for (Column column : columns) {
      throughC(column);
      for (int part = 0; part < 20; part++) {
        long from = random.nextLong(column.length() + 1);
        long to = random.nextLong(from, column.length() + 1);
        Column slice = column.slice(from, to);
        assertThat(Spec.values(slice)).isEqualTo(Spec.values(column).subList((int) from, (int) to));
        MemorySegment schema = Arrow.newSchema(arena);
        MemorySegment array = Arrow.newArray(arena);
        Arrow.export(slice, schema, array);
        Column back = Arrow.adopt(arena, schema, array);
        assertThat(Spec.values(back)).isEqualTo(Spec.values(slice));
        assertThat(back.nullCount()).isEqualTo(slice.nullCount());
        assertThat(Spec.values(slice.copy())).isEqualTo(Spec.values(slice));
        assertThat(Spec.values(slice.withoutOffset())).isEqualTo(Spec.values(slice));
      }
    }
    assertThat(throughC(masked).validity().contentEquals(flags)).isTrue();
  }

  @Test
  @DisplayName("item 15: a mask over a part of a column, there and back")
  void masksOfParts() {
    Random random = Seeds.random("RoundTripTest.masksOfParts");
    NDArray numbers = NDArray.copyOf(random.ints(200).toArray());
    for (int round = 0; round < 200; round++) {
      long from = random.nextLong(201);
      long to = random.nextLong(from, 201);
      NDArray mask = NDArray.copyOf(random.ints(to - from, 0, 2).toArray()).copy(DType.BOOL);
      Column part = Column.of("x", numbers).slice(from, to).withValidity(mask);

      Column back = throughC(part);
      assertThat(back.validity().contentEquals(mask)).isTrue();
      assertThat(back.values().contentEquals(numbers.sliceAxis(0, from, to))).isTrue();
    }
  }
}
