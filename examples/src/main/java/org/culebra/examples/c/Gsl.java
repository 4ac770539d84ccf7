package org.culebra.examples.c;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;

/// The GNU Scientific Library differentiates a lambda, and computes the norm of a column in place.
public final class Gsl {
  private static final CLibrary GSL = open();

  private Gsl() {}

  private static CLibrary open() {
    CLibrary.open("gslcblas", CLibrary.Visibility.GLOBAL); // some builds of GSL look for it there
    return CLibrary.open("gsl").header("gsl/gsl_deriv.h", "gsl/gsl_blas.h", "gsl/gsl_vector.h");
  }

  /// The function pointer in `gsl_function`.
  interface Function {
    double at(double x, long params);
  }

  /// Differentiates a function.
  ///
  /// @param f the function
  /// @param x where
  /// @return the derivative and its error
  static double[] derivative(Function f, double x) {
    try (Arena arena = Arena.ofConfined()) {
      CStruct type = GSL.struct("gsl_function");
      Callback callback =
          type.callback("function").as(MethodHandles.lookup(), Function.class).in(arena, f);
      CStruct.Value function = type.allocate(arena).set("function", callback);
      Ref.OfDouble result = Ref.ofDouble();
      Ref.OfDouble error = Ref.ofDouble();
      GSL.function("gsl_deriv_central").call(function, x, 1e-8, result, error);
      return new double[] {result.get(), error.get()};
    }
  }

  /// The norm of a vector.
  ///
  /// @param vector of `double`, with any stride
  /// @return the square root of the sum of the squares
  static double norm(NDArray vector) {
    Object view =
        GSL.function("gsl_vector_view_array_with_stride")
            .call(Strided.of(vector), vector.elementStride(0), vector.size());
    Object part = ((CStruct.Value) view).get("vector");
    return (double) GSL.function("gsl_blas_dnrm2").call(part);
  }

  /// Prints a derivative and a norm.
  ///
  /// @param args none
  public static void main(String[] args) {
    double[] d = derivative((x, params) -> 3 * (x * x) + 2 * x + 1, 2);
    System.out.println(d[0] + " +- " + d[1]);
    NDArray matrix = NDArray.copyOf(new double[] {3, 5, 4, 5, 12, 5}, 3, 2);
    System.out.println(norm(matrix.slice(":, 0")));
  }
}
