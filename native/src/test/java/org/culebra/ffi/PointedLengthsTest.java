package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;

/// Lengths that another parameter points to, `x[*n]`.
class PointedLengthsTest {
  private static final CLibrary LIB =
      CLibrary.compile(
              """
              #include <stddef.h>
              int fill(double *x, int *n) { for (int i = 0; i < *n; i++) x[i] = i; return (*n)--; }
              int twice(double *x, const size_t *n) { x[2 * *n] = 7; return (int)*n; }
              int bytes(void *p, const unsigned char *n) { return *n; }
              """)
          .declare(
              """
              int fill(double x[*n], int *n);
              int twice(double x[2 * *n + 1], const size_t *n);
              int bytes(void p[*n], const unsigned char *n);
              """);

  /// The functions as methods.
  interface Functions {
    int fill(NDArray x, NDArray n);

    int twice(NDArray x, Ref.OfLong n);

    int bytes(MemorySegment p, MemorySegment n);
  }

  private static final Functions BOUND = LIB.bind(MethodHandles.lookup(), Functions.class);

  private static NDArray n(int value) {
    return NDArray.copyOf(new int[] {value});
  }

  @Test
  void arrayOfTheLength_isAccepted() {
    NDArray n = n(3);
    NDArray x = NDArray.zeros(DType.FLOAT64, 3);

    assertThat(LIB.function("fill").call(x, n)).isEqualTo(3);
    assertThat(n.get(Integer.class, 0)).isEqualTo(2);
    assertThat(BOUND.fill(x, n)).isEqualTo(2);
    assertThat(x.get(Double.class, 2)).isEqualTo(2.0);
    assertThat(LIB.function("fill").toString()).isEqualTo("int fill(double x[*n], int *n)");
    assertThat(LIB.function("twice").toString())
        .isEqualTo("int twice(double x[2 * *n + 1], const size_t *n)");
  }

  @Test
  void arrayTooShort_isRejected() {
    NDArray x = NDArray.zeros(DType.FLOAT64, 3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("fill").call(x, n(4)))
        .withMessageContaining("at least *n = 4 elements");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOUND.fill(x, n(4)))
        .withMessageContaining("at least *n = 4 elements");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOUND.fill(x, n(-1)))
        .withMessageContaining("expected a non-negative length but found *n = -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOUND.twice(x, Ref.ofLong().set(2)))
        .withMessageContaining("at least 2 * *n + 1 = 5 elements");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOUND.twice(x, Ref.ofLong().set(-1)))
        .withMessageContaining("expected a length below 2^63 but found *n = 18446744073709551615");
    assertThat(BOUND.twice(x, Ref.ofLong().set(1))).isEqualTo(1);
    assertThat(x.get(Double.class, 2)).isEqualTo(7.0);
  }

  @Test
  void unsignedByte_countsUpTo255() {
    MemorySegment n = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, (byte) 200);

    assertThat(BOUND.bytes(Arena.ofAuto().allocate(200), n)).isEqualTo(200);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOUND.bytes(Arena.ofAuto().allocate(199), n))
        .withMessageContaining("*n = 200");
    assertThat(BOUND.bytes(Arena.ofAuto().allocate(200), MemorySegment.ofAddress(n.address())))
        .as("a bare pointer is trusted")
        .isEqualTo(200);
  }

  @Test
  void argumentWithoutTheInteger_isRejectedOnItsOwnLine() {
    NDArray x = NDArray.zeros(DType.FLOAT64, 3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOUND.fill(x, NDArray.zeros(DType.INT32, 0)))
        .withMessageContaining("argument 2 'n'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("fill").call(x, null))
        .withMessageContaining("argument 2 'n'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("fill").call(x, NDArray.zeros(DType.FLOAT64, 1)))
        .withMessageContaining("argument 2 'n'");
  }

  @Test
  void nullOrStridedInteger_isReadAsCReadsIt() {
    NDArray x = NDArray.zeros(DType.FLOAT64, 3);
    NDArray counts = NDArray.copyOf(new int[] {4, 0, 2});

    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> LIB.function("fill").call(x, MemorySegment.NULL),
            () -> LIB.function("bytes").call(x, MemorySegment.NULL))) {
      assertThatIllegalArgumentException()
          .isThrownBy(call)
          .withMessageContaining("expected an integer for the length *n but found NULL");
    }
    assertThat(LIB.function("fill").call(x, Strided.of(counts.slice("::-2")))).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("fill").call(x, Strided.of(counts.slice("::2"))))
        .withMessageContaining("at least *n = 4 elements");
  }

  @Test
  void parameterThatPointsToNoInteger_isRejected() {
    for (String text :
        new String[] {"int f(double x[*n], int n);", "int f(double x[*n], double *n);"}) {
      assertThatExceptionOfType(CDeclarationException.class)
          .isThrownBy(() -> LIB.declare(text))
          .withMessageContaining("expected a pointer to an integer as length but found ");
    }
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> LIB.declare("int f(double x[*m], int *n);"))
        .withMessageContaining("expected a parameter of this function");
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> LIB.declare("int f(double x[*3]);"))
        .withMessageContaining("expected the name of a parameter that points to an integer");
  }

  @Test
  void callback_receivesTheLength() {
    CLibrary lib =
        CLibrary.compile(
            "double ask(double (*f)(const double *x, int *n)) { double x[] = {1, 2, 3}; int n = 3;"
                + " return f(x, &n); }");
    CFunction ask = lib.function("double ask(double (*f)(const double x[*n], int *n))");
    try (Arena arena = Arena.ofConfined()) {
      Callback sum =
          Callback.of("double (const double x[*n], int *n)")
              .as(MethodHandles.lookup(), Sum.class)
              .in(arena, PointedLengthsTest::sum);

      assertThat(ask.call(sum)).isEqualTo(6.0);
    }
  }

  /// The callback.
  interface Sum {
    double apply(NDArray x, MemorySegment n);
  }

  private static double sum(NDArray x, MemorySegment n) {
    assertThat(x.size()).isEqualTo(3);
    double sum = 0;
    for (long i = 0; i < x.size(); i++) {
      sum += x.get(Double.class, i);
    }
    return sum;
  }

  @Test
  void zlib_isToldTheSizeOfItsBuffer() {
    CLibrary z = CLibrary.open(Peers.library("z").toString()).header("zlib.h");
    CFunction compress =
        z.function(
            "int compress2(Bytef dest[*destLen], uLongf *destLen, const Bytef source[sourceLen],"
                + " uLong sourceLen, int level)");
    NDArray source = NDArray.zeros(DType.UINT8, 1000);
    NDArray dest = NDArray.zeros(DType.UINT8, 100);
    Ref.OfLong length = Ref.ofLong().set(100);

    assertThat(compress.call(dest, length, source, 1000, 9)).isEqualTo(0);
    assertThat(length.get()).isBetween(8L, 30L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compress.call(dest, Ref.ofLong().set(101), source, 1000, 9))
        .withMessageContaining("at least *destLen = 101");
  }

  @Test
  void nullablePointer_takesNull() {
    CLibrary lib =
        CLibrary.compile(
            "double first(int n, const double *x, const double *y) { return x ? x[n - 1] : y[0];"
                + " }");
    CFunction first =
        lib.function("double first(int n, [[nullable]] const double x[n], const double y[n])");
    NDArray x = NDArray.copyOf(new double[] {1, 2});
    NDArray y = NDArray.copyOf(new double[] {3, 4});

    lib.declare(
        """
        // doesn't matter
        struct other { int a, b; }; /* double first( */
        double first(int n, [[nullable]] const double x[n], const double y[n]);
        """);
    assertThat(lib.function("first").call(2, null, y)).isEqualTo(3.0);
    assertThat(first.call(2, null, y)).isEqualTo(3.0);
    assertThat(first.call(2, MemorySegment.NULL, y)).isEqualTo(3.0);
    assertThat(first.call(2, x, y)).isEqualTo(2.0);
    assertThatIllegalArgumentException().isThrownBy(() -> first.call(3, x, y));
    assertThatIllegalArgumentException().isThrownBy(() -> first.call(2, x, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.function("double first([[nullable]] int n, double *x, double *y)"))
        .withMessageStartingWith("expected a pointer to data for [[nullable]] but found 'int n'");
  }
}
