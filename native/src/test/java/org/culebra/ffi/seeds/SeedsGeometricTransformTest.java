package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An image shifted by half a pixel: C resamples, Java says where each pixel comes from.
class SeedsGeometricTransformTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB = SciPy.open();
  private static final CFunction TRANSFORM = LIB.function("geometric_transform");

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
    return Callback.withUserData(arena, LOOKUP, SciPy.Mapping.class, SciPy.MAPPING, shift, map);
  }

  @Test
  void halfAPixel_givesSciPysMatrix_after12Calls() {
    AtomicInteger calls = new AtomicInteger();
    Callback map =
        callback((out, in, outRank, inRank, by) -> {
          calls.incrementAndGet();
          for (int axis = 0; axis < inRank; axis++) {
            in.set(axis, out.get(axis) - by.get(0));
          }
          return outRank == 2 && out.shape(0) == 2 && in.shape(0) == 2 ? 1 : 0;
        });

    assertThat(TRANSFORM.call(image, 4, 3, map, shift, output)).isEqualTo(1);
    assertThat(output.toDoubleArray()).containsExactly(0, 0, 0, 0, 2, 3, 0, 5, 6, 0, 8, 9);
    assertThat(calls).hasValue(12);
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

    assertThat(catchThrowable(() -> TRANSFORM.call(image, 4, 3, map, shift, output)))
        .isSameAs(boom);
    assertThat(calls).hasValue(5);
    assertThat(output.toDoubleArray()).endsWith(-1, -1, -1, -1, -1, -1, -1, -1);
  }

  /// What the seed asks of ctypes' and Pythran's users by hand: coordinates are `npy_intp`, the
  /// image is `double`, in C order.
  @Test
  void otherArrays_areRefused_allAtOnce() {
    Callback map = callback((out, in, outRank, inRank, by) -> 1);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TRANSFORM.call(image.copy(DType.FLOAT32), 4, 3, map, shift, output.transpose()))
        .withMessage(
            "cannot call int geometric_transform(const double image[rows * columns], int"
                + " rows, int columns, int (*map)(const npy_intp"
                + " output_coordinates[output_rank], double input_coordinates[input_rank], int"
                + " output_rank, int input_rank, void *user_data), void *user_data, double"
                + " output[rows * columns])\n"
                + "  argument 1 'image': expected float64, C-contiguous, at least rows * columns"
                + " = 12 elements but found float32 of shape (4, 3)\n"
                + "  argument 6 'output': expected float64, C-contiguous, at least rows *"
                + " columns = 12 elements, writable but found float64 of shape (3, 4), strides"
                + " (8, 24)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TRANSFORM.call(image, 4, 3, map, shift, output.asReadOnly()))
        .withMessage(
            "cannot call int geometric_transform(const double image[rows * columns], int"
                + " rows, int columns, int (*map)(const npy_intp"
                + " output_coordinates[output_rank], double input_coordinates[input_rank], int"
                + " output_rank, int input_rank, void *user_data), void *user_data, double"
                + " output[rows * columns])\n"
                + "  argument 6 'output': expected float64, C-contiguous, at least rows *"
                + " columns = 12 elements, writable but found float64 of shape (4, 3), read-only");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.withUserData(
                arena,
                LOOKUP,
                SciPy.Mapping.class,
                SciPy.MAPPING.replace("npy_intp", "int"),
                shift,
                (out, in, outRank, inRank, by) -> 1))
        .withMessage(
            "cannot bind int at(LongView, DoubleView, int, int, DoubleView) to int (const"
                + " int output_coordinates[output_rank], double input_coordinates[input_rank],"
                + " int output_rank, int input_rank, void *user_data)\n"
                + "  parameter 1 'output_coordinates': expected NDArray, IntView or"
                + " MemorySegment or long but found LongView");
  }
}
