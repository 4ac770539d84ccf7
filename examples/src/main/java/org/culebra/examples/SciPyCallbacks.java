package org.culebra.examples;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import org.culebra.array.DoubleView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.python.PyObject;
import org.culebra.python.PythonScope;

/// SciPy's compiled code calls lambdas of Java, through the capsules that `LowLevelCallable` takes:
/// `integrate.nquad` and `ndimage.geometric_transform`.
final class SciPyCallbacks {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private int calls;

  /// `c + x - y * z`, with `c` in C's user data.
  interface Integrand {
    double at(int n, DoubleView x, DoubleView c);
  }

  /// Maps a position in the result to one in the image.
  interface Mapping {
    int at(LongView output, DoubleView input, int outputRank, int inputRank, DoubleView shift);
  }

  /// How often SciPy has called Java.
  int calls() {
    return calls;
  }

  /// The integral of `1 + x - y * z` over `[0, 10] x [-10, 0] x [-1, 1]`, which is 1200.
  double integral(PythonScope py) {
    Integrand f =
        (n, x, c) -> {
          calls++;
          return c.get(0) + x.get(0) - x.get(1) * x.get(2);
        };
    NDArray one = NDArray.copyOf(new double[] {1});
    try (PyObject capsule =
            py.capsule(
                LOOKUP,
                Integrand.class,
                "double (int n, const double x[n], void *user_data)",
                one,
                f);
        PyObject callable = callable(py, capsule);
        PyObject ranges = py.evaluate("[[0, 10], [-10, 0], [-1, 1]]");
        PyObject result =
            py.importModule("scipy.integrate").callMethod("nquad", callable, ranges)) {
      return result.item(0).asDouble();
    }
  }

  /// The numbers 0 to 11, four by three, shifted by half a pixel.
  NDArray shifted(PythonScope py) {
    Mapping map =
        (output, input, _, inputRank, shift) -> {
          calls++;
          for (int axis = 0; axis < inputRank; axis++) {
            input.set(axis, output.get(axis) - shift.get(0));
          }
          return 1;
        };
    NDArray image = NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 4, 3);
    NDArray half = NDArray.copyOf(new double[] {0.5});
    try (Arena arena = Arena.ofConfined();
        PyObject capsule =
            py.capsule(
                LOOKUP,
                Mapping.class,
                "int (const npy_intp output[output_rank], double input[input_rank], int"
                    + " output_rank, int input_rank, void *user_data)",
                half,
                map);
        PyObject callable = callable(py, capsule);
        PyObject result =
            py.importModule("scipy.ndimage").callMethod("geometric_transform", image, callable)) {
      return py.array(arena, result).copy();
    }
  }

  private static PyObject callable(PythonScope py, PyObject capsule) {
    return py.importModule("scipy").callMethod("LowLevelCallable", capsule);
  }
}
