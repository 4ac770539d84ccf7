package org.culebra.examples.c;

import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Strided;

/// BLAS multiplies views of matrices in place: transposed ones, and parts of larger ones.
public final class Blas {
  private static final CLibrary BLAS = CLibrary.open("openblas").header("cblas.h");

  private Blas() {}

  /// Multiplies two matrices, neither of which is copied.
  ///
  /// @param a of shape (m, k); its rows or its columns are contiguous
  /// @param b of shape (k, n), likewise
  /// @return the product
  static NDArray multiply(NDArray a, NDArray b) {
    NDArray c = NDArray.zeros(DType.FLOAT64, a.shape(0), b.shape(1));
    long rows = BLAS.constant("CblasRowMajor");
    long m = a.shape(0);
    long n = b.shape(1);
    long k = a.shape(1);
    Strided x = Strided.of(a);
    Strided y = Strided.of(b);
    CFunction dgemm = BLAS.function("cblas_dgemm");
    dgemm.call(rows, order(a), order(b), m, n, k, 1, x, leading(a), y, leading(b), 0, c, n);
    return c;
  }

  private static boolean isRowMajor(NDArray matrix) {
    return matrix.elementStride(1) == 1;
  }

  private static long order(NDArray matrix) {
    return BLAS.constant(isRowMajor(matrix) ? "CblasNoTrans" : "CblasTrans");
  }

  private static long leading(NDArray matrix) {
    return matrix.elementStride(isRowMajor(matrix) ? 0 : 1);
  }

  /// Multiplies a part of a matrix by a transposed matrix.
  ///
  /// @param args none
  public static void main(String[] args) {
    NDArray large = NDArray.copyOf(new double[][] {{1, 2, 9}, {3, 4, 9}});
    NDArray other = NDArray.copyOf(new double[][] {{1, 0}, {1, 1}});
    System.out.println(multiply(large.slice(":, :2"), other.transpose()));
  }
}
