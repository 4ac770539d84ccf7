package org.culebra.ffi;

import java.util.Arrays;
import java.util.Objects;
import org.culebra.array.NDArray;

/// A view with any strides, as an argument of C functions that take the strides as other arguments:
/// BLAS, LAPACK, GSL, FFTW, codecs with a line size.
///
/// ```java
/// // row-major, as a part of a larger matrix, without a copy
/// CFunction dgemv = blas.function("""
///     void cblas_dgemv(int order, int trans, int m, int n, double alpha,
///         const double a[(m - 1) * lda + n], int lda, const double x[(n - 1) * incx + 1], int incx,
///         double beta, double y[(m - 1) * incy + 1], int incy)""");
/// dgemv.call(101, 111, 3, 4, 1.0, Strided.of(a), a.elementStride(0),
///     Strided.of(x), x.elementStride(0), 0.0, y, 1);
/// ```
///
/// C gets the address of the view's first element. As for an array, the dtype, the declared length,
/// the alignment of every element, read-only memory and the end of the memory's arena are checked;
/// only the strides are the caller's: pass those of the view, in the unit that the function
/// documents ([NDArray#elementStride(int)] or [NDArray#stride(int)]).
///
/// A declared length counts the elements that C may skip as well, from the first one: `a[(m - 1) *
/// lda + n]` for `m` rows of `n` elements. It must fit into [#byteSpan()]. Without a declared
/// length only the first element is known to exist.
///
/// Two such views of one array may be passed as `restrict` pointers if they have no element in
/// common, such as two columns.
public final class Strided {
  private final NDArray array;
  private final long byteSpan;

  private Strided(NDArray array) {
    this.array = array;
    this.byteSpan = array.byteExtent().high();
  }

  /// Makes an array an argument with strides.
  ///
  /// @param array the view to pass; also a contiguous one
  /// @return the argument
  public static Strided of(NDArray array) {
    return new Strided(Objects.requireNonNull(array, "array"));
  }

  /// The view.
  ///
  /// @return the array
  public NDArray array() {
    return array;
  }

  /// The bytes from the first element, `(0, …, 0)`, to the end of the last one in memory. Elements
  /// that a negative stride puts before the first one do not count.
  ///
  /// @return the bytes that a declared length may cover; 0 without elements
  public long byteSpan() {
    return byteSpan;
  }

  /// The dtype, shape and strides; reads no element.
  @Override
  public String toString() {
    return "Strided[%s, shape %s, strides %s]"
        .formatted(array.dtype(), Arrays.toString(array.shape()), Arrays.toString(array.strides()));
  }
}
