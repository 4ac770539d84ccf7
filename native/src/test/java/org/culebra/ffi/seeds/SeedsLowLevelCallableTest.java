package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.ffi.capsule.Capsule;
import org.culebra.ffi.capsule.CapsuleType;
import org.culebra.ffi.capsule.CapsuleUse;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The capsules that SciPy's `LowLevelCallable` takes, whose names are C signatures.
class SeedsLowLevelCallableTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB = SciPy.open();
  private static final String QUAD = "double (int, double *, void *)";

  @FunctionalInterface
  interface Raw {
    int at(MemorySegment out, MemorySegment in, int outRank, int inRank, DoubleView by);
  }

  private static CapsuleType<CFunction> type(String signature) {
    return CapsuleType.function(signature);
  }

  /// All that `strcmp` distinguishes and C does not.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "double (int, double *, void *)",
        "double(int, double *, void *)",
        "double (int,double*,void*)",
        "double (int , double* , void* )",
        "\tdouble\n(int, double\t*, void\n*)",
        "double (int n, double *x, void *user_data)",
        "double (int n, double x[n], void *user_data)",
        "double (int n, const double x[3], void *)",
        "double (*)(int, double *, void *)",
        "double (*f)(int n, double *x, void *c);",
        "double (signed int, double *, void *)",
        "double (int /* how many */, double *, void *)"
      })
  void everySpelling_binds_andPrintsSciPys(String signature) {
    CapsuleType<CFunction> type = type(signature);
    assertThat(type.signature()).isEqualTo(QUAD);
    try (Capsule<CFunction> capsule =
            Capsule.of(type(QUAD).signature(), type)
                .version(1, 0)
                .pointer(LIB.symbol("nquad"))
                .make();
        CapsuleUse<CFunction> use = capsule.open(QUAD, 1, 0, type(QUAD))) {
      assertThat(use.get().type().signature()).isEqualTo(type.signature());
    }
  }

  /// The four signatures of `quad`, and those of `geometric_transform` with each name that an index
  /// has: SciPy compares letters, and so these are printed as they were written.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "double (double)",
        "double (double, void *)",
        "double (int, double *)",
        "double (int, double *, void *)",
        "int (intptr_t *, double *, int, int, void *)",
        "int (npy_intp *, double *, int, int, void *)",
        "int (long *, double *, int, int, void *)",
        "int (long long *, double *, int, int, void *)",
        "int (double *, double, double, int, int, void *)",
        "int (double *, intptr_t, double *, void *)"
      })
  void signaturesOfSciPy_arePrintedLetterByLetter(String signature) {
    assertThat(type(signature.replace(" ", "  ")).signature()).isEqualTo(signature);
    assertThat(type(type(signature).signature()).signature()).isEqualTo(signature);
  }

  @ParameterizedTest
  @ValueSource(strings = {"intptr_t", "npy_intp", "long", "long long", "int64_t", "ssize_t"})
  void everyNameOfAnIndex_opensTheOther(String index) {
    String form = "int (%s *, double *, int, int, void *)";
    try (Arena arena = Arena.ofConfined()) {
      Callback map = mapping(arena, form.formatted(index));
      CapsuleType<CFunction> found = type(form.formatted(index));
      Capsule<CFunction> capsule =
          Capsule.of(found.signature(), found).version(1, 0).pointer(map).make(arena);
      for (String other : new String[] {"intptr_t", "npy_intp", "long", "long long"}) {
        try (CapsuleUse<CFunction> use =
            capsule.open(found.signature(), 1, 0, type(form.formatted(other)))) {
          assertThat(use.get().pointer()).isEqualTo(map.pointer());
        }
      }
    }
  }

  private static Callback mapping(Arena arena, String signature) {
    NDArray shift = NDArray.copyOf(new double[] {0.5}, 1);
    return Callback.of(signature)
        .userData(shift)
        .as(LOOKUP, Raw.class)
        .in(arena, (out, in, outRank, inRank, by) -> 1);
  }

  /// The seed's second pitfall: SciPy passes on whatever pointer it got.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          double (int, double *, float *)  | parameter 3: expected void * but found float *
          double (int, float *, void *)    | parameter 2: expected double * but found float *
          double (int, double *)           | expected double (int, double *, void *) but found double (int, double *)
          float (int, double *, void *)    | return type: expected double but found float
          double (long, double *, void *)  | parameter 1: expected int but found long
          double (unsigned, double *, void *) | parameter 1: expected int but found unsigned int
          double (int, double **, void *)  | parameter 2: expected double * but found double **
          """)
  void otherTypes_areRejected(String signature, String difference) {
    CapsuleType<CFunction> found = type(signature);
    try (Capsule<CFunction> capsule =
        Capsule.of(QUAD, found).version(1, 0).pointer(LIB.symbol("nquad")).make()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> capsule.open(QUAD, 1, 0, type(QUAD)).close())
          .withMessage("cannot open %s\n  type: %s".formatted(capsule, difference));
    }
  }

  /// What Pythran and Cython call their capsules; SciPy rejects the names, or is made to trust
  /// them.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          f(int, float64*, float64*) | 1 | expected a type but found 'f'
          double (int, __pyx_t_5numpy_double *, void *) | 14 | expected a type but found '__pyx_t_5numpy_double'
          double (int, doble *, void *) | 14 | expected a type but found 'doble'; did you mean 'double'?
          """)
  void namesThatAreNoSignatures_areRejectedWithTheirPlace(String name, int column, String message) {
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> CDeclarations.callback(name))
        .withMessage(
            "line 1, column %d: %s\n    %s\n    %s^"
                .formatted(column, message, name, " ".repeat(column - 1)));
  }

  /// The capsule carries the function with it: SciPy needs its name and its pointer only.
  @Test
  void capsuleOfALambda_isCalledThroughItsPointer() {
    NDArray c = NDArray.copyOf(new double[] {1}, 1);
    NDArray ranges = NDArray.copyOf(new double[] {0, 10, -10, 0, -1, 1}, 3, 2);
    CapsuleType<CFunction> type = type(SciPy.INTEGRAND);
    try (Arena arena = Arena.ofConfined()) {
      Callback f =
          Callback.of(SciPy.INTEGRAND)
              .userData(c)
              .as(LOOKUP, SciPy.Integrand.class)
              .in(arena, (n, x, data) -> data.get(0) + x.get(0) - x.get(1) * x.get(2));
      Capsule<CFunction> capsule =
          Capsule.of(type.signature(), type)
              .version(1, 0)
              .pointer(f)
              .context(c.segment())
              .make(arena);

      assertThat(capsule.name()).isEqualTo(QUAD);
      Object result = LIB.function("nquad").call(capsule.pointer(), capsule.context(), 3, ranges);
      assertThat((double) result).isCloseTo(1200, org.assertj.core.api.Assertions.within(1e-9));
    }
  }
}
