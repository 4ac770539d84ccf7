package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Arrays of given values, and arrays from nested Java arrays and objects.
final class FactoriesTest {

  @Test
  void fullAndOnes_haveOneValue() {
    assertThat(NDArray.full(DType.FLOAT64, 0.5, 2, 3).toDoubleArray()).containsOnly(0.5).hasSize(6);
    assertThat(NDArray.full(DType.UINT64, Long.MAX_VALUE).getLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(NDArray.ones(DType.INT8, 4).toByteArray()).containsOnly(1).hasSize(4);
    assertThat(NDArray.ones(DType.COMPLEX64, 1).get(Complex.class, 0)).isEqualTo(new Complex(1, 0));
    rejected("expected a value of uint8 but found 256", () -> NDArray.full(DType.UINT8, 256, 2));
  }

  @Test
  void empty_hasTheShape_andTakesUsedMemoryAsItIs() {
    assertThat(NDArray.empty(DType.FLOAT32, 2, 3).shape()).containsExactly(2, 3);
    try (Arena arena = Arena.ofConfined()) {
      NDArray a = NDArray.empty(arena, DType.INT32, 3);
      assertThat(a.isReadOnly()).isFalse();
      assertThat(a.address() % 64).isZero();
    }
  }

  @Test
  void zerosLike_hasTheOrderOfTheAxes() {
    NDArray turned = NDArray.ones(DType.INT16, 2, 3, 4).permute(2, 0, 1);
    NDArray zeros = NDArray.zerosLike(turned);
    assertThat(zeros.shape()).containsExactly(4, 2, 3);
    assertThat(zeros.strides()).containsExactly(2, 24, 8);
    assertThat(zeros.sumLong()).isZero();
    assertThat(NDArray.zerosLike(turned.broadcastTo(5, 4, 2, 3)).isReadOnly()).isFalse();
  }

  @Test
  void arangeAndLinspace_areToTheBitAsNumPys() {
    Numpy.require();
    double[][] cases = {
      {0, 1, 0.1},
      {0.1, 1, 0.1},
      {1, 0, -0.3},
      {0, 1, 3},
      {5, 1, 1},
      {-1e300, 1e300, 1e299},
      {0, 1e-300, 1e300},
      {0, -1e-300, 1e300},
      {1e308, 1.5e308, 1e308},
      {-0.0, 3, 1},
      {1, 1, 1}
    };
    String script =
        Arrays.stream(cases)
            .map(c -> "print(np.arange(%s, %s, %s).tolist())".formatted(c[0], c[1], c[2]))
            .collect(Collectors.joining("\n", "import numpy as np\n", "\n"));
    script +=
        """
        print(np.linspace(0.1, 0.7, 7).tolist())
        print(np.linspace(1, 2, 1).tolist(), np.linspace(1, 2, 0).tolist())
        print(np.linspace(3, -1e-3, 1000).tolist())
        print(np.linspace(0, 5e-324, 4).tolist())
        print(np.arange(7, -8, -5).tolist(), np.arange(3).tolist(), np.arange(2, 5).tolist())
        """;
    StringBuilder ours = new StringBuilder();
    for (double[] c : cases) {
      ours.append(list(NDArray.arange(c[0], c[1], c[2]))).append('\n');
    }
    ours.append(list(NDArray.linspace(0.1, 0.7, 7))).append('\n');
    ours.append(list(NDArray.linspace(1, 2, 1)))
        .append(" ")
        .append(list(NDArray.linspace(1, 2, 0)));
    ours.append('\n').append(list(NDArray.linspace(3, -1e-3, 1000))).append('\n');
    ours.append(list(NDArray.linspace(0, Double.MIN_VALUE, 4))).append('\n');
    ours.append(Arrays.toString(NDArray.arange(7, -8, -5).toLongArray())).append(" ");
    ours.append(Arrays.toString(NDArray.arange(3).toLongArray())).append(" ");
    ours.append(Arrays.toString(NDArray.arange(2, 5).toLongArray()));
    String numpys =
        PythonScript.run(
            java.util.List.of(Numpy.python().toString(), "-"),
            script.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(values(ours.toString())).isEqualTo(values(numpys));
  }

  private static String list(NDArray a) {
    return Arrays.toString(a.toDoubleArray());
  }

  /// Lines of lists as bits: Python and Java write numbers differently.
  private static String values(String lists) {
    return Arrays.stream(lists.replace("[", " [ ").replace("]", " ] ").split("[, ]+|(?=\n)"))
        .map(w ->
            w.isBlank() || w.equals("[") || w.equals("]") ? w.strip() : "" + Double.parseDouble(w))
        .collect(Collectors.joining(" "));
  }

  @Test
  void arange_rejectsWhatNeverEnds() {
    rejected("expected a step other than 0 but found 0", () -> NDArray.arange(0, 1, 0));
    rejected("expected a step other than 0", () -> NDArray.arange(0.0, 1, 0));
    rejected("finitely many", () -> NDArray.arange(0, Double.POSITIVE_INFINITY, 1));
    rejected("finitely many", () -> NDArray.arange(Double.NaN, 1, 1));
    rejected("finitely many", () -> NDArray.arange(0, Double.NEGATIVE_INFINITY, 1));
    rejected("finitely many", () -> NDArray.arange(0, 5, Double.POSITIVE_INFINITY));
    rejected("2^63-1", () -> NDArray.arange(Long.MIN_VALUE, Long.MAX_VALUE, 1));
    rejected("2^63-1", () -> NDArray.arange(0, Long.MIN_VALUE, -1));
    rejected("negative", () -> NDArray.linspace(0, 1, -1));
  }

  @Test
  void nestedArrays_keepShapeAndType() {
    NDArray m = NDArray.copyOf(new double[][] {{1, 2, 3}, {4, 5, 6}});
    assertThat(m.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(m.shape()).containsExactly(2, 3);
    assertThat(m.toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
    NDArray cube = NDArray.copyOf(new int[][][] {{{1}, {2}}, {{3}, {4}}, {{5}, {6}}});
    assertThat(cube.shape()).containsExactly(3, 2, 1);
    assertThat(cube.toIntArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(NDArray.copyOf(new float[][] {{1}}).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(NDArray.copyOf(new long[][] {{1}}).dtype()).isEqualTo(DType.INT64);
    assertThat(NDArray.copyOf(new short[][] {{1}}).dtype()).isEqualTo(DType.INT16);
    assertThat(NDArray.copyOf(new char[][] {{'a'}}).dtype()).isEqualTo(DType.UINT16);
    assertThat(NDArray.copyOf(new byte[][] {{1}}).dtype()).isEqualTo(DType.INT8);
    NDArray truths = NDArray.copyOf(new boolean[][] {{true, false}});
    assertThat(truths.dtype()).isEqualTo(DType.BOOL);
    assertThat(truths.toByteArray()).containsExactly(1, 0);
    assertThat(NDArray.copyOf(new double[0][]).shape()).containsExactly(0, 0);
    assertThat(NDArray.copyOf(new double[2][0]).shape()).containsExactly(2, 0);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(NDArray.copyOf(arena, new int[][] {{7}}).getLong(0, 0)).isEqualTo(7);
    }
  }

  @Test
  void nestedArrays_ofOtherLengthsOrClasses_areRejected() {
    rejected(
        "expected rows of one length on axis 1 but found 2 and 1",
        () -> NDArray.copyOf(new int[][] {{1, 2}, {3}}));
    rejected("java.lang.Object[]", () -> NDArray.copyOf(new Object[] {1}));
    rejected("java.lang.Integer[]", () -> NDArray.copyOf(new Integer[] {1}));
    rejected(
        "expected a Java array but found java.lang.Integer",
        () -> NDArray.copyOf(3, DType.INT32, 1));
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> NDArray.copyOf(new int[][] {{1}, null}));
  }

  @Test
  void texts_areStringsOfTheLongest() {
    NDArray a = NDArray.copyOf("a", "", "😀bc");
    assertThat(a.dtype()).isEqualTo(DType.string(3));
    assertThat(a.getString(0)).isEqualTo("a");
    assertThat(a.getString(1)).isEmpty();
    assertThat(a.getString(2)).isEqualTo("😀bc");
    assertThat(NDArray.copyOf(new String[] {}).dtype()).isEqualTo(DType.string(1));
    NDArray m = NDArray.copyOf(new String[][] {{"x", "yy"}});
    assertThat(m.shape()).containsExactly(1, 2);
    assertThat(m.getString(0, 1)).isEqualTo("yy");
    NDArray bytes = NDArray.copyOf(new String[] {"ab", "c"}, DType.bytes(4));
    assertThat(bytes.rawBytes()).containsExactly('a', 'b', 0, 0, 'c', 0, 0, 0);
    rejected("at most 1", () -> NDArray.copyOf(new String[] {"ab"}, DType.bytes(1)));
  }

  @Test
  void timesAndComplexNumbers_haveTheirTypes() {
    Instant now = Instant.parse("2024-02-29T12:34:56.123456789Z");
    NDArray times = NDArray.copyOf(new Instant[] {now});
    assertThat(times.dtype()).isEqualTo(DType.datetime64("ns"));
    assertThat(times.get(Instant.class, 0)).isEqualTo(now);
    NDArray days = NDArray.copyOf(new LocalDate[] {LocalDate.of(1969, 12, 31)});
    assertThat(days.dtype()).isEqualTo(DType.datetime64("D"));
    assertThat(days.getLong(0)).isEqualTo(-1);
    NDArray z = NDArray.copyOf(new Complex[] {new Complex(1, -2)});
    assertThat(z.dtype()).isEqualTo(DType.COMPLEX128);
    assertThat(z.imag().getDouble(0)).isEqualTo(-2);
  }

  @Test
  void valuesWithAType_areConvertedAsCopyDoes() {
    NDArray a = NDArray.copyOf(new byte[] {-1, 0, 1, 2}, DType.UINT8, 2, -1);
    assertThat(a.shape()).containsExactly(2, 2);
    assertThat(a.getLong(0, 0)).isEqualTo(255);
    NDArray big = DTypeOf.bigEndian(NDArray.copyOf(new int[] {1, 2}, DType.of(">i4")));
    assertThat(big.rawBytes()).containsExactly(0, 0, 0, 1, 0, 0, 0, 2);
    NDArray halves = NDArray.copyOf(new double[][] {{0.5}, {1}}, DType.FLOAT16);
    assertThat(halves.shape()).containsExactly(2, 1);
    assertThat(halves.getDouble(0, 0)).isEqualTo(0.5);
    NDArray days = NDArray.copyOf(new long[] {0, 1}, DType.datetime64("D"), 2);
    assertThat(days.get(LocalDate.class, 1)).isEqualTo(LocalDate.of(1970, 1, 2));
    NDArray same = NDArray.copyOf(new int[] {3, 4}, DType.INT32);
    assertThat(same.toIntArray()).containsExactly(3, 4);
    rejected("expected a shape of 3 elements", () -> NDArray.copyOf(new int[3], DType.INT8, 2));
  }

  /// A check in passing.
  private static final class DTypeOf {
    static NDArray bigEndian(NDArray a) {
      assertThat(a.dtype().byteOrder()).isEqualTo(ByteOrder.BIG_ENDIAN);
      return a;
    }
  }

  @Test
  void dtypeOf_takesNamesAndTypeStrings() {
    assertThat(DType.of("float64")).isEqualTo(DType.FLOAT64);
    assertThat(DType.of("bfloat16")).isEqualTo(DType.BFLOAT16);
    assertThat(DType.of("<f8")).isEqualTo(DType.FLOAT64);
    assertThat(DType.of("i4")).isEqualTo(DType.INT32);
    assertThat(DType.of("S5")).isEqualTo(DType.bytes(5));
    assertThat(DType.of("str160")).isEqualTo(DType.string(5));
    assertThat(DType.of("datetime64[25s]")).isEqualTo(DType.datetime64("25s"));
    assertThat(DType.of("M8[ns]")).isEqualTo(DType.datetime64("ns"));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> DType.of("flaot64"))
        .withMessageContaining("found 'flaot64'; did you mean 'float64'?");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> DType.of("int"))
        .withMessageContaining("found 'int'; did you mean 'int64'?");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> DType.of("datetime64[x]"))
        .withMessageContaining("expected a time unit");
  }

  @Test
  void fieldOf_isPlacedByTheStruct() {
    DType type = DType.packed(Field.of("x", DType.FLOAT32), Field.of("rgb", DType.UINT8, 3));
    assertThat(type.itemSize()).isEqualTo(7);
    assertThat(type.field("rgb").byteOffset()).isEqualTo(4);
    assertThat(type.field("rgb").shape()).containsExactly(3);
  }

  @Test
  void rowAddresses_pointAtTheRows() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray a = NDArray.copyOf(arena, new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 2, 3, 2);
      NDArray upsideDown = a.flip(1);
      MemorySegment table = upsideDown.rowAddresses(arena);
      assertThat(table.byteSize()).isEqualTo(48);
      int[] order = {4, 2, 1, 3, 5, 0};
      long[] firsts = {4, 2, 0, 10, 8, 6};
      for (int row = 0; row < 6; row++) {
        assertThat(table.getAtIndex(ValueLayout.JAVA_LONG, row))
            .isEqualTo(a.address() + 4 * firsts[row]);
      }
      MemorySegment some = arena.allocate(56, 8);
      upsideDown.rowAddresses(order, some);
      for (int i = 0; i < 6; i++) {
        assertThat(some.getAtIndex(ValueLayout.JAVA_LONG, i))
            .isEqualTo(table.getAtIndex(ValueLayout.JAVA_LONG, order[i]));
      }
      rejected("packed", () -> a.transpose().rowAddresses(arena));
      rejected("single element", () -> NDArray.zeros(DType.INT8).rowAddresses(arena));
      rejected("expected a writable table of 64 bytes", () -> a.rowAddresses(new int[8], some));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> a.rowAddresses(new int[] {0, 6}, some))
          .withMessage("expected rows in [0, 6) but found 6");
    }
  }

  @Test
  void rowSegments_areTheRows() {
    NDArray a = NDArray.arange(24).reshape(2, 3, 4);
    assertThat(a.select(0, 1).asLongs().row(2).toArray(ValueLayout.JAVA_LONG))
        .containsExactly(20, 21, 22, 23);
    assertThat(a.flip(0).asLongs().row(0, 2).toArray(ValueLayout.JAVA_LONG))
        .containsExactly(20, 21, 22, 23);
    LongView four = a.reshape(2, 3, 2, 2).asLongs();
    assertThat(four.row(1, 0, 1).toArray(ValueLayout.JAVA_LONG)).containsExactly(14, 15);
    LongView matrix = a.reshape(6, 4).asLongs();
    assertThat(matrix.row(0).byteSize()).isEqualTo(32);
    rejected(
        "expected 2 indices for a row of shape (2, 3, 4) but found 1", () -> a.asLongs().row(0));
    rejected("packed", () -> a.select(0, 0).transpose().asLongs().row(0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> matrix.row(6))
        .withMessageContaining("on axis 0 but found 6");
    assertThat(a.asReadOnly().reshape(6, 4).asLongs().row(0).isReadOnly()).isTrue();
    assertThat(NDArray.zeros(DType.INT64, 3, 0).asLongs().row(2).byteSize()).isZero();
    assertThat(NDArray.zeros(DType.INT64, 3, 2, 0).asLongs().row(2, 1).byteSize()).isZero();
    assertThat(NDArray.zeros(DType.INT64, 3, 2, 1, 0).asLongs().row(2, 1, 0).byteSize()).isZero();
  }

  @Test
  void rows_areViews() {
    NDArray a = NDArray.arange(6).reshape(2, 3);
    Iterable<NDArray> rows = a.rows();
    for (int pass = 0; pass < 2; pass++) {
      long total = 0;
      for (NDArray row : rows) {
        total += row.sumLong();
      }
      assertThat(total).isEqualTo(15);
    }
    rows.iterator().next().setLong(0, 9);
    assertThat(a.getLong(0, 0)).isEqualTo(9);
    assertThat(NDArray.zeros(DType.INT8, 0, 3).rows()).isEmpty();
    rejected("axis", () -> NDArray.zeros(DType.INT8).rows());
  }

  private static void rejected(String message, ThrowingCallable action) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(action)
        .withMessageContaining(message);
  }
}
