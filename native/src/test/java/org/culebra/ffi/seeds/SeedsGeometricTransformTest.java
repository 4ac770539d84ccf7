package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An image shifted by half a pixel: C resamples, Java says where each pixel comes from.
class SeedsGeometricTransformTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB = SciPy.open();
  private static final CFunction TRANSFORM = LIB.function("geometric_transform");

  /// The seed's routine, which is as long in C.
  private static final MemorySegment IN_C =
      (MemorySegment) Objects.requireNonNull(LIB.function("transform_of_the_seed").call());

  private final Arena arena = Arena.ofConfined();
  private final NDArray shift = NDArray.copyOf(new double[] {0.5}, 1);
  private final NDArray image =
      NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 4, 3);
  private final NDArray output = NDArray.zeros(DType.FLOAT64, 4, 3).fill(-1);

  @AfterEach
  void close() {
    arena.close();
  }

  private Callback callback(SciPy.Mapping map) {
    return Callback.of(SciPy.MAPPING)
        .userData(shift)
        .as(LOOKUP, SciPy.Mapping.class)
        .in(arena, map);
  }

  /// What the seed has SciPy call: the mapping of its second listing, here in Java.
  static int shifted(
      LongView output, DoubleView input, int outputRank, int inputRank, DoubleView shift) {
    boolean asDeclared =
        outputRank == 2 && output.shape(0) == 2 && inputRank == 2 && input.shape(0) == 2;
    for (int axis = 0; axis < inputRank; axis++) {
      input.set(axis, output.get(axis) - shift.get(0));
    }
    return asDeclared ? 1 : 0;
  }

  /// The matrices are SciPy 1.17's, whose default is order 3: exact fractions, printed in 12
  /// digits.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | 0 0 0  0 2 3            0 5 6            0 8 9
          3 | 0 0 0  0 1.3625 2.7375  0 4.8125 6.1875  0 8.2625 9.6375
          """)
  void halfAPixel_givesSciPysMatrix_after12Calls(int order, String matrix) {
    double[] expected =
        Stream.of(matrix.split(" +", -1)).mapToDouble(Double::parseDouble).toArray();
    AtomicInteger calls = new AtomicInteger();
    Callback map =
        callback((out, in, outRank, inRank, by) -> {
          calls.incrementAndGet();
          return shifted(out, in, outRank, inRank, by);
        });

    assertThat(TRANSFORM.call(image, 4, 3, order, map, shift, output)).isEqualTo(1);
    assertThat(output.toDoubleArray()).containsExactly(expected, within(1e-12));
    assertThat(calls).hasValue(12);

    output.fill(-1);
    assertThat(TRANSFORM.call(image, 4, 3, order, IN_C, shift, output)).isEqualTo(1);
    assertThat(output.toDoubleArray()).containsExactly(expected, within(1e-12));
  }

  /// A whole pixel moves the image; at order 3 the spline goes through the pixels.
  @ParameterizedTest
  @CsvSource({"1, 0", "1, 2", "3, 0", "3, 2", "3, -1"})
  void wholePixels_moveTheImage(int order, int by) {
    Random random = Seeds.random("SeedsGeometricTransformTest.wholePixels");
    NDArray pixels = NDArray.copyOf(random.doubles(7 * 5).toArray(), 7, 5);
    NDArray moved = NDArray.zeros(DType.FLOAT64, 7, 5);
    shift.setDouble(0, by);

    TRANSFORM.call(
        pixels, 7, 5, order, callback(SeedsGeometricTransformTest::shifted), shift, moved);

    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 5; j++) {
        boolean inside = i >= by && i - by < 7 && j >= by && j - by < 5;
        double expected = inside ? pixels.getDouble(i - by, j - by) : 0;
        assertThat(moved.getDouble(i, j)).isCloseTo(expected, within(1e-12));
      }
    }
  }

  @Test
  void failure_returns0_whichStopsTheResampler_andIsThrownHere() {
    ArithmeticException boom = new ArithmeticException("boom");
    AtomicInteger calls = new AtomicInteger();
    Callback map =
        callback((out, in, outRank, inRank, by) -> {
          if (calls.incrementAndGet() == 5) {
            throw boom;
          }
          return 1;
        });

    assertThat(catchThrowable(() -> TRANSFORM.call(image, 4, 3, 1, map, shift, output)))
        .isSameAs(boom);
    assertThat(calls).hasValue(5);
    assertThat(output.toDoubleArray()).endsWith(-1, -1, -1, -1, -1, -1, -1, -1);
  }

  /// What the seed asks of ctypes' and Pythran's users by hand: coordinates are `npy_intp`, the
  /// image is `double`, in C order.
  @Test
  void otherArrays_areRejected_allAtOnce() {
    Callback map = callback((out, in, outRank, inRank, by) -> 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            TRANSFORM.call(image.copy(DType.FLOAT32), 4, 3, 1, map, shift, output.transpose()))
        .withMessage(
            "cannot call int geometric_transform(const double image[rows * columns], int"
                + " rows, int columns, int order, int (*map)(const npy_intp"
                + " output_coordinates[output_rank], double input_coordinates[input_rank], int"
                + " output_rank, int input_rank, void *user_data), void *user_data, double"
                + " output[rows * columns])\n"
                + "  argument 1 'image': expected float64, C-contiguous, at least rows * columns"
                + " = 12 elements but found float32 of shape (4, 3)\n"
                + "  argument 7 'output': expected float64, C-contiguous, at least rows *"
                + " columns = 12 elements, writable but found float64 of shape (3, 4), strides"
                + " (8, 24); pass Strided.of(array) if C takes the strides");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TRANSFORM.call(image, 4, 3, 1, map, shift, output.asReadOnly()))
        .withMessage(
            "cannot call int geometric_transform(const double image[rows * columns], int"
                + " rows, int columns, int order, int (*map)(const npy_intp"
                + " output_coordinates[output_rank], double input_coordinates[input_rank], int"
                + " output_rank, int input_rank, void *user_data), void *user_data, double"
                + " output[rows * columns])\n"
                + "  argument 7 'output': expected float64, C-contiguous, at least rows *"
                + " columns = 12 elements, writable but found float64 of shape (4, 3), read-only");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of(SciPy.MAPPING.replace("npy_intp", "int"))
                .userData(shift)
                .as(LOOKUP, SciPy.Mapping.class)
                .in(arena, (out, in, outRank, inRank, by) -> 1))
        .withMessage(
            "cannot bind int at(LongView, DoubleView, int, int, DoubleView) to int (const"
                + " int output_coordinates[output_rank], double input_coordinates[input_rank],"
                + " int output_rank, int input_rank, void *user_data)\n"
                + "  parameter 1 'output_coordinates': expected NDArray, IntView or"
                + " MemorySegment or long but found LongView");
  }
}
