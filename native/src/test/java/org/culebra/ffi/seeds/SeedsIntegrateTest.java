package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The integral of `c + x - y * z` over `[0, 10] x [-10, 0] x [-1, 1]`: C integrates, Java is the
/// integrand.
class SeedsIntegrateTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB = SciPy.open();
  private static final CFunction NQUAD = LIB.function("nquad");
  private static final int CALLS = 21 * 21 * 21;

  private interface Nquad {
    double integrate(Callback f, NDArray c, int n, NDArray ranges);
  }

  private final Arena arena = Arena.ofConfined();
  private final NDArray ranges = NDArray.copyOf(new double[] {0, 10, -10, 0, -1, 1}, 3, 2);
  private final NDArray c = NDArray.copyOf(new double[] {1}, 1);

  @AfterEach
  void close() {
    arena.close();
  }

  private Callback callback(SciPy.Integrand f) {
    return Callback.of(SciPy.INTEGRAND).userData(c).as(LOOKUP, SciPy.Integrand.class).in(arena, f);
  }

  @Test
  void integral_is1200_after9261Calls() {
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    Callback f =
        callback((n, x, data) -> {
          calls.incrementAndGet();
          wrong.addAndGet(n == 3 && x.rank() == 1 && x.shape(0) == 3 ? 0 : 1);
          return data.get(0) + x.get(0) - x.get(1) * x.get(2);
        });

    assertThat((double) NQUAD.call(f, c, 3, ranges)).isCloseTo(1200, within(1e-9));
    assertThat(calls).hasValue(CALLS);
    assertThat(wrong).hasValue(0);
  }

  @Test
  void throughAnInterface_theNumbersAreTheSame() {
    Nquad nquad = NQUAD.as(LOOKUP, Nquad.class);
    Callback f = callback((n, x, data) -> data.get(0) + x.get(0) - x.get(1) * x.get(2));

    assertThat(nquad.integrate(f, c, 3, ranges)).isEqualTo(NQUAD.call(f, c, 3, ranges));
    c.setDouble(0, 2);
    assertThat(nquad.integrate(f, c, 3, ranges)).isCloseTo(1400, within(1e-9));
  }

  /// What the seed's second pitfall computes: the low half of 1.0, read as a `float`, is 0.
  @Test
  void cReadAsFloat_wouldGive1000_andDoesNotBind() {
    Callback wrong = callback((n, x, data) -> 0f + x.get(0) - x.get(1) * x.get(2));
    assertThat((double) NQUAD.call(wrong, c, 3, ranges)).isCloseTo(1000, within(1e-9));

    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of(SciPy.INTEGRAND)
                .userData(c)
                .as(LOOKUP, SciPy.FloatIntegrand.class)
                .in(arena, (n, x, data) -> data.get(0) + x.get(0) - x.get(1) * x.get(2)))
        .withMessage(
            "cannot bind double at(int, DoubleView, FloatView) to double (int n, const"
                + " double x[n], void *user_data)\n"
                + "  parameter 3 'user_data': expected NDArray, DoubleView, MemorySegment or"
                + " long for user data of float64 of shape (1,) but found FloatView");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of("double (int n, const double x[n], float *user_data)")
                .userData(c)
                .as(LOOKUP, SciPy.FloatIntegrand.class)
                .in(arena, (n, x, data) -> data.get(0)))
        .withMessage(
            "user data 'user_data': expected float32, C-contiguous, writable but found"
                + " float64 of shape (1,)");
  }

  @Test
  void viewKeptByTheCallback_isDeadAfterwards() {
    List<DoubleView> kept = new ArrayList<>();
    Callback f =
        callback((n, x, data) -> {
          kept.add(x);
          return 0;
        });
    NQUAD.call(f, c, 3, ranges);

    assertThat(kept).hasSize(CALLS);
    for (DoubleView view : List.of(kept.getFirst(), kept.getLast())) {
      assertThatIllegalStateException().isThrownBy(() -> view.get(0)).withMessage("Already closed");
    }
    assertThat(c.getDouble(0)).isEqualTo(1);
  }

  /// The integrand's `x` is C's own scratch memory and declared `const`.
  @Test
  void writingIntoC_isRejected_andArrivesHere() {
    AtomicInteger calls = new AtomicInteger();
    Callback f =
        callback((n, x, data) -> {
          calls.incrementAndGet();
          x.set(0, 5);
          return 1;
        });

    assertThatIllegalArgumentException()
        .isThrownBy(() -> NQUAD.call(f, c, 3, ranges))
        .withMessage("Attempt to write a read-only segment");
    assertThat(calls).as("calls after the first failure").hasValue(1);
  }

  @Test
  void rangesTooShort_andOtherUserData_areRejectedBeforeC() {
    Callback f = callback((n, x, data) -> 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> NQUAD.call(f, c, 4, ranges))
        .withMessage(
            "cannot call double nquad(double (*f)(int n, const double x[n], void"
                + " *user_data), void *user_data, int n, const double ranges[2 * n])\n"
                + "  argument 4 'ranges': expected float64, C-contiguous, at least 2 * n = 8"
                + " elements but found float64 of shape (3, 2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NQUAD.call(f, ranges, 3, ranges))
        .withMessage(
            "cannot call double nquad(double (*f)(int n, const double x[n], void *user_data), void"
                + " *user_data, int n, const double ranges[2 * n])\n"
                + "  argument 2 'user_data': expected the callback's user data, float64 of shape"
                + " (1,), or null but found float64 of shape (3, 2)");
  }
}
