package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import org.assertj.core.data.Offset;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;

/// Complex numbers for C that declares them as `double[2]`, as FFTW does for compilers without
/// complex.h.
class ComplexPairsTest {
  private static final CLibrary C =
      CLibrary.compile(
              """
              typedef double cx[2];
              typedef float cf[2];
              void first(cx *x) { (*x)[0] += 1; (*x)[1] -= 1; }
              double sum(const cx *x, int n) {
                double s = 0;
                for (int i = 0; i < n; i++) s += x[i][0] + 100 * x[i][1];
                return s;
              }
              double rows(int n, int m, const double *x) { return n * 100 + m + x[0] + x[2 * n * m - 1]; }
              float small(const cf *x) { return (*x)[1]; }
              """)
          .declare(
              """
              typedef double cx[2];
              typedef float cf[2];
              void first(cx *x);
              double sum(const cx x[n], int n);
              double rows(int n, int m, const cx x[n][m]);
              float small(const cf *x);
              """);

  interface Sum {
    double sum(NDArray x);
  }

  /// re 1, 2, ... and im 10, 20, ...
  private static NDArray complex(Arena arena, long... shape) {
    NDArray array = NDArray.zeros(arena, DType.COMPLEX128, shape);
    MemorySegment memory = array.segment();
    for (long i = 0; i < array.size(); i++) {
      memory.setAtIndex(ValueLayout.JAVA_DOUBLE, 2 * i, i + 1.0);
      memory.setAtIndex(ValueLayout.JAVA_DOUBLE, 2 * i + 1, 10 * (i + 1.0));
    }
    return array;
  }

  @Test
  void pairs_takeComplexAndRealNumbers() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray z = complex(arena, 3);
      NDArray real = NDArray.copyOf(new double[][] {{1, 2}, {3, 4}});

      C.function("first").call(z);
      assertThat(z.segment().get(ValueLayout.JAVA_DOUBLE, 0)).isEqualTo(2);
      assertThat(C.function("sum").call(z, 3)).isEqualTo(1 + 6 + 100 * (60.0 - 1));
      assertThat(C.function("sum").call(real, 2)).isEqualTo(4 + 600.0);
      assertThat(C.function("small").call(NDArray.zeros(DType.COMPLEX64, 1))).isEqualTo(0f);
    }
  }

  @Test
  void lengthsOfPairs_areInferredInComplexNumbers() {
    Sum sum = C.function("sum").as(MethodHandles.lookup(), Sum.class);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(sum.sum(complex(arena, 3))).isEqualTo(6 + 6000.0);
      assertThat(sum.sum(complex(arena, 2, 2))).isEqualTo(10 + 10_000.0);
      assertThat(sum.sum(NDArray.copyOf(new double[][] {{1, 2}, {3, 4}}))).isEqualTo(604);
      assertThat(C.function("rows").call(2, 3, complex(arena, 2, 3))).isEqualTo(203 + 1 + 60.0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> C.function("sum").call(complex(arena, 3), 4))
          .withMessageContaining("at least n * 2 = 8 elements");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> C.function("rows").call(2, 4, complex(arena, 2, 3)));
    }
  }

  @Test
  void otherNumbers_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> C.function("first").call(NDArray.zeros(DType.COMPLEX64, 1)))
        .withMessageContaining("expected complex128 or float64")
        .withMessageContaining("complex64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> C.function("first").call(NDArray.zeros(DType.COMPLEX128, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> C.function("small").call(NDArray.zeros(DType.COMPLEX128, 1)));
  }

  /// Forward and backward: n times the same.
  @Test
  void fftw_takesComplexArrays() {
    CLibrary fftw =
        CLibrary.open(Peers.library("fftw3").toString())
            .declare(
                """
                typedef double fftw_complex[2];
                typedef struct fftw_plan_s *fftw_plan;
                fftw_plan fftw_plan_dft_1d(int n, fftw_complex in[n], fftw_complex out[n], int sign, unsigned flags);
                void fftw_execute(const fftw_plan plan);
                void fftw_destroy_plan(fftw_plan plan);
                """);
    try (Arena arena = Arena.ofConfined()) {
      NDArray in = complex(arena, 8);
      NDArray out = NDArray.zeros(arena, DType.COMPLEX128, 8);
      for (int sign : new int[] {-1, 1}) {
        Object plan =
            fftw.function("fftw_plan_dft_1d")
                .call(8, sign < 0 ? in : out, sign < 0 ? out : in, sign, 64);
        fftw.function("fftw_execute").call(plan);
        fftw.function("fftw_destroy_plan").call(plan);
      }

      assertThat(in.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, 15))
          .isCloseTo(8 * 80.0, Offset.offset(1e-9));
    }
  }
}
