package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Indexing and slicing: items 9 to 22 of the conformance list.
final class IndexingConformanceTest {

  private static NDArray arange(int n, long... shape) {
    return NDArray.copyOf(
        LongStream.range(0, n).toArray(), shape.length == 0 ? new long[] {n} : shape);
  }

  private static long[] values(NDArray array) {
    return array.toLongArray();
  }

  @Test
  @DisplayName("item 9: a negative index counts from the end; out of range names the axis")
  void item9_negativeIndex_andOutOfRange() {
    NDArray a = arange(12, 3, 4);
    assertThat(values(a.select(0, -1))).containsExactly(8, 9, 10, 11);
    assertThat(values(a.select(-1, -4))).containsExactly(0, 4, 8);
    assertThat(values(a.slice(Index.at(-3), Index.at(-1)))).containsExactly(3);
    Rejections.index("expected an index in [-3, 3) on axis 0 but found 3", () -> a.select(0, 3));
    Rejections.index("expected an index in [-4, 4) on axis 1 but found -5", () -> a.select(-1, -5));
    Rejections.index("expected an index in [-4, 4) on axis 1 but found 4", () -> a.slice("0, 4"));
    Rejections.index(
        "expected an index in [-4, 4) on axis 1 but found -9223372036854775808",
        () -> a.select(1, Long.MIN_VALUE));
    // Axes are those of the array, whatever was inserted or dropped before.
    Rejections.index(
        "expected an index in [-4, 4) on axis 1 but found 9",
        () -> a.slice(Index.newAxis(), Index.at(0), Index.newAxis(), Index.at(9)));
  }

  @Test
  @DisplayName(
      "item 9: element access never takes a negative index, unlike NumPy: it is a loop bug")
  void item9_elementAccess_takesNoNegativeIndex() {
    NDArray a = arange(12, 3, 4);
    Rejections.index(
        "expected an index in [0, 4) on axis 1 but found -1; shape (3, 4)", () -> a.getLong(0, -1));
    Rejections.index(
        "expected an index in [0, 3) on axis 0 but found -1; shape (3, 4)",
        () -> a.setLong(-1, 0, 1));
  }

  @Test
  @DisplayName("item 10: slice bounds are clipped, integers are not")
  void item10_sliceBounds_areClipped() {
    NDArray a = arange(5);
    assertThat(values(a.sliceAxis(0, -100, 100))).containsExactly(0, 1, 2, 3, 4);
    assertThat(values(a.slice("3:99"))).containsExactly(3, 4);
    assertThat(values(a.slice("-99:2"))).containsExactly(0, 1);
    assertThat(values(a.sliceAxis(0, Long.MIN_VALUE, Long.MAX_VALUE))).hasSize(5);
    Rejections.index("expected an index in [-5, 5) on axis 0 but found 5", () -> a.slice("5"));
  }

  @Test
  @DisplayName("item 11: ::-1 starts at the last element and negates the stride")
  void item11_reversed_startsAtTheLast() {
    NDArray a = arange(5);
    for (NDArray back : new NDArray[] {a.slice("::-1"), a.slice(Index.reversed()), a.flip(0)}) {
      assertThat(back.byteOffset()).isEqualTo(32);
      assertThat(back.stride(0)).isEqualTo(-8);
      assertThat(values(back)).containsExactly(4, 3, 2, 1, 0);
    }
  }

  @Test
  @DisplayName("item 12: ::-3 of 10 is 9, 6, 3, 0; 5::-1 is 5..0; :5:-1 is 9..6")
  void item12_negativeSteps() {
    NDArray a = arange(10);
    assertThat(values(a.slice("::-3"))).containsExactly(9, 6, 3, 0);
    assertThat(values(a.slice(Index.step(-3)))).containsExactly(9, 6, 3, 0);
    assertThat(values(a.slice("5::-1"))).containsExactly(5, 4, 3, 2, 1, 0);
    assertThat(values(a.sliceAxis(0, 5, Long.MIN_VALUE, -1))).containsExactly(5, 4, 3, 2, 1, 0);
    assertThat(values(a.slice(":5:-1"))).containsExactly(9, 8, 7, 6);
    assertThat(values(a.slice("-1:-4:-1"))).containsExactly(9, 8, 7);
    // A stop of -1 is the last element, as in Python, not "before the first".
    assertThat(values(a.sliceAxis(0, 5, -1, -1))).isEmpty();
  }

  @Test
  @DisplayName("item 13: 5:2 and 100: are empty; step 0 is rejected")
  void item13_emptySlices_andStepZero() {
    NDArray a = arange(10);
    for (String text : new String[] {"5:2", "100:", ":-100", "2:5:-1", "-100::-1", "3:3"}) {
      assertThat(a.slice(text).shape()).as(text).containsExactly(0);
    }
    String message = "expected a non-zero slice step but found 0";
    Rejections.argument(message, () -> a.slice("::0"));
    Rejections.argument(message, () -> a.sliceAxis(0, 0, 5, 0));
    Rejections.argument(message, () -> a.slice(Index.step(0)));
    Rejections.argument(message, () -> NDArray.zeros(DType.INT8, 0).slice("::0"));
  }

  @Test
  @DisplayName("item 14: an empty slice keeps address and stride")
  void item14_emptySlice_keepsAddressAndStride() {
    NDArray a = arange(10);
    for (String text : new String[] {"10:", "5:2", "100:", "2:5:-3", "7:7:2"}) {
      NDArray empty = a.slice(text);
      assertThat(empty.address()).as(text).isEqualTo(a.address());
      assertThat(empty.stride(0)).as(text).isEqualTo(8);
    }
  }

  @Test
  @DisplayName("item 15: step times stride beyond 64 bits leaves one element, whose stride stays")
  void item15_stepTimesStride_overflow() {
    NDArray a = arange(10);
    NDArray first = a.sliceAxis(0, 0, 10, 1L << 60);
    assertThat(values(first)).containsExactly(0);
    assertThat(first.stride(0)).isEqualTo(8);
    assertThat(values(a.sliceAxis(0, 9, 0, -Long.MAX_VALUE))).containsExactly(9);
    assertThat(values(a.sliceAxis(0, 9, 0, Long.MIN_VALUE))).containsExactly(9);
    assertThat(values(a.sliceAxis(0, 3, 10, (1L << 60) - 1))).containsExactly(3);
    assertThat(a.sliceAxis(0, 9, 0, -(1L << 60)).stride(0)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  @DisplayName("item 16: an integer drops the axis, a slice keeps it; newaxis goes anywhere")
  void item16_integerSliceNewAxis() {
    NDArray a = arange(24, 2, 3, 4);
    assertThat(a.slice("1").shape()).containsExactly(3, 4);
    assertThat(a.slice("1:2").shape()).containsExactly(1, 3, 4);
    assertThat(a.slice("None, 1, None, :, None, 2:, None").shape())
        .containsExactly(1, 1, 3, 1, 2, 1);
    assertThat(a.slice("newaxis, ..., None").shape()).containsExactly(1, 2, 3, 4, 1);
    assertThat(values(a.slice("None, 1, None, 2, None, 1:3"))).containsExactly(21, 22);
  }

  @Test
  @DisplayName("item 17: one ellipsis expands and may be empty, two are rejected")
  void item17_ellipsis() {
    NDArray a = arange(24, 2, 3, 4);
    assertThat(a.slice("...").shape()).containsExactly(2, 3, 4);
    assertThat(values(a.slice("..., 1"))).containsExactly(1, 5, 9, 13, 17, 21);
    assertThat(values(a.slice("1, ..., 2"))).containsExactly(14, 18, 22);
    assertThat(a.slice("0, ..., 0, 0").rank()).isZero();
    assertThat(a.slice("1, 2, ..., ::-1").shape()).containsExactly(4);
    Rejections.argument(
        "expected at most one '...' in an index but found 2", () -> a.slice("..., 0, ..."));
  }

  @Test
  @DisplayName("item 18: too many indices are rejected with their number; newaxis does not count")
  void item18_tooManyIndices() {
    NDArray a = arange(6, 2, 3);
    Rejections.argument(
        "expected at most 2 indices for shape (2, 3) but found 3", () -> a.slice("0, :, 0"));
    Rejections.argument(
        "expected at most 2 indices for shape (2, 3) but found 3",
        () -> a.slice("None, 0, ..., 0, None, 0"));
    assertThat(a.slice("None, 0, None, 0, None").shape()).containsExactly(1, 1, 1);
    Rejections.argument(
        "expected at most 0 indices for shape () but found 1",
        () -> NDArray.zeros(DType.INT8).slice("0"));
  }

  @Test
  @DisplayName("item 19: the empty index gives a full view")
  void item19_emptyIndex_isAFullView() {
    NDArray a = arange(6, 2, 3);
    for (NDArray view : new NDArray[] {a.slice(), a.slice(""), a.slice("  ")}) {
      assertThat(view.layout()).isEqualTo(a.layout());
      assertThat(view.segment()).isSameAs(a.segment());
    }
  }

  @Test
  @DisplayName(
      "item 20: all integers give rank 0. NumPy makes a scalar of it; here it stays a view,"
          + " with or without an ellipsis, since Java has no array scalars")
  void item20_allIntegers_giveAView() {
    NDArray a = arange(6, 2, 3);
    for (NDArray view : new NDArray[] {a.slice("1, 2"), a.slice("1, 2, ...")}) {
      assertThat(view.rank()).isZero();
      assertThat(view.getLong()).isEqualTo(5);
    }
    a.slice("1, 2, ...").setLong(50);
    assertThat(a.getLong(1, 2)).isEqualTo(50);
    a.slice("0, 1").asLongs().set(40);
    assertThat(a.getLong(0, 1)).isEqualTo(40);
  }

  @Test
  @DisplayName("item 21: rank 0 has no length and takes no index")
  void item21_rankZero() {
    NDArray a = NDArray.zeros(DType.FLOAT64);
    assertThat(a.shape()).isEmpty();
    assertThat(a.size()).isEqualTo(1);
    Rejections.argument("expected an axis in [0, 0) but found 0", () -> a.shape(0));
    Rejections.argument("expected an axis in [0, 0) but found 0", () -> a.select(0, 0));
    Rejections.argument("expected 0 indices for shape () but found 1: (0,)", () -> a.getDouble(0));
    Rejections.argument(
        "expected 0 indices for shape () but found 1: (0,)", () -> a.asDoubles().get(0));
    Rejections.argument(
        "expected at most 0 indices for shape () but found 1", () -> a.slice(Index.at(0)));
    a.setDouble(2.5);
    assertThat(a.getDouble()).isEqualTo(2.5);
  }

  @Test
  @DisplayName("item 22: basic indexing never copies")
  void item22_views_shareMemory() {
    NDArray a = arange(24, 2, 3, 4);
    NDArray view = a.slice("1, None, ::-2, 1:");
    assertThat(view.segment()).isSameAs(a.segment());
    assertThat(view.owner()).isSameAs(a.owner());
    assertThat(view.dtype()).isSameAs(a.dtype());
    assertThat(view.address()).isEqualTo(a.address() + 96 + 2 * 32 + 8);
    assertThat(view.strides()).containsExactly(0, -64, 8);
    view.setLong(0, 1, 2, 99);
    assertThat(a.getLong(1, 0, 3)).isEqualTo(99);
    for (NDArray other :
        new NDArray[] {
          a.select(0, 1),
          a.transpose(),
          a.permute(2, 0, 1),
          a.swapAxes(0, 2),
          a.moveAxis(0, 2),
          a.flip(1),
          a.expandDims(1),
          a.squeeze(),
          a.reshape(4, 6)
        }) {
      assertThat(other.segment()).isSameAs(a.segment());
    }
  }

  @Test
  @DisplayName("index texts: what is not an index is rejected with the part that is wrong")
  void texts_thatAreNoIndex_areRejected() {
    NDArray a = arange(5);
    for (String part : new String[] {"x", "1.5", "1:2:3:4", "1:x", "0x", "1 2", "..", "true"}) {
      Rejections.argument(
          "expected an index, start:stop:step, '...' or None but found '%s' in '%s'"
              .formatted(part, part),
          () -> a.slice(part));
    }
    Rejections.argument(
        "expected an index, start:stop:step, '...' or None but found '' in '1:2,,0'",
        () -> a.slice("1:2,,0"));
    assertThat(Index.parse(" 1 : 2 , : : -1 ,... , None,-1 "))
        .containsExactly(
            new Index.Range(1, 2, 1),
            new Index.Range(Long.MAX_VALUE, Long.MIN_VALUE, -1),
            new Index.Ellipsis(),
            new Index.NewAxis(),
            new Index.At(-1));
    assertThat(Index.parse("::")).containsExactly(Index.all());
    assertThat(Index.parse("2:")).containsExactly(Index.from(2));
    assertThat(Index.parse(":2")).containsExactly(Index.to(2));
    assertThat(Index.parse("1:9:2")).containsExactly(Index.range(1, 9, 2));
  }

  @Test
  @DisplayName("indexing of float arrays is the same: values come along")
  void values_comeAlong() {
    NDArray a = NDArray.copyOf(DoubleStream.iterate(0, x -> x + 0.5).limit(12).toArray(), 3, 4);
    assertThat(a.slice("::-1, 1::2").toDoubleArray()).containsExactly(4.5, 5.5, 2.5, 3.5, 0.5, 1.5);
    assertThat(Arrays.toString(a.slice("1").shape())).isEqualTo("[4]");
  }
}
