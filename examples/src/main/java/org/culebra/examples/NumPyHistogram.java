package org.culebra.examples;

import java.lang.foreign.Arena;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.python.PyObject;
import org.culebra.python.PythonScope;

/// The image as a NumPy array, in a Python in this process: its histogram by NumPy, and a picture
/// of that by Java.
///
/// @param address where NumPy has the pixels
/// @param histogram what NumPy counts
/// @param picture bars in the colours of the image
record NumPyHistogram(long address, Histogram histogram, NDArray picture) {
  private static final int HEIGHT = 400;
  private static final int BAR = 36;
  private static final int GAP = 4;

  /// Lets NumPy count the pixels where they are; Java reads the counts where NumPy has them.
  ///
  /// @param image bytes; their memory must be one that can be exported
  static NumPyHistogram of(PythonScope py, NDArray image) {
    try (PyObject numpy = py.importModule("numpy");
        PyObject pixels = numpy.callMethod("asarray", image);
        PyObject ctypes = pixels.attribute("ctypes");
        PyObject address = ctypes.attribute("data");
        PyObject flat = pixels.callMethod("ravel");
        PyObject counted = numpy.callMethod("bincount", flat);
        Arena arena = Arena.ofConfined()) {
      NDArray counts = py.array(arena, counted);
      return new NumPyHistogram(address.asLong(), Histogram.ofCounts(counts), draw(counts));
    }
  }

  /// Which Python it is.
  static String versions(PythonScope py) {
    try (PyObject sys = py.importModule("sys");
        PyObject numpy = py.importModule("numpy")) {
      String version = sys.attribute("version").asString();
      return "Python %s with NumPy %s: %s"
          .formatted(
              version.substring(0, version.indexOf(' ')),
              numpy.attribute("__version__").asString(),
              sys.attribute("executable").asString());
    }
  }

  private static NDArray draw(NDArray counts) {
    NDArray picture = NDArray.zeros(DType.UINT8, HEIGHT, GAP + counts.size() * (BAR + GAP));
    picture.fill(Picture.PAPER);
    double scale = (HEIGHT - 2 * GAP) / counts.max();
    for (int value = 0; value < counts.size(); value++) {
      long height = Math.round(scale * counts.getLong(value));
      long left = GAP + (long) value * (BAR + GAP);
      picture
          .sliceAxis(0, HEIGHT - GAP - height, HEIGHT - GAP)
          .sliceAxis(1, left, left + BAR)
          .fill(value);
    }
    return picture;
  }
}
