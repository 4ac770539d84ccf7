package org.culebra.examples;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;

/// A C library resamples an image and asks Java for the source of each pixel. The callback's two
/// pointers arrive as typed views, without an allocation.
public final class Shift {

  private static final String MAPPING =
      "int (const npy_intp output[output_rank], double input[input_rank], int output_rank,"
          + " int input_rank, void *user_data)";

  private static final String TRANSFORM =
      "int geometric_transform(const double image[rows * columns], int rows, int columns,"
          + " int (*map)(const npy_intp *, double *, int, int, void *user_data),"
          + " void *user_data, double result[rows * columns])";

  /// Maps a position in the result to one in the image.
  interface Mapping {
    int at(LongView output, DoubleView input, int outputRank, int inputRank, DoubleView shift);
  }

  private Shift() {}

  /// Prints an image shifted by half a pixel.
  ///
  /// @param args none
  public static void main(String[] args) {
    CFunction transform = CLibrary.compile(SourceText.of("transform.c")).function(TRANSFORM);
    NDArray image = NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 4, 3);
    NDArray result = NDArray.zeros(DType.FLOAT64, 4, 3);
    NDArray shift = NDArray.copyOf(new double[] {0.5});
    try (Arena arena = Arena.ofConfined()) {
      Callback map =
          Callback.of(MAPPING)
              .userData(shift)
              .as(MethodHandles.lookup(), Mapping.class)
              .in(arena, Shift::map);
      transform.call(image, 4, 3, map, shift, result);
    }
    System.out.println(result);
  }

  private static int map(
      LongView output, DoubleView input, int outputRank, int inputRank, DoubleView shift) {
    for (int axis = 0; axis < inputRank; axis++) {
      input.set(axis, output.get(axis) - shift.get(0));
    }
    return outputRank == inputRank ? 1 : 0;
  }
}
