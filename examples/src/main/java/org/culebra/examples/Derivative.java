package org.culebra.examples;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;

/// The GNU Scientific Library differentiates a Java lambda. Its types are declared with the text of
/// its own headers.
public final class Derivative {

  private static final String HEADER =
      """
      struct gsl_function_struct
      {
        double (* function) (double x, void * params);
        void * params;
      };
      typedef struct gsl_function_struct gsl_function;

      int gsl_deriv_central (const gsl_function *f, double x, double h,
                             double *result, double *abserr);

      typedef void gsl_error_handler_t (const char * reason, const char * file,
                                        int line, int gsl_errno);
      gsl_error_handler_t * gsl_set_error_handler_off (void);
      """;

  /// The function pointer in `gsl_function`.
  interface Function {
    double at(double x, MemorySegment params);
  }

  private Derivative() {}

  /// Prints the derivative of `3 x^2 + 2 x + 1` at 2.
  ///
  /// @param args none
  public static void main(String[] args) {
    CLibrary.open("gslcblas", CLibrary.Visibility.GLOBAL); // some builds of GSL look for it there
    CLibrary gsl = CLibrary.open("gsl").declare(HEADER);
    gsl.function("gsl_set_error_handler_off").call(); // it would end the process
    try (Arena arena = Arena.ofConfined()) {
      Callback f =
          Callback.of("double (double x, void *params)")
              .as(MethodHandles.lookup(), Function.class)
              .in(arena, (x, params) -> 3 * (x * x) + 2 * x + 1);
      CStruct.Value function = gsl.struct("gsl_function").allocate(arena).set("function", f);
      NDArray result = NDArray.zeros(arena, DType.FLOAT64, 1);
      NDArray error = NDArray.zeros(arena, DType.FLOAT64, 1);

      gsl.function("gsl_deriv_central").call(function, 2.0, 1e-8, result, error);

      System.out.println(result.getDouble(0) + " +- " + error.getDouble(0));
    }
  }
}
