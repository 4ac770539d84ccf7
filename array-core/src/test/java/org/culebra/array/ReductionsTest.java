package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// [Reductions] along every set of axes of arrays whose lines and rows are short and long, in every
/// layout, compared with plain loops; what is small is compared with NumPy by
/// [SelectionOracleTest].
final class ReductionsTest {

  private static final List<DType> TYPES =
      List.of(
          DType.FLOAT64,
          DType.FLOAT32,
          DType.of(">f4"),
          DType.FLOAT16,
          DType.INT64,
          DType.of(">i2"),
          DType.UINT8);

  /// Arrays of small integers, with few zeros.
  static Stream<NDArray> arrays() {
    Random random = Seeds.random("ReductionsTest");
    long[][] shapes = {
      {3, 40, 50}, {20, 5, 300}, {1200, 2, 3}, {3, 2, 1200}, {17, 1, 19}, {5, 6, 7, 8}, {9, 1100}
    };
    List<NDArray> arrays = new ArrayList<>();
    for (int i = 0; i < shapes.length; i++) {
      long[] shape = shapes[i];
      NDArray a = NDArray.zeros(TYPES.get(i), shape);
      int most = random.nextInt(2, 60);
      a.mapFrom(a, _ -> random.nextInt(most));
      int last = shape.length - 1;
      arrays.add(a);
      arrays.add(a.flip(0).flip(last));
      arrays.add(a.swapAxes(0, last).copy(Order.C).swapAxes(0, last));
      arrays.add(a.moveAxis(0, -1).copy(Order.C).moveAxis(-1, 0));
      arrays.add(a.sliceAxis(last, 0, shape[last], 2).sliceAxis(0, 1, shape[0]));
      arrays.add(a.select(0, 0).expandDims(0).broadcastTo(shape));
      arrays.add(a.sliceAxis(1, 0, 1).broadcastTo(shape));
    }
    return arrays.stream();
  }

  private static int[] axes(NDArray a, int bits) {
    return IntStream.range(0, a.rank()).filter(axis -> (bits >> axis & 1) != 0).toArray();
  }

  /// The elements of each result.
  private static double[][] lines(NDArray a, int bits) {
    int[] kept = axes(a, ~bits);
    int[] reduced = axes(a, bits);
    int[] order = IntStream.concat(Arrays.stream(kept), Arrays.stream(reduced)).toArray();
    double[] all = a.permute(order).copy(DType.FLOAT64).toDoubleArray();
    int length = Arrays.stream(reduced).map(a::intShape).reduce(1, (m, n) -> m * n);
    return IntStream.range(0, all.length / length)
        .mapToObj(i -> Arrays.copyOfRange(all, i * length, (i + 1) * length))
        .toArray(double[][]::new);
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void anyAxes_areThoseOfLoops(NDArray a) {
    for (int bits = 1; bits < 1 << a.rank(); bits++) {
      int[] axes = axes(a, bits);
      double[][] lines = lines(a, bits);
      String what = Arrays.toString(axes) + " of " + a.layout();
      NDArray wide = a.dtype().equals(DType.FLOAT16) ? a.copy(DType.FLOAT32) : a;
      same(Reductions.sum(wide, axes), lines, 0, what, line -> line.sum());
      same(Reductions.min(a, axes), lines, 0, what, line -> line.min().orElseThrow());
      same(Reductions.max(a, axes), lines, 0, what, line -> line.max().orElseThrow());
      same(Reductions.count(a, axes), lines, 0, what, line -> line.filter(x -> x != 0).count());
      same(Reductions.any(a, axes), lines, 0, what, line -> line.anyMatch(x -> x != 0) ? 1 : 0);
      same(Reductions.all(a, axes), lines, 0, what, line -> line.allMatch(x -> x != 0) ? 1 : 0);
      double eps = eps(Reductions.mean(a, axes).dtype());
      same(Reductions.mean(a, axes), lines, eps, what, line -> line.average().orElseThrow());
      same(Reductions.var(a, axes), lines, eps, what, line -> var(line.toArray(), 0));
      NDArray std = Reductions.std(a, Reductions.ddof(1.5), axes);
      same(std, lines, eps, what, line -> Math.sqrt(var(line.toArray(), 1.5)));
    }
    double[] all = lines(a, -1)[0];
    double var = var(all, 0);
    assertThat(Reductions.var(a)).isCloseTo(var, within(1e-12 * var));
    assertThat(Reductions.std(a, Reductions.ddof(1)))
        .isCloseTo(Math.sqrt(var(all, 1)), within(1e-12 * var));
  }

  private interface Line {
    double reduce(DoubleStream line);
  }

  private static void same(NDArray found, double[][] lines, double eps, String what, Line line) {
    assertThat(found.isCContiguous()).isTrue();
    double[] values = found.copy(DType.FLOAT64).toDoubleArray();
    assertThat(values).hasSize(lines.length);
    for (int i = 0; i < values.length; i++) {
      double expected = line.reduce(DoubleStream.of(lines[i]));
      if (!(Math.abs(values[i] - expected) <= eps * Math.abs(expected))) {
        assertThat(values[i])
            .as("%s, result %d: %s", what, i, found.dtype())
            .isEqualTo(Double.valueOf(expected));
      }
    }
  }

  private static double eps(DType type) {
    return switch (type.itemSize()) {
      case 2 -> 0x1.1p-11;
      case 4 -> 0x1.1p-24;
      default -> 1e-12;
    };
  }

  private static double var(double[] line, double ddof) {
    double mean = DoubleStream.of(line).sum() / line.length;
    double squares = DoubleStream.of(line).map(x -> (x - mean) * (x - mean)).sum();
    return squares / Math.max(line.length - ddof, 0);
  }

  @Test
  void axes_mayBeNegativeAndInAnyOrder() {
    NDArray a = NDArray.arange(24).reshape(2, 3, 4);
    assertThat(Reductions.sum(a, 0, 2).toLongArray()).containsExactly(60, 92, 124);
    assertThat(Reductions.sum(a, -1, 0).toLongArray()).containsExactly(60, 92, 124);
    assertThat(Reductions.sum(a, 2, 1, 0).shape()).isEmpty();
    assertThat(Reductions.sum(a, 2, 1, 0).getLong()).isEqualTo(276);
    assertThat(Reductions.mean(a, 0, 2).expandDims(0, 2).shape()).containsExactly(1, 3, 1);
    rejected("[-3, 3) but found 3", () -> Reductions.sum(a, 0, 3));
    rejected("axis 1 twice in [1, -2]", () -> Reductions.var(a, 1, -2));
    rejected("expected at least one axis but found none", () -> Reductions.sum(a));
    rejected("expected at least one axis but found none", () -> Reductions.any(a, new int[0]));
    rejected("expected an axis in [0, 0)", () -> Reductions.std(NDArray.zeros(DType.INT8), -1));
  }

  @Test
  void withoutElements_followsNumPy() {
    NDArray none = NDArray.zeros(DType.FLOAT32, 0, 3, 2);
    assertThat(Reductions.sum(none, 0, 2).toDoubleArray()).containsExactly(0, 0, 0);
    assertThat(Reductions.mean(none, 0, 2).toDoubleArray()).containsOnly(Double.NaN);
    assertThat(Reductions.var(none, 0, 2).toDoubleArray()).containsOnly(Double.NaN);
    assertThat(Reductions.std(none)).isNaN();
    assertThat(Reductions.all(none, 0, 2).contentEquals(NDArray.ones(DType.BOOL, 3))).isTrue();
    assertThat(Reductions.any(none, 0, 2).contentEquals(NDArray.zeros(DType.BOOL, 3))).isTrue();
    assertThat(Reductions.max(none, 1, 2).shape()).containsExactly(0);
    assertThat(Reductions.var(none, 1, 2).shape()).containsExactly(0);
    rejected("at least one element along axes (0, 2) but", () -> Reductions.max(none, 0, 2));
    rejected("at least one element along axis 0 but", () -> Reductions.min(none, 0));
  }

  @Test
  void ddof_leavesAtLeastNothing() {
    NDArray a = NDArray.copyOf(new double[] {1, 3});
    assertThat(Reductions.var(a)).isEqualTo(1);
    assertThat(Reductions.var(a, Reductions.ddof(1))).isEqualTo(2);
    assertThat(Reductions.var(a, Reductions.ddof(2))).isInfinite();
    assertThat(Reductions.var(a, Reductions.ddof(3), 0).getDouble()).isInfinite();
    assertThat(Reductions.std(a.slice(":1"), Reductions.ddof(1))).isNaN();
    assertThat(Reductions.var(a, Reductions.ddof(-2))).isEqualTo(0.5);
  }

  @Test
  void spreads_ofTypes() {
    NDArray complex = NDArray.copyOf(new Complex[] {new Complex(0, 0), new Complex(6, 8)});
    assertThat(Reductions.var(complex)).isEqualTo(25);
    assertThat(Reductions.std(complex, 0).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Reductions.std(complex, 0).getDouble()).isEqualTo(5);
    assertThat(Reductions.std(complex.copy(DType.COMPLEX64), 0).dtype()).isEqualTo(DType.FLOAT32);
    NDArray halves = NDArray.copyOf(new double[] {-60_000, 60_000}, DType.FLOAT16);
    assertThat(Reductions.var(halves, 0).getDouble()).isInfinite();
    assertThat(Reductions.std(halves, 0).getDouble()).isEqualTo(60_000); // rooted, then rounded
    assertThat(Reductions.var(NDArray.copyOf(new boolean[] {true, false}))).isEqualTo(0.25);
    NDArray bfloats = NDArray.copyOf(new double[] {1, 3}, DType.BFLOAT16);
    assertThat(Reductions.var(bfloats, 0).dtype()).isEqualTo(DType.BFLOAT16);
    NDArray times = NDArray.zeros(DType.timedelta64("s"), 2);
    rejected("expected a type of numbers", () -> Reductions.var(times));
    rejected("expected a type of numbers", () -> Reductions.std(times, 0));
    for (double special : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      NDArray a = NDArray.copyOf(new double[] {1, special, 2});
      assertThat(Reductions.var(a)).isNaN();
      assertThat(Reductions.std(a.expandDims(1), 0).getDouble(0)).isNaN();
    }
  }

  /// One pass over squares loses all digits here.
  @Test
  void var_farFromZero_isExact() {
    NDArray a = NDArray.zeros(DType.FLOAT64, 1000, 40);
    double[] x = {-1};
    a.mapFrom(a, _ -> 1e9 + (x[0] = -x[0]));
    assertThat(Reductions.var(a)).isCloseTo(1, within(1e-12));
    assertThat(Reductions.var(a, 1).toDoubleArray()).containsOnly(1);
    NDArray odd = a.slice(":, :39");
    for (double var : Reductions.var(odd, 0).toDoubleArray()) {
      assertThat(var).isZero();
    }
    assertThat(Reductions.std(odd)).isCloseTo(1, within(1e-3));
  }

  private static void rejected(String message, ThrowingCallable action) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(action)
        .withMessageContaining(message);
  }
}
