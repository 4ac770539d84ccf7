package org.culebra.examples;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.ffi.capsule.Capsule;
import org.culebra.ffi.capsule.CapsuleType;
import org.jspecify.annotations.Nullable;

/// A C library integrates a Java lambda over a box; then the lambda becomes a capsule for SciPy's
/// `LowLevelCallable`.
public final class Integral {

  private static final String NQUAD =
      "double nquad(double (*f)(int n, const double x[n], void *user_data), void *user_data, int n,"
          + " const double ranges[2 * n])";

  /// C ignores spaces, names and lengths.
  private static final String SIGNATURE = "double(int n,const double x[n], void  *user_data)";

  /// The integrand: `c` is C's user data, and arrives with its type.
  interface Integrand {
    double at(int n, DoubleView x, DoubleView c);
  }

  private Integral() {}

  /// Prints the integral of `c + x - y * z`, and the name of its capsule.
  ///
  /// @param args none
  public static void main(String[] args) {
    CFunction nquad = CLibrary.compile(SourceText.of("integrate.c")).function(NQUAD);
    NDArray c = NDArray.copyOf(new double[] {1});
    NDArray ranges = NDArray.copyOf(new double[] {0, 10, -10, 0, -1, 1}, 3, 2);
    AtomicInteger calls = new AtomicInteger();
    Integrand f =
        (n, x, data) -> {
          calls.incrementAndGet();
          return data.get(0) + x.get(0) - x.get(1) * x.get(2);
        };
    try (Arena arena = Arena.ofConfined()) {
      Callback callback =
          Callback.of(SIGNATURE)
              .userData(c)
              .as(MethodHandles.lookup(), Integrand.class)
              .in(arena, f);
      say("integral %.6f after %d calls", nquad.call(callback, c, 3, ranges), calls.get());

      CapsuleType<CFunction> type = CapsuleType.function(SIGNATURE);
      Capsule<CFunction> capsule =
          Capsule.of(type.signature(), type)
              .pointer(callback)
              .context(c.segment())
              .keeping(c)
              .make(arena);
      say("capsule \"%s\"", capsule.name());
      say("integral %.6f", nquad.call(capsule.pointer(), capsule.context(), 3, ranges));
    }
  }

  private static void say(String message, @Nullable Object... values) {
    System.out.println(String.format(Locale.ROOT, message, values));
  }
}
