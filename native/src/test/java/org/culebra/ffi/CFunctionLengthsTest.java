package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.Test;

/// Lengths that are taken from arrays, and `restrict` pointers that must not overlap.
class CFunctionLengthsTest {
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "lengths",
                      """
                      #include <stddef.h>
                      double dot(int n, const double *a, const double *b) {
                        double s = 0; for (int i = 0; i < n; i++) s += a[i] * b[i]; return s;
                      }
                      int shape(const double *a, int n, unsigned char m) { return 1000 * n + m; }
                      void add(double *restrict y, const double *restrict x, int n) {
                        for (int i = 0; i < n; i++) y[i] += x[i];
                      }
                      void copy(void *restrict to, const void *restrict from, size_t n) {
                        for (size_t i = 0; i < n; i++) ((char *) to)[i] = ((const char *) from)[i];
                      }
                      double both(const double *restrict a, const double *restrict b) { return *a + *b; }
                      """)
                  .toString())
          .declare(
              """
              double dot(int n, const double a[n], const double b[n]);
              int shape(const double a[n][m], int n, unsigned char m);
              void add(double y[restrict n], const double x[restrict n], int n);
              void copy(void *restrict to, const void *restrict from, size_t n);
              double both(const double *restrict a, const double *restrict b);
              """);

  interface Dot {
    double dot(NDArray a, DoubleView b);
  }

  interface DotOfPointers {
    double dot(MemorySegment a, MemorySegment b);
  }

  interface Shape {
    int shape(NDArray a);
  }

  interface Add {
    void add(NDArray y, NDArray x, int n);
  }

  private static NDArray doubles(double... values) {
    return NDArray.copyOf(values, values.length);
  }

  private static void rejected(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @Test
  void leftOut_isTakenFromTheArrays() {
    Dot dot = LIB.function("dot").as(MethodHandles.lookup(), Dot.class);

    assertThat(dot.dot(doubles(1, 2, 3), doubles(4, 5, 6).asDoubles())).isEqualTo(32.0);
    assertThat(LIB.function("dot").call(doubles(1, 2, 3), doubles(4, 5, 6))).isEqualTo(32.0);
    assertThat(LIB.function("dot").call(2, doubles(1, 2, 3), doubles(4, 5, 6))).isEqualTo(14.0);
    MemorySegment bare = MemorySegment.ofAddress(doubles(1).address());
    assertThat(LIB.function("dot").call(bare, doubles())).isEqualTo(0.0);
  }

  @Test
  void arraysThatDisagree_areRejectedWithBothLengths() {
    String message =
        "cannot call double dot(int n, const double a[n], const double b[n])\n"
            + "  length 'n': expected one length but found 3 of 'a' and 2 of 'b'";
    Dot dot = LIB.function("dot").as(MethodHandles.lookup(), Dot.class);

    rejected(() -> dot.dot(doubles(1, 2, 3), doubles(4, 5).asDoubles()), message);
    rejected(() -> LIB.function("dot").call(doubles(1, 2, 3), doubles(4, 5)), message);
  }

  @Test
  void nothingToTakeALengthFrom_isRejected() {
    MemorySegment bare = MemorySegment.ofAddress(doubles(1).address());
    String message =
        "cannot call double dot(int n, const double a[n], const double b[n])\n"
            + "  length 'n': expected a length to take from 'a' or 'b' but found none";

    rejected(() -> LIB.function("dot").call(bare, bare), message);
    rejected(
        () -> LIB.function("dot").as(MethodHandles.lookup(), DotOfPointers.class).dot(bare, bare),
        message);
  }

  @Test
  void otherViolations_areReportedWithTheLength() {
    rejected(
        () -> LIB.function("dot").call(NDArray.zeros(DType.FLOAT32, 3), doubles(4, 5).asReadOnly()),
        "cannot call double dot(int n, const double a[n], const double b[n])\n"
            + "  length 'n': expected one length but found 3 of 'a' and 2 of 'b'\n"
            + "  argument 1 'a': expected float64, C-contiguous, at least n elements but found"
            + " float32 of shape (3,)");
  }

  @Test
  void severalAxes_giveSeveralLengths() {
    Shape shape = LIB.function("shape").as(MethodHandles.lookup(), Shape.class);

    assertThat(shape.shape(NDArray.zeros(DType.FLOAT64, 4, 5))).isEqualTo(4005);
    rejected(
        () -> shape.shape(NDArray.zeros(DType.FLOAT64, 20)),
        """
        cannot call int shape(const double a[n][m], int n, unsigned char m)
          length 'n': expected 2 axes of 'a' but found float64 of shape (20,)
          length 'm': expected 2 axes of 'a' but found float64 of shape (20,)\
        """);
  }

  @Test
  void lengthOutOfItsTypesRange_isRejected() {
    String message =
        "cannot call int shape(const double a[n][m], int n, unsigned char m)\n"
            + "  length 'm': expected an integer from 0 to 255 (unsigned char) but found long 300";

    rejected(() -> LIB.function("shape").call(NDArray.zeros(DType.FLOAT64, 2, 300)), message);
    rejected(
        () ->
            LIB.function("shape")
                .as(MethodHandles.lookup(), Shape.class)
                .shape(NDArray.zeros(DType.FLOAT64, 2, 300)),
        message);
  }

  @Test
  void wrongCount_namesWhatMayBeLeftOut() {
    rejected(
        () -> LIB.function("shape").call(),
        "cannot call int shape(const double a[n][m], int n, unsigned char m)\n"
            + "  expected 3 arguments, or 1 without 'n' and 'm', but found 0");
  }

  @Test
  void restrict_overlapWithWhatIsWritten_isRejected() {
    NDArray all = doubles(1, 2, 3, 4, 5, 6);
    NDArray y = all.sliceAxis(0, 0, 4, 1);
    NDArray x = all.sliceAxis(0, 2, 6, 1);
    Add add = LIB.function("add").as(MethodHandles.lookup(), Add.class);
    String message =
        "cannot call void add(double y[restrict n], const double x[restrict n], int n)\n"
            + "  argument 1 'y' and argument 2 'x': expected memory that does not overlap"
            + " (restrict) but found 8 bytes in common";

    rejected(() -> add.add(y, x, 3), message);
    rejected(() -> LIB.function("add").call(y, x, 3), message);
    assertThat(y.mayShareMemory(x)).isTrue();
    assertThat(all.toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void restrict_declaredLengthsThatDoNotMeet_areAccepted() {
    NDArray all = doubles(1, 2, 3, 4, 5, 6);
    NDArray y = all.sliceAxis(0, 0, 4, 1);
    NDArray x = all.sliceAxis(0, 2, 6, 1);

    LIB.function("add").as(MethodHandles.lookup(), Add.class).add(y, x, 2);
    LIB.function("add").call(y, y, 0);

    assertThat(all.toDoubleArray()).containsExactly(4, 6, 3, 4, 5, 6);
  }

  @Test
  void restrict_withoutALength_isTheWholeArgument() {
    NDArray all = doubles(1, 2, 3);

    rejected(
        () -> LIB.function("copy").call(all, all.sliceAxis(0, 1, 3, 1), 8),
        "cannot call void copy(void *restrict to, const void *restrict from, size_t n)\n"
            + "  argument 1 'to' and argument 2 'from': expected memory that does not overlap"
            + " (restrict) but found 16 bytes in common");
    LIB.function("copy").call(all.sliceAxis(0, 0, 1, 1), all.sliceAxis(0, 2, 3, 1), 8);
    assertThat(all.getDouble(0)).isEqualTo(3);
  }

  @Test
  void restrict_onlyRead_mayOverlap() {
    NDArray one = doubles(2);

    assertThat(LIB.function("both").call(one, one)).isEqualTo(4.0);
  }

  @Test
  void negativeLength_isRejected() {
    rejected(
        () -> LIB.function("dot").call(-1, doubles(1), doubles(2)),
        """
        cannot call double dot(int n, const double a[n], const double b[n])
          argument 2 'a': expected a non-negative length but found n = -1
          argument 3 'b': expected a non-negative length but found n = -1\
        """);
  }
}
