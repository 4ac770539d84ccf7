package org.culebra.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arraycases.ArrayCases;
import org.culebra.arrow.Column;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Columns of our own constructors, read by pyarrow: every type, as it lies in memory or copied,
/// whole and in parts, with missing values and without.
class PyArrowColumnsTest {
  private final PyArrow py = PyArrow.open();
  private final Random random = Seeds.random("PyArrowColumnsTest");
  private final PyArrowRandom arrays = new PyArrowRandom(random);

  @AfterEach
  void close() {
    py.close();
  }

  @Test
  @DisplayName(
      "items 2, 14-17, 19, 21-23, 25, 26, 54, 64: columns of every constructor, read by pyarrow")
  void columnsOfEveryConstructor_areValidAndEqualInPyArrow() {
    PyArrowRandom.types().forEach(this::type);
    PyArrowRandom.flatTypes().forEach(this::tensors);
    compounds();
    variableTensors();
    for (int i = 0; i < (Boolean.getBoolean("culebra.long") ? 5000 : 200); i++) {
      random(i);
    }
    py.requireAllRight(8000);
  }

  // --- every type

  private void type(DType type) {
    NDArray single = arrays.packed(type);
    everywhere(
        type + " of rank 0",
        Column.of("x", single, CopyPolicy.IF_NEEDED),
        Collections.singletonList(PyArrowRandom.values(single)));
    for (DType ordered : List.of(type, type.withByteOrder(ArrayCases.otherOrder()))) {
      for (int length : new int[] {0, 1, 9}) {
        array(ordered + " packed", arrays.packed(ordered, length));
        array(ordered + " arranged", arrays.arranged(ordered, length));
      }
      nested(ordered);
    }
  }

  private void array(String name, NDArray array) {
    everywhere(name, Column.of("x", array, CopyPolicy.IF_NEEDED), PyArrowRandom.values(array));
  }

  private void nested(DType type) {
    for (long[] shape : List.of(new long[] {3, 2}, new long[] {2, 3, 2})) {
      NDArray array = arrays.arranged(type, shape);
      everywhere(
          type + " nested",
          Column.ofNested("x", array, CopyPolicy.IF_NEEDED),
          PyArrowRandom.values(array));
    }
  }

  /// Whole, in parts, with missing values, and by every route.
  private void everywhere(String name, Column column, @Nullable Object expected) {
    List<?> values = (List<?>) Objects.requireNonNull(expected);
    int length = values.size();
    boolean[] mask = arrays.mask(length);
    Column marked = column.withValidity(PyArrowRandom.array(mask));
    List<@Nullable Object> left = PyArrowRandom.masked(values, mask);
    int start = random.nextInt(length + 1);
    int end = start + random.nextInt(length + 1 - start);
    for (PyArrow.Route route : PyArrow.Route.OF_COLUMNS) {
      check(name, route, column, values);
      check(name + " with nulls", route, marked, left);
      check(name + " in part", route, column.slice(start, end), values.subList(start, end));
      check(
          name + " with nulls in part", route, marked.slice(start, end), left.subList(start, end));
    }
  }

  private void check(String name, PyArrow.Route route, Column column, List<?> values) {
    py.check(name + " " + column.field(), route, column, PyArrowLiteral.of(values));
  }

  // --- tensors

  private void tensors(DType type) {
    for (long[] shape : List.of(new long[] {3, 4}, new long[] {2, 3, 2}, new long[] {2, 1, 3, 2})) {
      NDArray packed = arrays.packed(type, shape);
      tensor(type + " tensor", packed);
      tensor(type + " tensor, strided", arrays.arranged(type, shape));
      int last = shape.length - 1;
      tensor(type + " tensor, permuted", packed.swapAxes(1, last));
    }
  }

  private void tensor(String name, NDArray array) {
    Column column = Column.of("t", array, CopyPolicy.IF_NEEDED);
    String expected = PyArrowLiteral.of(PyArrowRandom.values(array));
    for (PyArrow.Route route : PyArrow.Route.OF_COLUMNS) {
      py.checkTensor(name + " " + column.field(), route, column, expected);
    }
    long rows = array.shape(0);
    py.checkTensor(
        name + " in part",
        PyArrow.Route.ARRAY,
        column.slice(1, rows),
        PyArrowLiteral.of(PyArrowRandom.values(array.sliceAxis(0, 1, rows))));
  }

  private void variableTensors() {
    List<NDArray> tensors = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tensors.add(arrays.arranged(DType.FLOAT32, random.nextInt(3), random.nextInt(3)));
    }
    String expected = PyArrowLiteral.of(tensors.stream().map(tensor -> variable(tensor)).toList());
    py.check("tensors of different shapes", Column.ofTensors("t", tensors), expected);
  }

  private static Object variable(NDArray tensor) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("data", flat(PyArrowRandom.values(tensor)));
    row.put("shape", tensor.shape());
    return row;
  }

  private static List<@Nullable Object> flat(@Nullable Object value) {
    List<@Nullable Object> all = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> all.addAll(flat(item)));
    } else {
      all.add(value);
    }
    return all;
  }

  // --- what is made of others

  private void compounds() {
    List<@Nullable String> texts = Arrays.asList("", null, "aä😀", "\0", "x".repeat(40));
    Column strings = Column.ofStrings("s", texts);
    everywhere("texts", strings, texts);
    boolean[] bits = arrays.mask(19);
    everywhere("bits", Column.ofBits("b", PyArrowRandom.array(bits)), list(bits));
    NDArray ends32 = NDArray.copyOf(new int[] {0, 2, 2, 5});
    NDArray ends64 = NDArray.copyOf(new long[] {0, 2, 2, 5});
    List<?> lists = List.of(texts.subList(0, 2), List.of(), texts.subList(2, 5));
    everywhere("lists", Column.ofLists("l", ends32, strings), lists);
    everywhere("large lists", Column.ofLists("L", ends64, strings), lists);
    everywhere("inner part", Column.ofLists("l", ends32, strings).child(0), texts);
    for (DType index : ArrayCases.nativeTypes()) {
      if (index.kind() == DType.Kind.INT || index.kind() == DType.Kind.UINT) {
        NDArray indices = NDArray.copyOf(new int[] {4, 0, 2, 2, 1}).copy(index);
        List<@Nullable Object> values = new ArrayList<>();
        IntStream.of(4, 0, 2, 2, 1).forEach(i -> values.add(texts.get(i)));
        everywhere(index + " dictionary", Column.ofDictionary("d", indices, strings), values);
      }
    }
    NDArray matrix = arrays.packed(DType.INT16, 4, 3).flip(0);
    everywhere("rows", Column.ofListViews("r", matrix), PyArrowRandom.values(matrix));
    everywhere(
        "windows",
        Column.ofListViews("w", matrix.select(0, 0).slidingWindow(2)),
        PyArrowRandom.values(matrix.select(0, 0).slidingWindow(2)));
  }

  private static List<Object> list(boolean[] values) {
    List<Object> list = new ArrayList<>();
    for (boolean value : values) {
      list.add(value);
    }
    return list;
  }

  // --- batches

  private void random(int number) {
    int length = random.nextInt(20);
    List<Column> columns = new ArrayList<>();
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    IntStream.range(0, length).forEach(i -> rows.add(new LinkedHashMap<>()));
    for (int k = 1 + random.nextInt(5); k > 0; k--) {
      columns.add(column("c" + k, length, rows));
    }
    Column batch = Column.ofBatch(columns.toArray(Column[]::new));
    int start = random.nextInt(length + 1);
    int end = start + random.nextInt(length + 1 - start);
    for (PyArrow.Route route : PyArrow.Route.OF_BATCHES) {
      check("random batch " + number, route, batch, rows);
      check(
          "part of random batch " + number,
          route,
          batch.slice(start, end),
          rows.subList(start, end));
    }
  }

  private Column column(String name, int length, List<Map<String, @Nullable Object>> rows) {
    DType type = arrays.one(PyArrowRandom.types());
    type = random.nextBoolean() ? type : type.withByteOrder(ArrayCases.otherOrder());
    long[] shape = random.nextInt(3) == 0 ? new long[] {length, 2} : new long[] {length};
    NDArray array =
        random.nextBoolean() ? arrays.packed(type, shape) : arrays.arranged(type, shape);
    Column column = Column.ofNested(name, array, CopyPolicy.IF_NEEDED);
    List<?> values = (List<?>) Objects.requireNonNull(PyArrowRandom.values(array));
    if (random.nextBoolean()) {
      boolean[] mask = arrays.mask(length);
      column = column.withValidity(PyArrowRandom.array(mask));
      values = PyArrowRandom.masked(values, mask);
    }
    for (int i = 0; i < length; i++) {
      rows.get(i).put(name, values.get(i));
    }
    return column;
  }
}
