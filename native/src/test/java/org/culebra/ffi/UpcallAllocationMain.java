package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;

/// A child JVM that counts what callbacks with views allocate, once they are compiled.
final class UpcallAllocationMain {
  private static final int CALLS = 20_000;
  private static final long LIMIT_NANOS = 50_000_000_000L;

  private UpcallAllocationMain() {}

  interface Loop {
    double loop(Callback f, int n, NDArray x, NDArray c, int calls);
  }

  public static void main(String[] arguments) throws ReflectiveOperationException {
    CLibrary lib =
        CLibrary.open(
            CFixtures.sharedLibrary(
                    "loop",
                    """
                    double loop(double (*f)(int, const double *, void *), int n, const double *x,
                        void *c, int calls) {
                      double sum = 0;
                      for (int i = 0; i < calls; i++) sum += f(n, x, c);
                      return sum;
                    }
                    """)
                .toString());
    Loop loop =
        lib.function(
                "double loop(double (*f)(int, const double *, void *), int n, const double x[n],"
                    + " void *c, int calls)")
            .as(MethodHandles.lookup(), Loop.class);
    NDArray x = NDArray.copyOf(new double[] {1, 2, 3}, 3);
    NDArray c = NDArray.copyOf(new double[] {4}, 1);
    try (Arena arena = Arena.ofConfined()) {
      Callback f =
          Callback.of("double (int n, const double x[n], void *c)")
              .userData(c)
              .as(MethodHandles.lookup(), PythranPitfallsTest.WithData.class)
              .in(arena, (n, v, data) -> data.get(0) + v.get(0) - v.get(1) * v.get(n - 1));
      long least = measure(loop, f, x, c);
      System.out.println(least < CALLS ? "nothing allocated" : least / CALLS + " bytes a call");
    }
  }

  /// The bytes of the best round; a round before the code is compiled does not count.
  private static long measure(Loop loop, Callback f, NDArray x, NDArray c)
      throws ReflectiveOperationException {
    // by reflection, for the module under test does not require java.management
    Object bean =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    Method allocated =
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes");
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    while (least >= CALLS && System.nanoTime() - start < LIMIT_NANOS) {
      long before = (long) allocated.invoke(bean);
      double sum = loop.loop(f, 3, x, c, CALLS);
      least = Math.min(least, (long) allocated.invoke(bean) - before);
      if (sum != -1.0 * CALLS) {
        throw new IllegalStateException("expected " + -CALLS + " but found " + sum);
      }
    }
    return least;
  }
}
