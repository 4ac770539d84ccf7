package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Pointers;
import org.culebra.ffi.ctype.CDeclarationException;
import org.junit.jupiter.api.Test;

/// The third seed's five pointers, passed as `c_void_p` with an unchecked `N`; compiled from its
/// own text as ROOT's `Declare` would.
class SeedsRunsInCTest {
  private static final String SOURCE =
      """

      #include <math.h>
      void runs_in_c(int N, double* p, double* px, double* py, double* pz) {
          int i;
          for (i = 0;  i < N;  i++) {
              p[i] = sqrt(px[i]*px[i] + py[i]*py[i] + pz[i]*pz[i]);
          }
      }\
      """;

  private static final CFunction RUNS_IN_C =
      CLibrary.compile(SOURCE)
          .function(
              "void runs_in_c(int N, double p[restrict N], const double px[N],"
                  + " const double py[N], const double pz[N])");

  private interface RunsInC {
    void run(int n, NDArray p, NDArray px, NDArray py, NDArray pz);
  }

  private interface WithoutN {
    void run(NDArray p, NDArray px, NDArray py, NDArray pz);
  }

  private final RunsInC fast = RUNS_IN_C.as(MethodHandles.lookup(), RunsInC.class);
  private final NDArray p = NDArray.zeros(DType.FLOAT64, 1000);
  private final NDArray px = NDArray.zeros(DType.FLOAT64, 1000).fill(3);
  private final NDArray py = NDArray.zeros(DType.FLOAT64, 1000).fill(4);
  private final NDArray pz = NDArray.zeros(DType.FLOAT64, 1000).fill(12);

  @Test
  void lengths_areRight_bothWays() {
    RUNS_IN_C.call(1000, p, px, py, pz);
    assertThat(p.toDoubleArray()).containsOnly(13);

    p.fill(0);
    RUNS_IN_C.as(MethodHandles.lookup(), WithoutN.class).run(p, px, py, pz);
    assertThat(p.toDoubleArray()).containsOnly(13);
  }

  @Test
  void aMillionVectors_haveTheMeanOfTheory() {
    Random random = new Random(42);
    int n = 1_000_000;
    double[] normal = new double[3 * n];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = random.nextGaussian(0, 10);
    }
    NDArray parts = NDArray.copyOf(normal, 3, n);
    NDArray lengths = NDArray.zeros(DType.FLOAT64, n);
    fast.run(n, lengths, parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));

    assertThat(lengths.sum() / n).isCloseTo(15.9577, within(0.03));
  }

  /// Defect 7: `N` is checked.
  @Test
  void nBeyondTheArrays_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fast.run(1001, p, px, py, pz))
        .withMessage(
            "cannot call void runs_in_c(int N, double p[restrict N], const double px[N],"
                + " const double py[N], const double pz[N])\n"
                + "  argument 2 'p': expected float64, C-contiguous, at least N = 1001 elements,"
                + " writable but found float64 of shape (1000,)\n"
                + "  argument 3 'px': expected float64, C-contiguous, at least N = 1001 elements"
                + " but found float64 of shape (1000,)\n"
                + "  argument 4 'py': expected float64, C-contiguous, at least N = 1001 elements"
                + " but found float64 of shape (1000,)\n"
                + "  argument 5 'pz': expected float64, C-contiguous, at least N = 1001 elements"
                + " but found float64 of shape (1000,)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RUNS_IN_C.call(1001, p, px, py, pz))
        .withMessage(
            "cannot call void runs_in_c(int N, double p[restrict N], const double px[N],"
                + " const double py[N], const double pz[N])\n"
                + "  argument 2 'p': expected float64, C-contiguous, at least N = 1001 elements,"
                + " writable but found float64 of shape (1000,)\n"
                + "  argument 3 'px': expected float64, C-contiguous, at least N = 1001 elements"
                + " but found float64 of shape (1000,)\n"
                + "  argument 4 'py': expected float64, C-contiguous, at least N = 1001 elements"
                + " but found float64 of shape (1000,)\n"
                + "  argument 5 'pz': expected float64, C-contiguous, at least N = 1001 elements"
                + " but found float64 of shape (1000,)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fast.run(-1, p, px, py, pz))
        .withMessage(
            "cannot call void runs_in_c(int N, double p[restrict N], const double px[N], const"
                + " double py[N], const double pz[N])\n  argument 2 'p': expected a non-negative"
                + " length but found N = -1\n  argument 3 'px': expected a non-negative length but"
                + " found N = -1\n  argument 4 'py': expected a non-negative length but found N ="
                + " -1\n  argument 5 'pz': expected a non-negative length but found N = -1");
  }

  /// Defect 6: every array is checked, not the first one three times.
  @Test
  void everyWrongArray_isNamed() {
    NDArray floats = NDArray.zeros(DType.FLOAT32, 1000);
    NDArray strided = NDArray.zeros(DType.FLOAT64, 2000).slice("::2");
    NDArray swapped =
        NDArray.zeros(DType.FLOAT64.withByteOrder(java.nio.ByteOrder.BIG_ENDIAN), 1000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> fast.run(1000, p.asReadOnly(), floats, strided, swapped))
        .withMessage(
            "cannot call void runs_in_c(int N, double p[restrict N], const double px[N],"
                + " const double py[N], const double pz[N])\n"
                + "  argument 2 'p': expected float64, C-contiguous, at least N = 1000 elements,"
                + " writable but found float64 of shape (1000,), read-only\n"
                + "  argument 3 'px': expected float64, C-contiguous, at least N = 1000 elements"
                + " but found float32 of shape (1000,)\n"
                + "  argument 4 'py': expected float64, C-contiguous, at least N = 1000 elements"
                + " but found float64 of shape (1000,), strides (16,);"
                + " pass Strided.of(array) if C takes the strides\n"
                + "  argument 5 'pz': expected float64, C-contiguous, at least N = 1000 elements"
                + " but found >f8 of shape (1000,)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RUNS_IN_C.call(1000, p.asReadOnly(), floats, strided, swapped))
        .withMessage(
            "cannot call void runs_in_c(int N, double p[restrict N], const double px[N],"
                + " const double py[N], const double pz[N])\n"
                + "  argument 2 'p': expected float64, C-contiguous, at least N = 1000 elements,"
                + " writable but found float64 of shape (1000,), read-only\n"
                + "  argument 3 'px': expected float64, C-contiguous, at least N = 1000 elements"
                + " but found float32 of shape (1000,)\n"
                + "  argument 4 'py': expected float64, C-contiguous, at least N = 1000 elements"
                + " but found float64 of shape (1000,), strides (16,);"
                + " pass Strided.of(array) if C takes the strides\n"
                + "  argument 5 'pz': expected float64, C-contiguous, at least N = 1000 elements"
                + " but found >f8 of shape (1000,)");
  }

  /// Defect 6, too: the Cython cell looks at `px` three times and never at `py`, so that a `py` of
  /// single precision is read beyond its end.
  @Test
  void pyOfSinglePrecision_isRejectedByName() {
    NDArray floats = NDArray.zeros(DType.FLOAT32, 1000).fill(4);
    WithoutN withoutN = RUNS_IN_C.as(MethodHandles.lookup(), WithoutN.class);

    assertPyIsNamed(4, () -> RUNS_IN_C.call(1000, p, px, floats, pz));
    assertPyIsNamed(4, () -> fast.run(1000, p, px, floats, pz));
    assertPyIsNamed(3, () -> withoutN.run(p, px, floats, pz));
    assertThat(p.sum()).as("what was written").isZero();

    RUNS_IN_C.call(1000, p, px, floats.copy(DType.FLOAT64), pz);
    assertThat(p.toDoubleArray()).containsOnly(13);
  }

  private static void assertPyIsNamed(int argument, ThrowingCallable call) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessage(
            "cannot call void runs_in_c(int N, double p[restrict N], const double px[N],"
                + " const double py[N], const double pz[N])\n  argument "
                + argument
                + " 'py': expected float64, C-contiguous, at least N = 1000 elements"
                + " but found float32 of shape (1000,)");
  }

  @Test
  void overlapByOneElement_isRejectedForRestrict() {
    NDArray memory = NDArray.zeros(DType.FLOAT64, 1999);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> fast.run(1000, memory.slice("0:1000"), memory.slice("999:"), py, pz))
        .withMessage(
            "cannot call void runs_in_c(int N, double p[restrict N], const double px[N],"
                + " const double py[N], const double pz[N])\n"
                + "  argument 2 'p' and argument 3 'px': expected memory that does not overlap"
                + " (restrict) but found 8 bytes in common");
    fast.run(999, memory.slice("0:999"), memory.slice("999:1998"), py, pz);
  }

  /// Defect 11: an int for the shape works, and not only when compiled.
  @Test
  void asArray_takesOneLength() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray same = Pointers.asArray(arena, px.segment(), DType.FLOAT64, 1000);
      assertThat(same.shape()).containsExactly(1000);
      assertThat(same.contentEquals(px)).isTrue();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Pointers.asArray(arena, MemorySegment.NULL, DType.FLOAT64, 1000))
          .withMessage("expected the address of 8000 bytes but found NULL");
    }
  }

  /// The seed's Cython cell is C++ and its PyCUDA cell CUDA.
  @Test
  void otherLanguages_areRejectedWithTheirPlace() {
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() ->
            org.culebra.ffi.ctype.CDeclarations.parse("__global__ void runs_on_gpu(float* p);"))
        .withMessage(
            """
            line 1, column 1: expected a type but found '__global__'
                __global__ void runs_on_gpu(float* p);
                ^\
            """);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.compile("template <class T> T same(T x) { return x; }"))
        .withMessageStartingWith("the C compiler rejected the source (status 1)");
  }
}
