package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The GNU Scientific Library calls a Java function; it finds its BLAS among the global symbols.
class SeedsGslTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /// As GSL's headers have it, without their macros.
  private static final String HEADER =
      """
      struct gsl_function_struct
      {
        double (* function) (double x, void * params);
        void * params;
      };
      typedef struct gsl_function_struct gsl_function ;

      int gsl_deriv_central (const gsl_function *f,
                             double x, double h,
                             double *result, double *abserr);

      typedef void gsl_error_handler_t (const char * reason, const char * file,
                                        int line, int gsl_errno);
      gsl_error_handler_t * gsl_set_error_handler_off (void);

      typedef struct { size_t size; double *data; } gsl_block;
      typedef struct { size_t size; size_t stride; double *data; gsl_block *block; int owner; }
          gsl_vector;
      double gsl_blas_dnrm2 (const gsl_vector * X);

      double gsl_sf_log (const double x);
      """;

  @FunctionalInterface
  interface Params {
    double at(double x, MemorySegment params);
  }

  @FunctionalInterface
  interface Comment {
    void at(double x, double params);
  }

  @FunctionalInterface
  interface Weighted {
    double at(double x, DoubleView params);
  }

  private final Arena arena = Arena.ofConfined();
  private final NDArray result = NDArray.zeros(arena, DType.FLOAT64, 1);
  private final NDArray error = NDArray.zeros(arena, DType.FLOAT64, 1);
  private CLibrary gsl = CLibrary.process();

  @BeforeEach
  void openGsl() {
    assertThat(Peers.library("gsl")).exists();
    gsl = CLibrary.open("gsl").declare(HEADER);
    // its own handler ends the process
    gsl.function("gsl_set_error_handler_off").call();
  }

  @AfterEach
  void close() {
    arena.close();
  }

  private CStruct.Value function(DoubleUnaryOperator f) {
    return gsl.struct("gsl_function")
        .allocate(arena)
        .set(
            "function",
            Callback.of("double (double x, void *params)")
                .as(LOOKUP, Params.class)
                .in(arena, (x, params) -> f.applyAsDouble(x)));
  }

  private double derivative(CStruct.Value f, double x, double h) {
    assertThat(gsl.function("gsl_deriv_central").call(f, x, h, result, error)).isEqualTo(0);
    return result.getDouble(0);
  }

  @Test
  void derivative_isExactlyGsls() {
    List<Double> points = new ArrayList<>();
    CStruct.Value f =
        function(x -> {
          points.add(x);
          return 3 * (x * x) + 2 * x + 1;
        });

    assertThat(derivative(f, 2, 1e-8)).isEqualTo(13.999999737279722);
    assertThat(error.getDouble(0)).isEqualTo(2.886579852358283e-06);
    assertThat(points).containsExactlyInAnyOrder(2 - 1e-8, 2 + 1e-8, 2 - 1e-8 / 2, 2 + 1e-8 / 2);
    assertThat(derivative(f, 2, 1e-3)).isEqualTo(14.000000000004674);
  }

  @Test
  void params_arriveWithTheirType() {
    NDArray weights = NDArray.copyOf(new double[] {3, 2, 1}, 3);
    CStruct.Value f =
        gsl.struct("gsl_function")
            .allocate(arena)
            .set(
                "function",
                Callback.of("double (double x, void *params)")
                    .userData(weights)
                    .as(LOOKUP, Weighted.class)
                    .in(arena, (x, w) -> (w.get(0) * x + w.get(1)) * x + w.get(2)));

    assertThat(((MemorySegment) f.get("params")).address()).isEqualTo(weights.address());
    assertThat(derivative(f, 2, 1e-3)).isCloseTo(14, org.assertj.core.api.Assertions.within(1e-9));
  }

  /// ctypes prints a traceback and has GSL report success with garbage.
  @Test
  void failureBelowGsl_isThrownByTheCall() {
    ArithmeticException boom = new ArithmeticException("boom");
    CStruct.Value f =
        function(x -> {
          throw boom;
        });

    assertThat(catchThrowable(() -> derivative(f, 2, 1e-8))).isSameAs(boom);
    assertThat(result.getDouble(0)).as("what C made of the error values").isNaN();
  }

  /// The seed's own comment has the type of the callback wrong.
  @Test
  void callbackOfTheTypeInTheSeedsComment_isRejected() {
    Callback wrong =
        Callback.of("void (double, double)").as(LOOKUP, Comment.class).in(arena, (x, params) -> {});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> gsl.struct("gsl_function").allocate(arena).set("function", wrong))
        .withMessage(
            "field 'function': expected a callback 'double (double x, void *params)' but"
                + " found 'void (double, double)': return type: expected double but found void");
  }

  @Test
  void norm_ofAVectorWhoseDataAreJavas() {
    NDArray threes = NDArray.zeros(arena, DType.FLOAT64, 4).fill(3);
    CStruct.Value vector =
        gsl.struct("gsl_vector")
            .allocate(arena)
            .set("size", 4)
            .set("stride", 1)
            .set("data", threes);

    assertThat(gsl.function("gsl_blas_dnrm2").call(vector)).isEqualTo(6.0);
  }

  /// What a library that leaves its BLAS open, as GSL may, needs of the loader.
  @Test
  void globalSymbols_areFoundByLibrariesOpenedLater() {
    String user =
        CFixtures.sharedLibrary(
                "blas_user",
                """
                double cblas_dnrm2(int n, const double *x, int step);
                double norm(int n, const double *x) { return cblas_dnrm2(n, x, 1); }
                """,
                "-Wl,-z,now")
            .toString();
    NDArray threes = NDArray.zeros(DType.FLOAT64, 4).fill(3);

    CLibrary blas = CLibrary.open("gslcblas", CLibrary.Visibility.GLOBAL);
    assertThat(CLibrary.open(user).function("double norm(int n, const double x[n])").call(threes))
        .isEqualTo(6.0);
    assertThat(
            blas.function("double cblas_dnrm2(const int N, const double *X, const int incX)")
                .call(4, threes, 1))
        .isEqualTo(6.0);
  }

  /// The symbols are this test's own: another test may have opened a BLAS for all.
  @Test
  void localSymbols_areNotFoundByLibrariesOpenedLater() {
    String provider =
        CFixtures.sharedLibrary("norm_provider", "int norm_of_provider(void) { return 1; }")
            .toString();
    String user =
        CFixtures.sharedLibrary(
                "norm_user",
                """
                int norm_of_provider(void);
                int norm_of_user(void) { return norm_of_provider(); }
                """,
                "-Wl,-z,now")
            .toString();

    CLibrary.open(provider);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.open(user))
        .withMessage(
            "cannot open library '%s'; tried\n  %s: %s: undefined symbol: norm_of_provider"
                .formatted(user, user, user));

    CLibrary.open(provider, CLibrary.Visibility.GLOBAL);
    assertThat(CLibrary.open(user).function("int norm_of_user(void)").call()).isEqualTo(1);
  }

  /// Without the switch of the set-up, this would end the process.
  @Test
  void errorsOfGsl_doNotEndTheProcess() {
    assertThat((double) gsl.function("gsl_sf_log").call(-1)).isNaN();
  }
}
