package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// [NDArrays] and [Reductions] over more elements than a block has, in every layout, compared with
/// plain loops; what is small is compared with NumPy by [SelectionOracleTest].
final class SelectionBlocksTest {

  @TempDir Path folder;

  /// Matrices of small integers.
  static Stream<NDArray> matrices() {
    Random random = Seeds.random("SelectionBlocksTest");
    return Stream.of(new long[] {3, 2100}, new long[] {2100, 3}, new long[] {40, 1100})
        .flatMap(shape ->
            Stream.of(
                    DType.FLOAT64,
                    DType.FLOAT32,
                    DType.INT32,
                    DType.UINT64,
                    DType.of(">f8"),
                    DType.BFLOAT16,
                    DType.INT8)
                .flatMap(type -> {
                  NDArray a = NDArray.zeros(type, shape);
                  long most = type.itemSize() == 1 || type.equals(DType.BFLOAT16) ? 100 : 4000;
                  for (NDArray row : a.rows()) {
                    for (long j = 0; j < row.size(); j++) {
                      row.setLong(j, random.nextLong(most));
                    }
                  }
                  return Stream.of(a, a.transpose(), a.flip(0).flip(1), a.slice("1:, ::2"));
                }));
  }

  private static long[][] values(NDArray a) {
    long[][] values = new long[a.intShape(0)][a.intShape(1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = a.select(0, i).copy(DType.INT64).toLongArray();
    }
    return values;
  }

  private static long[] column(long[][] m, int j) {
    return IntStream.range(0, m.length).mapToLong(i -> m[i][j]).toArray();
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void reductions_alongBothAxes(NDArray a) {
    long[][] m = values(a);
    for (int axis = 0; axis < 2; axis++) {
      int n = a.intShape(1 - axis);
      // bfloat16 rounds the sums.
      NDArray wide = a.dtype().equals(DType.BFLOAT16) ? a.copy(DType.FLOAT32) : a;
      NDArray sum = Reductions.sum(wide, axis);
      NDArray mean = Reductions.mean(wide, axis);
      NDArray min = Reductions.min(a, axis);
      NDArray max = Reductions.max(a, axis);
      NDArray argmin = Reductions.argmin(a, axis);
      NDArray argmax = Reductions.argmax(a, axis);
      NDArray count = Reductions.count(a, axis);
      NDArray all = Reductions.all(a, axis);
      for (int k = 0; k < n; k++) {
        long[] line = axis == 1 ? m[k] : column(m, k);
        long total = Arrays.stream(line).sum();
        long least = Arrays.stream(line).min().orElseThrow();
        long greatest = Arrays.stream(line).max().orElseThrow();
        assertThat(sum.getLong(k)).isEqualTo(total);
        double exact = (double) total / line.length;
        assertThat(mean.getDouble(k)).isEqualTo(mean.itemSize() == 4 ? (float) exact : exact);
        assertThat(min.getLong(k)).isEqualTo(least);
        assertThat(max.getLong(k)).isEqualTo(greatest);
        assertThat(argmin.getLong(k)).isEqualTo(first(line, least));
        assertThat(argmax.getLong(k)).isEqualTo(first(line, greatest));
        long zeros = Arrays.stream(line).filter(v -> v == 0).count();
        assertThat(count.getLong(k)).isEqualTo(line.length - zeros);
        assertThat(all.getBoolean(k)).isEqualTo(zeros == 0);
      }
    }
    long[] flat = Arrays.stream(m).flatMapToLong(Arrays::stream).toArray();
    long least = Arrays.stream(flat).min().orElseThrow();
    long greatest = Arrays.stream(flat).max().orElseThrow();
    assertThat(Reductions.argmin(a)).isEqualTo(first(flat, least));
    assertThat(Reductions.argmax(a)).isEqualTo(first(flat, greatest));
    assertThat(Reductions.count(a)).isEqualTo(Arrays.stream(flat).filter(v -> v != 0).count());
    assertThat(Reductions.mean(a)).isEqualTo((double) Arrays.stream(flat).sum() / flat.length);
    assertThat(Reductions.any(a)).isTrue();
    assertThat(Reductions.all(a)).isEqualTo(least != 0);
  }

  private static int first(long[] line, long value) {
    return IntStream.range(0, line.length).filter(i -> line[i] == value).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void selections_alongBothAxes(NDArray a) {
    long[][] m = values(a);
    Random random = Seeds.random("SelectionBlocksTest.selections");
    for (int axis = 0; axis < 2; axis++) {
      int length = a.intShape(axis);
      long[] indices = random.longs(4200, -length, length).toArray();
      NDArray narrow = axis == 0 ? a.slice(":, :9") : a.slice(":9");
      NDArray taken = NDArrays.take(narrow, NDArray.copyOf(indices), axis);
      for (int k = 0; k < indices.length; k += 7) {
        int at = Math.floorMod(indices[k], length);
        for (int j = 0; j < narrow.intShape(1 - axis); j++) {
          long expected = axis == 0 ? m[at][j] : m[j][at];
          assertThat(axis == 0 ? taken.getLong(k, j) : taken.getLong(j, k)).isEqualTo(expected);
        }
      }
      NDArray mask = NDArray.zeros(DType.BOOL, length);
      for (int i = 0; i < length; i++) {
        mask.setBoolean(i, random.nextInt(3) == 0);
      }
      NDArray chosen = NDArrays.compress(a, mask, axis);
      NDArray places = NDArrays.nonzero(mask).getFirst();
      assertThat(chosen.contentEquals(NDArrays.take(a, places, axis))).isTrue();
      assertThat(places.size()).isEqualTo(Reductions.count(mask));
    }
    NDArray big = NDArray.zeros(DType.BOOL, a.shape());
    big.mapLongsFrom(a.dtype().isInteger() ? a : a.copy(DType.INT64), v -> v & 1);
    long[] odd = Arrays.stream(m).flatMapToLong(Arrays::stream).filter(v -> v % 2 == 1).toArray();
    assertThat(NDArrays.compress(a, big).copy(DType.INT64).toLongArray()).isEqualTo(odd);
    List<NDArray> indices = NDArrays.nonzero(big);
    for (int k = 0; k < odd.length; k += 11) {
      int i = (int) indices.get(0).getLong(k);
      int j = (int) indices.get(1).getLong(k);
      assertThat(m[i][j]).isEqualTo(odd[k]);
    }
    NDArray copy = a.copy(Order.F);
    NDArray all = NDArray.arange(a.size() - 1, -1, -1);
    NDArrays.put(copy, all, NDArray.copyOf(new byte[] {1, 2, 3}, a.dtype()));
    assertThat(copy.getLong(a.shape(0) - 1, a.shape(1) - 1)).isEqualTo(1);
    assertThat(copy.getLong(0, 0)).isEqualTo((a.size() - 1) % 3 + 1);
  }

  @Test
  void mappedMemory_isReadAndWritten() throws IOException {
    Path file = folder.resolve("m.bin");
    Files.write(file, new byte[8 * 3001]);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      NDArray a =
          NDArray.of(
              channel.map(FileChannel.MapMode.READ_WRITE, 0, 8 * 3001, arena), DType.INT64, 3001);
      NDArrays.put(a, NDArray.arange(3001), NDArray.arange(3001));
      assertThat(a.getLong(3000)).isEqualTo(3000);
      NDArray pairs = a.slice("1:").reshape(1500, 2);
      assertThat(Reductions.sum(pairs, 0).toLongArray()).containsExactly(1500 * 1500, 1500 * 1501);
      assertThat(Reductions.argmax(a)).isEqualTo(3000);
      assertThat(NDArrays.take(a, NDArray.copyOf(new int[] {-1, 5}), 0).toLongArray())
          .containsExactly(3000, 5);
      assertThat(NDArrays.concatenate(0, a, a).sumLong()).isEqualTo(2 * a.sumLong());
      NDArray mask = NDArray.of(a.segment(), DType.BOOL, 8 * 3001);
      assertThat(NDArrays.nonzero(mask).getFirst().size()).isEqualTo(Reductions.count(mask));
    }
  }

  @Test
  void put_intoItsOwnIndices_takesTheOldOnes() {
    NDArray a = NDArray.copyOf(new long[] {2, 0, 1});
    NDArrays.put(a, a, a);
    assertThat(a.toLongArray()).containsExactly(0, 1, 2);
  }

  @Test
  void specialValues_followNumPy() {
    NDArray a = NDArray.copyOf(new double[][] {{1, Double.NaN, 3}, {-0.0, 0.0, -0.0}});
    assertThat(Reductions.min(a, 1).toDoubleArray()).containsExactly(Double.NaN, -0.0);
    assertThat(Reductions.max(a, 1).toDoubleArray()).containsExactly(Double.NaN, 0.0);
    assertThat(Reductions.argmax(a, 1).toLongArray()).containsExactly(1, 0);
    assertThat(Reductions.argmin(a, 1).toLongArray()).containsExactly(1, 0);
    assertThat(Reductions.sum(a.sliceAxis(0, 1, 2), 1).toDoubleArray()).containsExactly(0.0);
    assertThat(Reductions.count(a)).isEqualTo(3);
    assertThat(Reductions.mean(NDArray.zeros(DType.INT8, 0))).isNaN();
    NDArray wrapped = NDArray.full(DType.INT64, Long.MAX_VALUE, 2);
    assertThat(Reductions.sum(wrapped, 0).getLong()).isEqualTo(-2);
    assertThat(Reductions.mean(wrapped)).isEqualTo(0x1p63);
    NDArray none = NDArray.zeros(DType.COMPLEX64, 3);
    assertThat(Reductions.any(none)).isFalse();
    none.set(2, new Complex(0, 1));
    assertThat(Reductions.any(none)).isTrue();
    assertThat(Reductions.count(none)).isEqualTo(1);
    NDArray halves = NDArray.full(DType.FLOAT16, 1, 4096);
    assertThat(Reductions.sum(halves, 0).getDouble()).isEqualTo(4096);
  }

  @Test
  void extremes_ofSpecialValues_areThoseOfMath() {
    Random random = Seeds.random("SelectionBlocksTest.extremes");
    double negativeNaN = Double.longBitsToDouble(0xfff8_0000_0000_0001L);
    double[] special = {
      0.0,
      -0.0,
      Double.NaN,
      negativeNaN,
      Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.MIN_VALUE,
      -Double.MIN_VALUE,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      1,
      -1
    };
    for (int round = 0; round < 500; round++) {
      double[] values = new double[1 + random.nextInt(round % 10 == 0 ? 3000 : 4)];
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < values.length; i++) {
        values[i] = special[random.nextInt(round % 2 == 0 ? special.length : 2)];
        least = Math.min(least, values[i]);
        greatest = Math.max(greatest, values[i]);
      }
      for (DType type : List.of(DType.FLOAT64, DType.FLOAT32, DType.of(">f8"))) {
        NDArray a = NDArray.copyOf(values, type);
        assertThat(bits(a.min())).isEqualTo(bits(type.itemSize() == 4 ? (float) least : least));
        assertThat(bits(a.max()))
            .isEqualTo(bits(type.itemSize() == 4 ? (float) greatest : greatest));
      }
    }
  }

  /// One NaN for all; zeros differ.
  private static long bits(double value) {
    return Double.doubleToLongBits(value);
  }

  @Test
  void promote_agreesWithCasts() {
    assertThat(Casting.promote(DType.INT8, DType.UINT8)).isEqualTo(DType.INT16);
    assertThat(Casting.promote(DType.UINT64, DType.INT8)).isEqualTo(DType.FLOAT64);
    assertThat(Casting.promote(DType.FLOAT16, DType.BFLOAT16)).isEqualTo(DType.FLOAT32);
    assertThat(Casting.promote(DType.of(">f4"))).isEqualTo(DType.FLOAT32);
    assertThat(Casting.promote(DType.bytes(3), DType.string(2))).isEqualTo(DType.string(3));
    assertThat(Casting.promote(DType.datetime64("D"), DType.datetime64("s"), DType.datetime64("h")))
        .isEqualTo(DType.datetime64("s"));
    rejected(
        "expected types with a common one but found int32 and |S3",
        () -> Casting.promote(DType.INT32, DType.bytes(3)));
    rejected("found none", () -> Casting.promote());
  }

  @Test
  void errors_sayWhatIsWrong() {
    NDArray a = NDArray.zeros(DType.FLOAT64, 2, 3);
    NDArray index = NDArray.copyOf(new int[] {0, 3});
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> NDArrays.take(a, index, 1))
        .withMessage("expected an index in [-3, 3) on axis 1 but found 3");
    NDArray huge =
        NDArray.full(DType.UINT64, -1L >>> 1, 1).mapLongsFrom(index.slice("1:"), _ -> -1);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> NDArrays.take(a, huge, 0))
        .withMessage("expected an index in [-2, 2) on axis 0 but found 18446744073709551615");
    rejected(
        "expected indices of integers", () -> NDArrays.take(a, NDArray.ones(DType.BOOL, 2), 0));
    rejected("expected an axis in [-2, 2) but found 2", () -> NDArrays.take(a, index, 2));
    rejected("expected a mask of bool but found float64", () -> NDArrays.compress(a, a));
    rejected(
        "of shape (2, 3), or of its first axes, but found (3,)",
        () -> NDArrays.compress(a, NDArray.ones(DType.BOOL, 3)));
    rejected(
        "expected a mask of shape (3,) but found (2,)",
        () -> NDArrays.compress(a, NDArray.ones(DType.BOOL, 2), 1));
    rejected(
        "expected arrays of shape (2, 3), but for axis 0, but found (2, 2)",
        () -> NDArrays.concatenate(0, a, a.slice(":, :2")));
    rejected(
        "expected arrays of shape (2, 3) but found (3, 2)",
        () -> NDArrays.stack(0, a, a.transpose()));
    rejected("expected at least one array", () -> NDArrays.stack(0));
    rejected("divides 3 but found 2", () -> NDArrays.split(a, 2, 1));
    rejected(
        "expected ascending positions in [0, 3] but found (2, 1)",
        () -> NDArrays.split(a, new long[] {2, 1}, 1));
    rejected("read-only", () -> NDArrays.put(a.asReadOnly(), index, a));
    rejected("same_kind", () -> NDArrays.put(NDArray.zeros(DType.INT8, 4), index, a));
    rejected(
        "expected a type of numbers but found |S2",
        () -> NDArrays.nonzero(NDArray.copyOf(new String[] {"a"}, DType.bytes(2))));
    rejected(
        "expected at least one element along axis 0 but found none",
        () -> Reductions.max(NDArray.zeros(DType.INT8, 0, 3), 0));
    rejected(
        "expected at least one element for the least",
        () -> Reductions.argmin(NDArray.zeros(DType.INT8, 0)));
    rejected("take real() or imag()", () -> Reductions.max(NDArray.zeros(DType.COMPLEX64, 2), 0));
    rejected(
        "expected an axis in [0, 0) but found 0",
        () -> Reductions.sum(NDArray.zeros(DType.INT8), 0));
    assertThat(NDArrays.split(a, 3, 1).get(2).shape()).containsExactly(2, 1);
    NDArrays.split(a, 3, 1).get(2).fill(7);
    assertThat(a.getDouble(1, 2)).isEqualTo(7);
  }

  private static void rejected(String message, ThrowingCallable action) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(action)
        .withMessageContaining(message);
  }
}
