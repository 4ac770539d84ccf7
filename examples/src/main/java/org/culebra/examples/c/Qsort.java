package org.culebra.examples.c;

import static java.lang.invoke.MethodHandles.lookup;

import java.lang.foreign.Arena;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;

/// `qsort` sorts an array in place and calls Java to compare two elements.
final class Qsort {
  /// The prototype adds what `stdlib.h` cannot state: how long the array is, and of what.
  private static final CFunction QSORT =
      CLibrary.process()
          .header("stdlib.h")
          .function(
              "void qsort(void p[n * size], size_t n, size_t size,"
                  + " int (*compare)(const double *a, const double *b))");

  /// What `qsort` calls.
  interface Compare {
    int of(DoubleView a, DoubleView b);
  }

  static void sortDescending(NDArray x) {
    try (Arena arena = Arena.ofConfined()) {
      Compare descending = (a, b) -> Double.compare(b.get(0), a.get(0));
      Callback compare =
          QSORT.callback("compare").as(lookup(), Compare.class).in(arena, descending);
      QSORT.call(x, x.size(), x.itemSize(), compare);
    }
  }

  public static void main(String[] args) {
    NDArray x = NDArray.copyOf(new double[] {3, 1, 2});
    sortDescending(x);
    System.out.println(x); // [3. 2. 1.]
  }
}
