package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tensors from C. The oracle is the sentence of the specification: axis i of a cell is the axis
/// `permutation[i]` in memory, and memory is in C order.
class TensorImportTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private Column fixed(int cell, String json) {
    return ProducedArray.of("+w:" + cell, 2, 1)
        .absent()
        .child(ProducedArray.doubles(3 * cell, 1))
        .extension("arrow.fixed_shape_tensor", json)
        .adopt(arena);
  }

  @ParameterizedTest
  @CsvSource({"0,1,2", "0,2,1", "1,0,2", "1,2,0", "2,0,1", "2,1,0"})
  @DisplayName("items 37, 38: all permutations of three axes, those that are no swap included")
  void item37_permutations(int p0, int p1, int p2) {
    int[] p = {p0, p1, p2};
    int[] physical = {2, 3, 4};
    Column column =
        fixed(
            24,
            "{\"shape\":[2,3,4],\"permutation\":[%d,%d,%d],\"dim_names\":[\"a\",\"b\",\"c\"]}"
                .formatted(p0, p1, p2));
    NDArray array = column.array();

    assertThat(array.shape()).containsExactly(2, physical[p0], physical[p1], physical[p2]);
    assertThat(column.dimensionNames())
        .containsExactly(
            "abc".substring(p0, p0 + 1), "abc".substring(p1, p1 + 1), "abc".substring(p2, p2 + 1));
    int[] at = new int[3];
    for (int n = 0; n < 2; n++) {
      for (at[0] = 0; at[0] < 2; at[0]++) {
        for (at[1] = 0; at[1] < 3; at[1]++) {
          for (at[2] = 0; at[2] < 4; at[2]++) {
            double expected = 1 + 24 * (n + 1) + 12 * at[0] + 4 * at[1] + at[2];
            assertThat(array.getDouble(n, at[p[0]], at[p[1]], at[p[2]])).isEqualTo(expected);
            assertThat(
                    Objects.requireNonNull(column.getTensor(n))
                        .getDouble(at[p[0]], at[p[1]], at[p[2]]))
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void cells_withoutAxes_orElements() {
    assertThat(fixed(1, "{\"shape\":[]}").array().shape()).containsExactly(2);
    assertThat(fixed(0, "{\"shape\":[3,0]}").array().shape()).containsExactly(2, 3, 0);
    assertThat(fixed(6, "{\"shape\":[6]}").dimensionNames()).isEmpty();
    assertThat(fixed(0, "{\"shape\":[4294967296,0]}").array().shape())
        .as("one length of an empty cell may be beyond 31 bits")
        .containsExactly(2, 1L << 32, 0);
    Column written = Column.of("t", NDArray.zeros(DType.FLOAT32, 2, 1L << 33, 0));
    assertThat(written.array().shape()).as("as it is written").containsExactly(2, 1L << 33, 0);
    assertThatThrownBy(() -> fixed(0, "{\"shape\":[0,4294967296,4294967296]}").array())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("field x: expected elements of less than 2^63 bytes but found");
  }

  @Test
  @DisplayName("values inside of a tensor that are missing are no numbers")
  void nullsInside_areRejected() {
    Column column =
        ProducedArray.of("+w:2", 2)
            .absent()
            .child(ProducedArray.of("c", 4).nulls(1).bits("1101").bytes(new byte[4]).name("item"))
            .extension("arrow.fixed_shape_tensor", "{\"shape\":[2]}")
            .adopt(arena);
    assertThat(Objects.requireNonNull(column.getTensor(0)).shape()).containsExactly(2);
    assertThatThrownBy(() -> column.getTensor(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected no missing values but found 1 of 2: column \"item\"");
  }

  @ParameterizedTest
  @DisplayName("item 37: what does not fit is rejected, by name; the storage stays readable")
  @CsvSource(
      delimiter = '|',
      value = {
        "|expected a value but found the end of the text at position 0",
        "{|expected a string as key, or '}' but found the end of the text at position 1",
        "{\"shape\":[4611686018427387904,4,6]}|expected a \"shape\" of 6 elements but found"
            + " [4611686018427387904, 4, 6]",
        "{\"shape\":[2,2]}|expected a \"shape\" of 6 elements but found [2, 2]",
        "{\"shape\":[0,2147483647]}|expected a \"shape\" of 6 elements but found [0, 2147483647]",
        "{\"shape\":[2147483647,2147483647,2147483647]}|expected a \"shape\" of 6 elements but"
            + " found [2147483647, 2147483647, 2147483647]",
        "{\"shape\":[2,3],\"permutation\":[1,1]}|expected each of the axes 0 to 1 once in"
            + " \"permutation\" but found [1, 1]"
      })
  void item37_badMetadata_isRejected(String json, String message) {
    Column column = fixed(6, json == null ? "" : json);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            column::array, column::values, () -> column.getTensor(0), column::dimensionNames)) {
      assertThatThrownBy(call)
          .isInstanceOf(FormatException.class)
          .hasMessage("field x: " + message);
    }
    assertThat(column.child(0).array().shape()).containsExactly(12);
  }

  private Column variable(String json, int... shapes) {
    return ProducedArray.of("+s", 2, 1)
        .nulls(0)
        .absent()
        .child(
            ProducedArray.of("+l", 3)
                .absent()
                .ints(0, 1, 7, 7)
                .child(ProducedArray.doubles(7, 0))
                .name("data"),
            ProducedArray.of("+w:2", 3)
                .absent()
                .child(ProducedArray.of("i", 6).absent().ints(shapes))
                .name("shape"))
        .extension("arrow.variable_shape_tensor", json)
        .adopt(arena);
  }

  @Test
  @DisplayName("item 39: each tensor has its own shape")
  void item39_variableShapes() {
    Column column = variable("", 1, 1, 2, 3, 0, 5);
    NDArray first = Objects.requireNonNull(column.getTensor(0));
    assertThat(first.shape()).containsExactly(2, 3);
    assertThat(first.getDouble(1, 0)).isEqualTo(4);
    assertThat(Objects.requireNonNull(column.getTensor(1)).shape()).containsExactly(0, 5);
    assertThat(column.dimensionNames()).isEmpty();

    Column turned =
        variable(
            "{\"permutation\":[1,0],\"dim_names\":[\"h\",\"w\"],\"uniform_shape\":[null,3]}",
            1,
            1,
            2,
            3,
            0,
            3);
    NDArray t = Objects.requireNonNull(turned.getTensor(0));
    assertThat(t.shape()).containsExactly(3, 2);
    assertThat(t.getDouble(0, 1)).isEqualTo(4);
    assertThat(turned.dimensionNames()).containsExactly("w", "h");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, '[2, 2]'",
    "-2, -3, '[-2, -3]'",
    "2147483647, 2147483647, '[2147483647, 2147483647]'"
  })
  void item39_badShapes_areRejected(int rows, int columns, String shown) {
    Column column = variable("{}", 1, 1, rows, columns, 0, 0);
    assertThatThrownBy(() -> column.getTensor(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a shape of 6 elements in tensor 0 but found " + shown);
  }

  @Test
  @DisplayName("item 39: metadata that does not fit names the field; shapes are integers")
  void item39_badMetadata_isRejected() {
    Column column = variable("{\"permutation\":[0]}", 1, 1, 2, 3, 0, 0);
    assertThatThrownBy(() -> column.getTensor(0))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "field x: expected as many items as a cell has axes, 2, in \"permutation\" but found"
                + " [0]");
    Column floats =
        ProducedArray.of("+s", 1)
            .absent()
            .child(
                ProducedArray.of("+l", 1)
                    .absent()
                    .ints(0, 4)
                    .child(ProducedArray.doubles(4, 0))
                    .name("data"),
                ProducedArray.of("+w:2", 1)
                    .absent()
                    .child(ProducedArray.of("f", 2).absent().floats(2, 2))
                    .name("shape"))
            .extension("arrow.variable_shape_tensor", "{}")
            .adopt(arena);
    assertThatThrownBy(() -> floats.getTensor(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected shapes of integers but found x: float32?: column \"x\" of type"
                + " arrow.variable_shape_tensor");
  }

  @Test
  void others_haveNoTensors() {
    Column column = ProducedArray.doubles(1, 0).adopt(arena);
    assertThatThrownBy(() -> column.getTensor(0))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("expected tensors but found column \"x\" of type float64");
    assertThatThrownBy(() -> column.getList(0))
        .hasMessage("expected lists but found column \"x\" of type float64");
    assertThatThrownBy(() -> column.offsets())
        .hasMessage(
            "expected lists, strings or bytes with offsets but found column \"x\" of type float64");
  }
}
