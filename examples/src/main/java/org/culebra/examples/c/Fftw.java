package org.culebra.examples.c;

import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Strided;

/// FFTW transforms the columns of a matrix in place.
public final class Fftw {
  private static final CLibrary FFTW = CLibrary.open("fftw3").header("fftw3.h");

  private Fftw() {}

  /// Transforms each column of n real numbers to n / 2 + 1 complex ones.
  ///
  /// @param matrix with any strides; not changed
  /// @return a row of complex numbers for each column
  static NDArray transform(NDArray matrix) {
    int[] n = {matrix.intShape(0)};
    int columns = matrix.intShape(1);
    int length = n[0] / 2 + 1;
    NDArray out = NDArray.zeros(DType.COMPLEX128, columns, length);
    Strided in = Strided.of(matrix);
    long step = matrix.elementStride(0);
    long next = matrix.elementStride(1);
    long flags = FFTW.constant("FFTW_ESTIMATE");
    CFunction planMany = FFTW.function("fftw_plan_many_dft_r2c");
    Object plan = planMany.call(1, n, columns, in, n, step, next, out, n, 1, length, flags);
    FFTW.function("fftw_execute_dft_r2c").call(plan, in, out);
    FFTW.function("fftw_destroy_plan").call(plan);
    return out;
  }

  /// Prints the amplitudes of two waves at their frequencies.
  ///
  /// @param args none
  public static void main(String[] args) {
    NDArray waves = NDArray.zeros(DType.FLOAT64, 64, 2);
    for (int t = 0; t < 64; t++) {
      waves.setDouble(t, 0, Math.cos(2 * Math.PI * 3 * t / 64));
      waves.setDouble(t, 1, Math.cos(2 * Math.PI * 5 * t / 64));
    }
    NDArray spectrum = transform(waves).real();
    System.out.printf("%.6f %.6f%n", spectrum.getDouble(0, 3), spectrum.getDouble(1, 5));
  }
}
