package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.python.PyObject;
import org.culebra.python.Python;
import org.culebra.python.PythonScope;

/// Called by JPype, see `jpype_exchange.py`: an array of Java in Python's `__main__`, and what Java
/// takes from there.
public final class JPypeMain {
  private static final int LENGTH = 1_000_000;
  private static final Python PYTHON = Python.attach();
  private static final NDArray ARRAY = NDArray.zeros(DType.FLOAT64, LENGTH);
  private static final double[] HEAP = new double[LENGTH];
  private static final DoubleBuffer DIRECT =
      ByteBuffer.allocateDirect(Double.BYTES * LENGTH)
          .order(ByteOrder.nativeOrder())
          .asDoubleBuffer();

  private JPypeMain() {}

  /// Gives Python the array.
  ///
  /// @param arguments nothing
  public static void main(String[] arguments) {
    try (PythonScope py = PYTHON.open()) {
      py.importModule("__main__").setAttribute("java_array", ARRAY);
    }
  }

  /// The same number of doubles on the heap.
  ///
  /// @return always the same array
  public static double[] heap() {
    return HEAP;
  }

  /// The same number of doubles in a direct buffer.
  ///
  /// @return always the same buffer
  public static DoubleBuffer direct() {
    return DIRECT;
  }

  /// Where the array of Java is.
  ///
  /// @return its address
  public static long address() {
    return ARRAY.address();
  }

  /// Takes the array `numbers` of `__main__`, and closes it.
  ///
  /// @return its address
  public static long take() {
    try (PythonScope py = PYTHON.open();
        Arena arena = Arena.ofConfined();
        PyObject main = py.importModule("__main__");
        PyObject numbers = main.attribute("numbers")) {
      return py.array(arena, numbers).address();
    }
  }
}
