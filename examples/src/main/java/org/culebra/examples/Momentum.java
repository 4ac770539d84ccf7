package org.culebra.examples;

import java.lang.invoke.MethodHandles;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;

/// A C function of five arguments over arrays: the lengths of a million vectors.
final class Momentum {

  static final int N = 1_000_000;

  private static final String SOURCE =
      """
      #include <math.h>
      void runs_in_c(int n, double *p, double *px, double *py, double *pz) {
        for (int i = 0; i < n; i++) {
          p[i] = sqrt(px[i] * px[i] + py[i] * py[i] + pz[i] * pz[i]);
        }
      }
      """;

  /// The prototype states more than C's own: the length of each array, and which are only read.
  private static final String PROTOTYPE =
      "void runs_in_c(int n, double p[n], const double px[n], const double py[n], const double pz[n])";

  /// The C function as Java sees it.
  interface RunsInC {
    void run(int n, NDArray p, NDArray px, NDArray py, NDArray pz);
  }

  private final RunsInC c =
      CLibrary.compile(SOURCE).function(PROTOTYPE).as(MethodHandles.lookup(), RunsInC.class);

  /// The length of one vector.
  double length(double x, double y, double z) {
    NDArray p = NDArray.zeros(DType.FLOAT64, 1);
    NDArray vector = NDArray.copyOf(new double[] {x, y, z}).asReadOnly();
    c.run(1, p, vector.slice("0:1"), vector.slice("1:2"), vector.slice("2:3"));
    return p.getDouble(0);
  }

  /// The mean length of a million vectors whose components are normally distributed with mean 0 and
  /// standard deviation 10.
  double meanOfMany(long seed) {
    Random random = new Random(seed);
    NDArray parts = NDArray.zeros(DType.FLOAT64, 3, N);
    DoubleView v = parts.asDoubles();
    for (int axis = 0; axis < 3; axis++) {
      for (int i = 0; i < N; i++) {
        v.set(axis, i, random.nextGaussian(0, 10));
      }
    }
    NDArray p = NDArray.zeros(DType.FLOAT64, N);
    c.run(N, p, parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));
    return p.sum() / N;
  }
}
