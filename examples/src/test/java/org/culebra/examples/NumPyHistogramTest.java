package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;
import org.culebra.python.PythonScope;
import org.junit.jupiter.api.Test;

final class NumPyHistogramTest {

  @Test
  void numpy_countsThePixelsWhereTheyAre() {
    long before = ExportTracker.count();
    NDArray image = NDArray.zeros(DType.UINT8, 4, 5).fill(2);
    image.sliceAxis(0, 1, 4).sliceAxis(1, 0, 2).fill(5);
    try (PythonScope py = StartedPython.with("numpy").open()) {
      NumPyHistogram numpy = NumPyHistogram.of(py, image);

      assertThat(numpy.address()).isEqualTo(image.address());
      assertThat(numpy.histogram().counts()).isEqualTo(Map.of(2L, 14L, 5L, 6L));
      assertThat(numpy.histogram()).isEqualTo(Histogram.inJava(image));
      // the tallest bar has all of the height, and its neighbour nothing
      assertThat(count(numpy.picture().sliceAxis(1, 90, 91), 2)).isEqualTo(392);
      assertThat(count(numpy.picture().sliceAxis(1, 130, 131), Picture.PAPER)).isEqualTo(400);
    }
    assertThat(ExportTracker.count()).isLessThanOrEqualTo(before);
  }

  private static long count(NDArray pixels, int value) {
    NDArray found = NDArray.zeros(DType.INT32, pixels.shape());
    return found.mapLongsFrom(pixels, v -> v == value ? 1 : 0).sumLong();
  }
}
