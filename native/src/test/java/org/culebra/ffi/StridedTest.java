package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.testsupport.Peers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Views with strides for BLAS and GSL: as a boxed argument, through an interface, in a struct.
class StridedTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB =
      CLibrary.compile(
          """
          double last(int n, const double *x) { return x[n - 1]; }
          int first_byte(const void *x) { return *(const unsigned char *) x; }
          void add(int n, int sx, double *restrict x, int sy, const double *restrict y) {
            for (int i = 0; i < n; i++) x[i * sx] += y[i * sy];
          }
          """);
  private static CLibrary blas = LIB;

  interface Dgemm {
    void multiply(
        String transA,
        String transB,
        int m,
        int n,
        int k,
        double alpha,
        Strided a,
        int lda,
        Strided b,
        int ldb,
        double beta,
        Strided c,
        int ldc);
  }

  interface Last {
    double of(int n, @Nullable Strided x);
  }

  interface Add {
    void to(int n, int sx, Strided x, int sy, Strided y);
  }

  @BeforeAll
  static void openBlas() {
    blas = CLibrary.open(Peers.library("openblas").toString());
  }

  private static NDArray matrix(long rows, long columns) {
    NDArray matrix = NDArray.zeros(DType.FLOAT64, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.setDouble(i, j, Math.sin((double) (i * columns + j)));
      }
    }
    return matrix;
  }

  private static double dot(NDArray a, NDArray b, int i, int j) {
    double sum = 0;
    for (int k = 0; k < a.shape(1); k++) {
      sum += a.getDouble(i, k) * b.getDouble(k, j);
    }
    return sum;
  }

  private static void rejected(ThrowingCallable call, String... parts) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContainingAll(parts);
  }

  @Test
  void cblas_multipliesPartsOfMatrices_transposedOrNot() {
    CFunction dgemm =
        blas.function(
            """
            void cblas_dgemm(int order, int transA, int transB, int m, int n, int k, double alpha,
                const double a[(m - 1) * lda + k], int lda,
                const double b[(n - 1) * ldb + k], int ldb, double beta,
                double c[(m - 1) * ldc + n], int ldc)\
            """);
    NDArray a = matrix(10, 20).slice("2:5, 3:7");
    NDArray b = matrix(30, 9).slice("1:6, 2:6").transpose(); // 4 x 5, in Fortran's order
    NDArray whole = NDArray.zeros(DType.FLOAT64, 8, 8);
    NDArray c = whole.slice("1:4, 2:7");

    dgemm.call(
        101,
        111,
        112,
        3,
        5,
        4,
        1.0,
        Strided.of(a),
        a.elementStride(0),
        Strided.of(b),
        b.elementStride(1),
        0.0,
        Strided.of(c),
        c.elementStride(0));

    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 5; j++) {
        assertThat(c.getDouble(i, j)).isCloseTo(dot(a, b, i, j), within(1e-14));
      }
    }
    c.fill(0);
    assertThat(whole.sum()).isZero(); // nothing beside it was written
  }

  @Test
  void fortran_multipliesByAddresses_throughAnInterface() {
    Dgemm dgemm =
        blas.function(
                """
                void dgemm_(const char *transA, const char *transB, const int *m, const int *n,
                    const int *k, const double *alpha, const double *a, const int *lda,
                    const double *b, const int *ldb, const double *beta, double *c, const int *ldc)\
                """)
            .as(LOOKUP, Dgemm.class);
    NDArray a = matrix(10, 20).slice("2:6, 3:7");
    NDArray b = matrix(30, 9).slice("1:5, 2:6");
    NDArray c = NDArray.zeros(DType.FLOAT64, 4, 6).slice(":, 1:5");

    // Fortran's matrices are the transposed ones
    dgemm.multiply(
        "N",
        "N",
        4,
        4,
        4,
        1.0,
        Strided.of(b.transpose()),
        (int) b.elementStride(0),
        Strided.of(a.transpose()),
        (int) a.elementStride(0),
        0.0,
        Strided.of(c.transpose()),
        (int) c.elementStride(0));

    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(c.getDouble(i, j)).isCloseTo(dot(a, b, i, j), within(1e-14));
      }
    }
  }

  @Test
  void gslVector_takesAColumn() {
    CLibrary gsl = CLibrary.open(Peers.library("gsl").toString());
    try (Arena arena = Arena.ofConfined()) {
      gsl.declare(
          """
          typedef struct { size_t size; double *data; } gsl_block;
          typedef struct { size_t size; size_t stride; double *data; gsl_block *block; int owner; }
              gsl_vector;
          double gsl_stats_mean(const double data[stride * (n - 1) + 1], size_t stride, size_t n);
          double gsl_vector_max(const gsl_vector *v);
          """);
      NDArray column = matrix(5, 4).slice(":, 2");
      double largest = 0;
      double sum = 0;
      for (int i = 0; i < 5; i++) {
        largest = Math.max(largest, column.getDouble(i));
        sum += column.getDouble(i);
      }
      CStruct.Value vector =
          gsl.struct("gsl_vector")
              .allocate(arena)
              .set("size", column.size())
              .set("stride", column.elementStride(0))
              .set("data", Strided.of(column));

      assertThat(gsl.function("gsl_vector_max").call(vector)).isEqualTo(largest);
      assertThat((Double) gsl.function("gsl_stats_mean").call(Strided.of(column), 4, 5))
          .isCloseTo(sum / 5, within(1e-15));
    }
  }

  @Test
  void dtypeLengthAndAccess_areChecked() {
    CFunction last = LIB.function("double last(int n, const double x[n])");
    CFunction write = LIB.function("double last(int n, double x[n])");
    Last bound = last.as(LOOKUP, Last.class);
    NDArray column = matrix(4, 3).slice(":, 1");
    NDArray floats = NDArray.zeros(DType.FLOAT32, 4, 3).slice(":, 1");
    Strided strided = Strided.of(column);

    assertThat(strided.byteSpan()).isEqualTo(10 * 8);
    assertThat(last.call(10, strided)).isEqualTo(column.getDouble(3));
    assertThat(bound.of(10, strided)).isEqualTo(column.getDouble(3));
    for (ThrowingCallable call :
        new ThrowingCallable[] {() -> last.call(11, strided), () -> bound.of(11, strided)}) {
      rejected(
          call,
          "argument 2 'x': expected float64, at least n = 11 elements from its first one but found"
              + " Strided float64 of shape (4,), strides (24,), over 10 elements");
    }
    for (ThrowingCallable call :
        new ThrowingCallable[] {
          () -> last.call(4, Strided.of(floats)), () -> bound.of(4, Strided.of(floats))
        }) {
      rejected(call, "expected float64", "found Strided float32 of shape (4,), strides (12,)");
    }
    rejected(
        () -> write.call(4, Strided.of(column.asReadOnly())),
        "writable but found Strided float64 of shape (4,), strides (24,), read-only");
    rejected(() -> bound.of(4, null), "found null");
    rejected(() -> last.call(4, column), "C-contiguous", "strides (24,)", "Strided.of(array)");
  }

  @Test
  void everyElement_mustBeAligned() {
    CFunction last = LIB.function("double last(int n, const double x[n])");
    DType packed = DType.packed(new Field("x", DType.FLOAT64, 0), new Field("p", DType.INT32, 0));
    NDArray x = NDArray.zeros(packed, 4).field("x");

    assertThat(last.call(1, Strided.of(x.slice("::2")))).isEqualTo(0.0);
    rejected(
        () -> last.call(1, Strided.of(x)),
        "expected strides that are multiples of 8 but found Strided float64 of shape (4,), strides"
            + " (12,)");
  }

  @Test
  void reversedViews_coverWhatFollowsTheirFirstElement() {
    CFunction last = LIB.function("double last(int n, const double x[n])");
    NDArray reversed = matrix(1, 5).slice("0, ::-1");

    assertThat(Strided.of(reversed).byteSpan()).isEqualTo(8);
    assertThat(last.call(1, Strided.of(reversed))).isEqualTo(reversed.getDouble(0));
    rejected(() -> last.call(2, Strided.of(reversed)), "over 1 element");
    assertThat(Strided.of(NDArray.zeros(DType.FLOAT64, 0)).byteSpan()).isZero();
  }

  @Test
  void closedMemory_isRejected() {
    CFunction last = LIB.function("double last(int n, const double x[n])");
    Arena arena = Arena.ofConfined();
    Strided column = Strided.of(NDArray.zeros(arena, DType.FLOAT64, 4, 3).slice(":, 1"));
    arena.close();

    assertThatIllegalStateException().isThrownBy(() -> last.call(4, column));
    assertThatIllegalStateException().isThrownBy(() -> last.as(LOOKUP, Last.class).of(4, column));
  }

  @Test
  void restrict_acceptsColumnsOfOneMatrix_butNotCommonElements() {
    CFunction add =
        LIB.function(
            """
            void add(int n, int sx, double x[restrict (n - 1) * sx + 1],
                int sy, const double y[restrict (n - 1) * sy + 1])\
            """);
    Add bound = add.as(LOOKUP, Add.class);
    NDArray matrix = NDArray.copyOf(new double[] {1, 10, 2, 20, 3, 30}, 3, 2);
    Strided x = Strided.of(matrix.slice(":, 0"));
    Strided y = Strided.of(matrix.slice(":, 1"));

    add.call(3, 2, x, 2, y);
    bound.to(3, 2, x, 2, y);
    assertThat(x.array().toDoubleArray()).containsExactly(21, 42, 63);
    rejected(() -> add.call(3, 2, x, 2, x), "40 bytes in common");
    rejected(() -> bound.to(3, 2, x, 2, x), "40 bytes in common");
  }

  @Test
  void voidPointers_countBytes() {
    CFunction first = LIB.function("int first_byte(const void x[n], int n)");
    NDArray bytes = NDArray.copyOf(new byte[] {1, 2, 3, 4, 5, 6}, 3, 2).slice(":, 1");

    assertThat(first.call(Strided.of(bytes), 5)).isEqualTo(2);
    rejected(() -> first.call(Strided.of(bytes), 6), "at least n = 6 bytes");
  }
}
