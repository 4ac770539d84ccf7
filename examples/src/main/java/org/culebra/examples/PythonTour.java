package org.culebra.examples;

import java.lang.foreign.Arena;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.python.PyObject;
import org.culebra.python.Python;
import org.culebra.python.PythonScope;

/// The README's snippet on Python, as code that is compiled and run. Needs a Python with NumPy,
/// PyTorch and Polars.
public final class PythonTour {

  private PythonTour() {}

  /// Runs the tour.
  ///
  /// @param args nothing
  public static void main(String[] args) {
    // snippet: python
    Python python = Python.get(); // the one in the process, or a new one
    try (PythonScope py = python.open();
        Arena arena = Arena.ofConfined()) {
      NDArray x = NDArray.copyOf(new double[] {1, 2, 3});
      PyObject numpy = py.importModule("numpy").callMethod("asarray", x); // the same memory
      numpy.setItem(0, 10);
      PyObject tensor = py.importModule("torch").callMethod("from_dlpack", x); // here, too
      tensor.callMethod("mul_", 2);
      System.out.println(x); // [20.  4.  6.]

      PyObject product = tensor.callMethod("outer", tensor);
      NDArray back = py.array(arena, product); // PyTorch's memory
      System.out.println(back.getDouble(0, 1)); // 80.0

      Column points = Column.ofBatch(Column.of("x", x));
      PyObject frame = py.importModule("polars").callMethod("DataFrame", points);
      System.out.println(frame.callMethod("sum").callMethod("item").asDouble()); // 30.0
    }
    // end
  }
}
