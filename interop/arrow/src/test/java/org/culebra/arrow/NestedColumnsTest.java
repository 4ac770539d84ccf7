package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import java.util.List;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.testsupport.NullSweep;
import org.culebra.testsupport.Samples;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Columns of columns.
class NestedColumnsTest {
  private final NDArray numbers = NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5});

  // --- structs and batches

  @Test
  @DisplayName("items 10, 11: a batch has the columns as they are and one validity slot")
  void batches() {
    Column x = Column.of("x", numbers);
    Column y = Column.of("y", NDArray.zeros(DType.INT8, 9)).slice(2, 8);
    Column batch = Column.ofBatch(x, y);

    assertThat(batch.field()).hasToString("struct<x: float64, y: int8>");
    assertThat(batch.field().isNullable()).isFalse();
    assertThat(batch.name()).isEmpty();
    assertThat(batch.offset()).isZero();
    assertThat(batch.length()).isEqualTo(6);
    assertThat(batch.data().knownNullCount()).isZero();
    assertThat(batch.data().buffers()).containsExactly(Buffer.ABSENT);
    assertThat(batch.data().storedChildren()).containsExactly(x.data(), y.data());
    assertThat(Column.ofBatch().length()).isZero();
    assertThat(Column.ofStruct("s", batch, x).field())
        .hasToString("s: struct<struct<x: float64, y: int8>, x: float64>");
  }

  @Test
  @DisplayName("columns of different lengths are rejected")
  void lengths_mustAgree() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Column.ofBatch(Column.of("x", numbers), Column.of("y", numbers.sliceAxis(0, 0, 5))))
        .withMessage("expected columns of the same length, 6 as \"x\", but found 5 in \"y\"");
  }

  // --- lists

  @Test
  @DisplayName("lists of int32 and of int64 offsets share both arrays")
  void lists() {
    Column values = Column.of("x", numbers);
    NDArray offsets = NDArray.copyOf(new int[] {1, 3, 3, 6});
    Column lists = Column.ofLists("l", offsets, values);
    assertThat(lists.field()).hasToString("l: list<float64>");
    assertThat(lists.length()).isEqualTo(3);
    assertThat(lists.buffers().get(1).address()).isEqualTo(offsets.address());
    assertThat(Spec.values(lists))
        .isEqualTo(
            List.of(
                Spec.expected(numbers.sliceAxis(0, 1, 3)),
                List.of(),
                Spec.expected(numbers.sliceAxis(0, 3, 6))));

    Column large = Column.ofLists("l", NDArray.copyOf(new long[] {0, 6}), values);
    assertThat(large.field()).hasToString("l: large_list<float64>");
    assertThat(Spec.values(large)).isEqualTo(List.of(Spec.expected(numbers)));
    assertThat(Column.ofLists("l", NDArray.copyOf(new int[] {4}), values).length()).isZero();
    Column sliced = Column.ofLists("l", NDArray.copyOf(new int[] {0, 2}), values.slice(3, 5));
    assertThat(Spec.values(sliced)).isEqualTo(List.of(Spec.expected(numbers.sliceAxis(0, 3, 5))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 2 | expected offset 0 in [0, 6]",
        "0 3 2 | expected offset 2 in [3, 6]",
        "0 7 | expected offset 1 in [0, 6]",
        "7 | expected offset 0 in [0, 6]"
      })
  @DisplayName("offsets out of order or beyond the values are rejected")
  void badOffsets_areRejected(String offsets, String message) {
    Column values = Column.of("x", numbers);
    long[] longs = Arrays.stream(offsets.split(" ")).mapToLong(Long::parseLong).toArray();
    int[] ints = Arrays.stream(longs).mapToInt(i -> (int) i).toArray();
    for (NDArray array : List.of(NDArray.copyOf(longs), NDArray.copyOf(ints))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Column.ofLists("l", array, values))
          .withMessageStartingWith(message);
    }
  }

  @Test
  @DisplayName("offsets of other types, shapes and layouts are rejected")
  void otherOffsets_areRejected() {
    Column values = Column.of("x", numbers);
    for (NDArray offsets :
        List.of(
            NDArray.zeros(DType.INT16, 2),
            NDArray.zeros(DType.UINT32, 2),
            NDArray.zeros(DType.FLOAT64, 2),
            NDArray.zeros(DType.INT32),
            NDArray.zeros(DType.INT32, 2, 2),
            NDArray.zeros(DType.INT32, 0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Column.ofLists("l", offsets, values))
          .withMessageStartingWith("expected offsets ")
          .withMessageContaining("but found " + offsets.dtype());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofLists("l", NDArray.zeros(DType.INT32, 4).flip(0), values))
        .withMessageContaining("(stride 4 on axis 0)")
        .withMessageEndingWith("copy(DType) and contiguous() copy");
  }

  // --- dictionaries

  @Test
  @DisplayName("a dictionary keeps the indices where they are; its order may mean something")
  void dictionaries() {
    Column values = Column.ofStrings("v", Arrays.asList("red", null, "blue"));
    NDArray indices = NDArray.copyOf(new byte[] {2, 0, 2, 1});
    Column column = Column.ofDictionary("d", indices, values);

    assertThat(column.field()).hasToString("d: dictionary<int8, v: string?>");
    assertThat(column.buffers().get(1).address()).isEqualTo(indices.address());
    assertThat(column.data().dictionary()).isSameAs(values.data());
    assertThat(Spec.values(column)).isEqualTo(Arrays.asList("blue", "red", "blue", null));
    assertThat(column.field().flags()).isZero();
    assertThat(Column.ofDictionary("d", indices, values, true).field().flags())
        .isEqualTo(ArrowField.DICTIONARY_ORDERED);
    Column unsigned = Column.ofDictionary("d", NDArray.zeros(DType.UINT64, 2), values);
    assertThat(Spec.values(unsigned)).isEqualTo(List.of("red", "red"));
    Column empty = Column.ofDictionary("d", NDArray.zeros(DType.INT32, 0), values.slice(0, 0));
    assertThat(empty.length()).isZero();
  }

  @Test
  @DisplayName("indices that are none of a value, of any type, are rejected")
  void badIndices_areRejected() {
    Column values = Column.of("v", NDArray.zeros(DType.FLOAT32, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofDictionary("d", NDArray.copyOf(new int[] {0, 3, 1}), values))
        .withMessage("expected indices in [0, 3), the dictionary's values, but found 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofDictionary("d", NDArray.copyOf(new byte[] {0, -1}), values))
        .withMessageEndingWith("but found -1");
    NDArray unsigned = NDArray.copyOf(new long[] {0, -1}).reinterpret(DType.UINT64);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofDictionary("d", unsigned, values))
        .withMessageEndingWith("but found 18446744073709551615");
    NDArray bytes = NDArray.copyOf(new byte[] {0, -1}).reinterpret(DType.UINT8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofDictionary("d", bytes, values))
        .withMessageEndingWith("but found 255");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Column.ofDictionary("d", NDArray.zeros(DType.INT8, 1), values.slice(0, 0)))
        .withMessageContaining("[0, 0)");
    for (NDArray other :
        List.of(
            NDArray.zeros(DType.FLOAT32, 2),
            NDArray.zeros(DType.BOOL, 2),
            NDArray.zeros(DType.INT32, 2, 2))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Column.ofDictionary("d", other, values))
          .withMessageStartingWith("expected indices that are integers along one axis but found");
    }
  }

  // --- all factories

  @Test
  @DisplayName("null is rejected by everything that makes columns")
  void nulls_areRejected() {
    Column column = Column.of("x", numbers);
    Samples samples =
        new Samples()
            .add(NDArray.class, () -> NDArray.zeros(DType.BOOL, 6))
            .add(Column.class, () -> column)
            .add(CopyPolicy.class, () -> CopyPolicy.IF_NEEDED)
            .add(List.class, List::of);
    List<String> names =
        List.of(
            "of",
            "bits",
            "nested",
            "rows",
            "tensors",
            "strings",
            "lists",
            "dictionary",
            "struct",
            "batch",
            "withValidity");
    assertThat(new NullSweep(samples).sweep(List.of(Column.class)))
        .noneMatch(
            line -> names.stream().anyMatch(name -> line.startsWith("Column." + name + "(")));
    assertThatNullPointerException()
        .isThrownBy(() -> Column.ofTensors("", Arrays.asList(numbers, null)));
  }
}
