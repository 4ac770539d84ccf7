package org.culebra.examples.c;

import static java.lang.invoke.MethodHandles.lookup;

import java.lang.foreign.Arena;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Strided;

/// The GNU Scientific Library differentiates a lambda, and computes the norm of a column in place.
final class Gsl {
  private static final CLibrary GSL = open();

  private static CLibrary open() {
    CLibrary.open("gslcblas", CLibrary.Visibility.GLOBAL); // some builds of GSL look for it there
    return CLibrary.open("gsl").header("gsl/gsl_deriv.h", "gsl/gsl_blas.h", "gsl/gsl_vector.h");
  }

  /// The function pointer in `gsl_function`.
  interface Function {
    double at(double x, long params);
  }

  /// The derivative of a function at `x`, and its error.
  static double[] derivative(Function f, double x) {
    try (Arena arena = Arena.ofConfined()) {
      CStruct type = GSL.struct("gsl_function");
      Callback callback = type.callback("function").as(lookup(), Function.class).in(arena, f);
      CStruct.Value function = type.allocate(arena).set("function", callback);
      double[] result = new double[1]; // C fills a copy, which is copied back
      double[] error = new double[1];
      GSL.function("gsl_deriv_central").call(function, x, 1e-8, result, error);
      return new double[] {result[0], error[0]};
    }
  }

  /// The square root of the sum of the squares, of a vector with any stride.
  static double norm(NDArray vector) {
    CFunction view = GSL.function("gsl_vector_view_array_with_stride");
    Object v = view.call(Strided.of(vector), vector.elementStride(0), vector.size());
    return (double) GSL.function("gsl_blas_dnrm2").call(((CStruct.Value) v).get("vector"));
  }

  public static void main(String[] args) {
    double[] d = derivative((x, params) -> 3 * (x * x) + 2 * x + 1, 2);
    System.out.println(d[0] + " +- " + d[1]);
    System.out.println(norm(NDArray.copyOf(new double[] {3, 5, 4, 5, 12, 5}, 3, 2).slice(":, 0")));
  }
}
