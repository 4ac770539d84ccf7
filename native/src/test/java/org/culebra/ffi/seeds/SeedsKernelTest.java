package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.invoke.MethodHandles;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.FloatView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.junit.jupiter.api.Test;

/// The third seed's kernels for a GPU. Culebra starts none; here they run on the processor, one
/// thread of the grid after the other, to show what the contract of such a function is and that it
/// is checked before the first thread writes.
class SeedsKernelTest {
  private static final int N = 1_000_000;
  private static final int THREADS = 1024;
  private static final int BLOCKS = N / THREADS + 1;

  /// PyCUDA's kernel to the letter, and Numba's, which has no guard, in C.
  private static final CLibrary LIB =
      CLibrary.compile(
              """
              #include <math.h>
              #define __global__ static
              static struct { int x; } blockDim, blockIdx, threadIdx;

              __global__ void runs_on_gpu(float* p, float* px, float* py, float* pz) {
                  const int i = blockDim.x * blockIdx.x + threadIdx.x;
                  if (i < 1000000) {
                      p[i] = sqrt(px[i]*px[i] + py[i]*py[i] + pz[i]*pz[i]);
                  }
              }

              static void unguarded(double *p, double *px, double *py, double *pz) {
                  const int i = blockDim.x * blockIdx.x + threadIdx.x;
                  p[i] = sqrt(px[i]*px[i] + py[i]*py[i] + pz[i]*pz[i]);
              }

              #define FOR_EACH_THREAD(kernel) \\
                  blockDim.x = threads; \\
                  for (blockIdx.x = 0; blockIdx.x < blocks; blockIdx.x++) \\
                      for (threadIdx.x = 0; threadIdx.x < threads; threadIdx.x++) kernel

              void pycuda(int blocks, int threads, float *p, float *px, float *py, float *pz) {
                  FOR_EACH_THREAD(runs_on_gpu(p, px, py, pz));
              }
              void numba(int blocks, int threads, double *p, double *px, double *py, double *pz) {
                  FOR_EACH_THREAD(unguarded(p, px, py, pz));
              }
              """)
          .declare(
              """
              void pycuda(int blocks, int threads, float p[1000000], const float px[1000000],
                          const float py[1000000], const float pz[1000000]);
              void numba(int blocks, int threads, double p[blocks * threads],
                         const double px[blocks * threads], const double py[blocks * threads],
                         const double pz[blocks * threads]);
              """);

  private static final CFunction PYCUDA = LIB.function("pycuda");
  private static final CFunction NUMBA = LIB.function("numba");

  private interface Launch {
    void run(int blocks, int threads, NDArray p, NDArray px, NDArray py, NDArray pz);
  }

  @FunctionalInterface
  interface WithoutConfiguration {
    void run(NDArray p, NDArray px, NDArray py, NDArray pz);
  }

  private final Launch numba = NUMBA.as(MethodHandles.lookup(), Launch.class);

  private static NDArray normal(Random random, double deviation, int n) {
    NDArray array = NDArray.zeros(DType.FLOAT64, n);
    DoubleView view = array.asDoubles();
    for (int i = 0; i < n; i++) {
      view.set(i, random.nextGaussian(0, deviation));
    }
    return array;
  }

  private static double mean(NDArray array) {
    return array.sum() / array.size();
  }

  /// What the mean length is, where two parts have one deviation and the third a larger one:
  /// sqrt(2/pi) times the mean of an ellipsoid's radius over the sphere.
  private static double meanLength(double narrow, double wide) {
    double k = Math.sqrt(wide * wide - narrow * narrow);
    double arsinh = Math.log(k / narrow + wide / narrow);
    double bent = k == 0 ? narrow : narrow * narrow / k * arsinh;
    return Math.sqrt(2 / Math.PI) * (wide + bent);
  }

  @Test
  void guardedKernel_inFloat_isWithinAMillionthOfDouble() {
    Random random = new Random(42);
    NDArray px = normal(random, 10, N).copy(DType.FLOAT32);
    NDArray py = normal(random, 10, N).copy(DType.FLOAT32);
    NDArray pz = normal(random, 100, N).copy(DType.FLOAT32);
    NDArray p = NDArray.zeros(DType.FLOAT32, N);

    PYCUDA.call(BLOCKS, THREADS, p, px, py, pz);

    assertThat(BLOCKS).isEqualTo(977);
    FloatView[] of = {p.asFloats(), px.asFloats(), py.asFloats(), pz.asFloats()};
    double worst = 0;
    for (int i = 0; i < N; i++) {
      double x = of[1].get(i);
      double y = of[2].get(i);
      double z = of[3].get(i);
      double exact = Math.sqrt(x * x + y * y + z * z);
      worst = Math.max(worst, Math.abs(of[0].get(i) - exact) / exact);
    }
    assertThat(worst).isPositive().isLessThan(1e-6);
  }

  /// The guard is a number in the kernel, and so is the length.
  @Test
  void guardedKernel_ofShorterArrays_isRejected() {
    NDArray whole = NDArray.zeros(DType.FLOAT32, N);
    NDArray shorter = NDArray.zeros(DType.FLOAT32, N - 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PYCUDA.call(BLOCKS, THREADS, shorter, whole, whole, whole))
        .withMessageEndingWith(
            "\n  argument 3 'p': expected float32, C-contiguous, at least 1000000 elements, writable"
                + " but found float32 of shape (999999,)");
  }

  /// Defect 9: Numba's kernel writes an element for each thread, and 977 blocks of 1024 are 448
  /// threads too many; 976 are too few.
  @Test
  void kernelWithoutGuard_isRejectedBeforeItWritesBeyondTheEnd() {
    NDArray fits = NDArray.zeros(DType.FLOAT64, BLOCKS * THREADS);
    NDArray p = fits.slice("0:1000000");
    NDArray ones = NDArray.zeros(DType.FLOAT64, BLOCKS * THREADS).fill(1);
    NDArray px = ones.slice("0:1000000");
    String elements =
        "': expected float64, C-contiguous, at least blocks * threads = 1000448 elements";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> numba.run(BLOCKS, THREADS, p, px, px, ones))
        .withMessageEndingWith(
            "\n  argument 3 'p"
                + elements
                + ", writable but found float64 of shape (1000000,)"
                + "\n  argument 4 'px"
                + elements
                + " but found float64 of shape (1000000,)"
                + "\n  argument 5 'py"
                + elements
                + " but found float64 of shape (1000000,)");
    assertThat(fits.sum()).as("what was written").isZero();

    numba.run(BLOCKS - 1, THREADS, p, px, px, px);
    assertThat(fits.sum()).isCloseTo(999_424 * Math.sqrt(3), within(1e-3));
    numba.run(BLOCKS, THREADS, fits, ones, ones, ones);
    assertThat(fits.sum()).isCloseTo(1_000_448 * Math.sqrt(3), within(1e-3));
  }

  /// Defect 9, too: the seed calls its kernel without blocks and threads.
  @Test
  void callWithoutBlocksAndThreads_isRejected() {
    NDArray p = NDArray.zeros(DType.FLOAT64, 8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> NUMBA.call(p, p, p, p))
        .withMessageEndingWith("\n  expected 6 arguments but found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NUMBA.as(MethodHandles.lookup(), WithoutConfiguration.class))
        .withMessageContaining("expected 6 parameters but found 4");
  }

  /// Defect 10: the cells for a GPU draw `pz` ten times as wide as the other cells. No type shows
  /// it, the mean does: 82.19 and not 15.96.
  @Test
  void pzDrawnTenTimesAsWide_isSeenInTheMean() {
    Random random = new Random(42);
    NDArray px = normal(random, 10, BLOCKS * THREADS);
    NDArray py = normal(random, 10, BLOCKS * THREADS);
    NDArray p = NDArray.zeros(DType.FLOAT64, BLOCKS * THREADS);

    numba.run(BLOCKS, THREADS, p, px, py, normal(random, 10, BLOCKS * THREADS));
    assertThat(meanLength(10, 10)).isCloseTo(15.9577, within(1e-4));
    assertThat(mean(p)).isCloseTo(meanLength(10, 10), within(0.03));

    numba.run(BLOCKS, THREADS, p, px, py, normal(random, 100, BLOCKS * THREADS));
    assertThat(mean(p)).isCloseTo(meanLength(10, 100), within(0.3));
    assertThat(mean(p)).isNotCloseTo(15.9577, within(60.0));
  }
}
