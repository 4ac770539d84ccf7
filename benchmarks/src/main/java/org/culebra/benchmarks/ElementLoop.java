package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/// Loops over the elements of `n x n` doubles through [DoubleView], compared with the same loop in
/// C, over a bare segment and over a Java array.
///
/// Three kernels: `multiply` is `a[i][j] = b[i][j] * c`, `sum` adds up `b`, `stencil` is the mean
/// of the nine neighbors. The name of a benchmark is kernel and contender. With `polluted`, the JVM
/// has used every kind of segment and layout before ([Pollution]), including in the kernels
/// themselves.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class ElementLoop {

  private static final double FACTOR = 1.0 + 0x1p-30;
  private static final ValueLayout.OfDouble DOUBLES = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /// The length of both axes: 256 stays in the caches, 2048 does not.
  @Param({"256", "2048"})
  public int n;

  /// Whether other code has polluted the JVM's profiles before.
  @Param({"false", "true"})
  public boolean polluted;

  /// Whether the kernels, in a polluted JVM, have also used arrays in confined arenas. Not part of
  /// the usual run: see the README.
  @Param("false")
  public boolean mixedArenas;

  /// The C compiler's code with its vector instructions.
  @State(Scope.Benchmark)
  public static class Gcc {
    final CLoops loops = CLoops.compile("-O3");
  }

  /// The C compiler's code with one element per instruction.
  @State(Scope.Benchmark)
  public static class GccNoVector {
    final CLoops loops = CLoops.compile("-O3", "-fno-tree-vectorize");
  }

  private Arena arena;
  private NDArray target;
  private NDArray source;
  private DoubleView a;
  private DoubleView b;
  private DoubleView mapped;
  private double[] heapA;
  private double[] heapB;

  /// Fills the arrays and, if asked, pollutes the JVM.
  ///
  /// @param blackhole keeps the work alive
  @Setup
  public void prepare(Blackhole blackhole) {
    arena = Arena.ofShared();
    target = NDArray.zeros(arena, DType.FLOAT64, n, n);
    source = NDArray.zeros(arena, DType.FLOAT64, n, n);
    BulkArrays.number(source.asDoubles());
    a = target.asDoubles();
    b = source.asDoubles();
    MemorySegment file = Pollution.mapped(arena, 8L * n * n);
    mapped = NDArray.of(file, DType.FLOAT64, n, n).copyFrom(source).asDoubles();
    heapA = new double[n * n];
    heapB = source.toDoubleArray();
    if (polluted) {
      blackhole.consume(Pollution.spread() + polluteKernels());
    }
  }

  /// Reports the result and frees the memory.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    if (Outcome.isContender(params, "heap")) {
      MemorySegment.copy(heapA, 0, target.segment(), ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, n * n);
    }
    if (!Outcome.reportResult(this, params, 0)) {
      Outcome.report(target);
    }
    arena.close();
  }

  /// The kernels over packed and transposed arrays in every combination.
  private double polluteKernels() {
    double sum = 0;
    try (Arena confined = Arena.ofConfined()) {
      Arena other = mixedArenas ? confined : Arena.ofAuto();
      DoubleView[] to = views(other);
      DoubleView[] from = views(other);
      for (int round = 0; round < 1000; round++) {
        DoubleView t = to[round & 3];
        DoubleView f = from[round >> 2 & 3];
        multiplyInt(t, f);
        multiplyLong(t, f);
        multiplyMixed(t, f);
        stencil(t, f);
        sum += sum(f);
      }
    }
    return sum;
  }

  private static DoubleView[] views(Arena arena) {
    NDArray own = NDArray.zeros(arena, DType.FLOAT64, 32, 32);
    NDArray common = NDArray.zeros(DType.FLOAT64, 32, 32);
    return Stream.of(own, common, own.transpose(), common.transpose())
        .map(NDArray::asDoubles)
        .toArray(DoubleView[]::new);
  }

  // --- multiply
  // -----------------------------------------------------------------------------------

  /// `int` index and `int` limit: the idiom to use.
  @Benchmark
  public void multiply_viewInt() {
    multiplyInt(a, b);
  }

  /// `long` index and `long` limit.
  @Benchmark
  public void multiply_viewLong() {
    multiplyLong(a, b);
  }

  /// `int` index and `long` limit: the idiom to avoid. Kept as evidence.
  @Benchmark
  public void multiply_viewMixed() {
    multiplyMixed(a, b);
  }

  /// From a mapped file.
  @Benchmark
  public void multiply_viewMapped() {
    multiplyInt(a, mapped);
  }

  /// Row by row, through a Java array.
  @Benchmark
  public void multiply_rows() {
    multiplyRows(a, b);
  }

  /// One flat loop over bare segments.
  @Benchmark
  public void multiply_segment() {
    MemorySegment to = target.segment();
    MemorySegment from = source.segment();
    long size = 8L * n * n;
    for (long at = 0; at < size; at += 8) {
      double value = from.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
      to.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, value * FACTOR);
    }
  }

  /// One flat loop over Java arrays.
  @Benchmark
  public void multiply_heap() {
    double[] to = heapA;
    double[] from = heapB;
    for (int at = 0; at < to.length; at++) {
      to[at] = from[at] * FACTOR;
    }
  }

  /// The loop in C, vectorized.
  ///
  /// @param c the code
  @Benchmark
  public void multiply_gcc(Gcc c) {
    c.loops.multiply(target.segment(), source.segment(), FACTOR, n);
  }

  /// The loop in C, not vectorized.
  ///
  /// @param c the code
  @Benchmark
  public void multiply_gccNoVector(GccNoVector c) {
    c.loops.multiply(target.segment(), source.segment(), FACTOR, n);
  }

  // --- sum
  // ----------------------------------------------------------------------------------------

  /// `int` index and `int` limit.
  ///
  /// @return the sum
  @Benchmark
  public double sum_viewInt() {
    return sum(b);
  }

  /// Over a Java array.
  ///
  /// @return the sum
  @Benchmark
  public double sum_heap() {
    double sum = 0;
    for (double value : heapB) {
      sum += value;
    }
    return sum;
  }

  /// The loop in C. Sums in strict order are not vectorized, with or without the flag.
  ///
  /// @param c the code
  /// @return the sum
  @Benchmark
  public double sum_gcc(Gcc c) {
    return c.loops.sum(source.segment(), n);
  }

  // --- stencil
  // ------------------------------------------------------------------------------------

  /// `int` index and `int` limit.
  @Benchmark
  public void stencil_viewInt() {
    stencil(a, b);
  }

  /// Over Java arrays.
  @Benchmark
  public void stencil_heap() {
    double[] to = heapA;
    double[] from = heapB;
    int columns = n;
    for (int i = 1; i < n - 1; i++) {
      for (int j = 1; j < columns - 1; j++) {
        int k = i * columns + j;
        double up = from[k - columns - 1] + from[k - columns] + from[k - columns + 1];
        double at = from[k - 1] + from[k] + from[k + 1];
        double down = from[k + columns - 1] + from[k + columns] + from[k + columns + 1];
        to[k] = (up + at + down) * (1.0 / 9.0);
      }
    }
  }

  /// From a mapped file.
  @Benchmark
  public void stencil_viewMapped() {
    stencil(a, mapped);
  }

  /// Each element read once per row of the result, and carried to the next column.
  @Benchmark
  public void stencil_carried() {
    stencilCarried(a, b);
  }

  /// The sum of each column carried: fewer additions, in another order, so other rounding errors.
  @Benchmark
  public void stencil_columns() {
    stencilColumns(a, b);
  }

  /// Row by row, through Java arrays.
  @Benchmark
  public void stencil_rows() {
    stencilRows(a, b);
  }

  /// The loop in C, vectorized.
  ///
  /// @param c the code
  @Benchmark
  public void stencil_gcc(Gcc c) {
    c.loops.stencil(target.segment(), source.segment(), n);
  }

  /// The loop in C, not vectorized.
  ///
  /// @param c the code
  @Benchmark
  public void stencil_gccNoVector(GccNoVector c) {
    c.loops.stencil(target.segment(), source.segment(), n);
  }

  // --- kernels
  // ------------------------------------------------------------------------------------

  private static void multiplyInt(DoubleView to, DoubleView from) {
    int rows = to.intShape(0);
    int columns = to.intShape(1);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to.set(i, j, from.get(i, j) * FACTOR);
      }
    }
  }

  private static void multiplyLong(DoubleView to, DoubleView from) {
    long rows = to.shape(0);
    long columns = to.shape(1);
    for (long i = 0; i < rows; i++) {
      for (long j = 0; j < columns; j++) {
        to.set(i, j, from.get(i, j) * FACTOR);
      }
    }
  }

  private static void multiplyMixed(DoubleView to, DoubleView from) {
    for (int i = 0; i < to.shape(0); i++) {
      for (int j = 0; j < to.shape(1); j++) {
        to.set(i, j, from.get(i, j) * FACTOR);
      }
    }
  }

  private static void multiplyRows(DoubleView to, DoubleView from) {
    int rows = to.intShape(0);
    double[] row = new double[to.intShape(1)];
    for (int i = 0; i < rows; i++) {
      MemorySegment.copy(from.row(i), DOUBLES, 0, row, 0, row.length);
      for (int j = 0; j < row.length; j++) {
        row[j] *= FACTOR;
      }
      MemorySegment.copy(row, 0, to.row(i), DOUBLES, 0, row.length);
    }
  }

  private static double sum(DoubleView from) {
    int rows = from.intShape(0);
    int columns = from.intShape(1);
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        sum += from.get(i, j);
      }
    }
    return sum;
  }

  private static void stencil(DoubleView to, DoubleView from) {
    int rows = to.intShape(0) - 1;
    int columns = to.intShape(1) - 1;
    for (int i = 1; i < rows; i++) {
      for (int j = 1; j < columns; j++) {
        double up = from.get(i - 1, j - 1) + from.get(i - 1, j) + from.get(i - 1, j + 1);
        double at = from.get(i, j - 1) + from.get(i, j) + from.get(i, j + 1);
        double down = from.get(i + 1, j - 1) + from.get(i + 1, j) + from.get(i + 1, j + 1);
        to.set(i, j, (up + at + down) * (1.0 / 9.0));
      }
    }
  }

  private static void stencilCarried(DoubleView to, DoubleView from) {
    int rows = to.intShape(0) - 1;
    int columns = to.intShape(1) - 1;
    for (int i = 1; i < rows; i++) {
      double up0 = from.get(i - 1, 0);
      double up1 = from.get(i - 1, 1);
      double at0 = from.get(i, 0);
      double at1 = from.get(i, 1);
      double down0 = from.get(i + 1, 0);
      double down1 = from.get(i + 1, 1);
      for (int j = 1; j < columns; j++) {
        double up2 = from.get(i - 1, j + 1);
        double at2 = from.get(i, j + 1);
        double down2 = from.get(i + 1, j + 1);
        double up = up0 + up1 + up2;
        double at = at0 + at1 + at2;
        double down = down0 + down1 + down2;
        to.set(i, j, (up + at + down) * (1.0 / 9.0));
        up0 = up1;
        up1 = up2;
        at0 = at1;
        at1 = at2;
        down0 = down1;
        down1 = down2;
      }
    }
  }

  private static void stencilColumns(DoubleView to, DoubleView from) {
    int rows = to.intShape(0) - 1;
    int columns = to.intShape(1) - 1;
    for (int i = 1; i < rows; i++) {
      double left = column(from, i, 0);
      double middle = column(from, i, 1);
      for (int j = 1; j < columns; j++) {
        double right = column(from, i, j + 1);
        to.set(i, j, (left + middle + right) * (1.0 / 9.0));
        left = middle;
        middle = right;
      }
    }
  }

  private static double column(DoubleView from, int i, int j) {
    return from.get(i - 1, j) + from.get(i, j) + from.get(i + 1, j);
  }

  /// Each row is copied three times, shifted by a column, so that all loads and the store of the
  /// loop have the same index: C2 vectorizes no other loop over several arrays.
  private static void stencilRows(DoubleView to, DoubleView from) {
    int rows = to.intShape(0) - 1;
    int columns = to.intShape(1) - 2;
    double[][] up = shifted(columns);
    double[][] at = shifted(columns);
    double[][] down = shifted(columns);
    double[] mean = new double[columns];
    read(from.row(0), at);
    read(from.row(1), down);
    for (int i = 1; i < rows; i++) {
      double[][] spare = up;
      up = at;
      at = down;
      down = spare;
      read(from.row(i + 1), down);
      mean(mean, up[0], up[1], up[2], at[0], at[1], at[2], down[0], down[1], down[2]);
      MemorySegment.copy(mean, 0, to.row(i), DOUBLES, Double.BYTES, columns);
    }
  }

  private static double[][] shifted(int columns) {
    return new double[3][columns];
  }

  private static void read(MemorySegment row, double[][] to) {
    for (int k = 0; k < 3; k++) {
      MemorySegment.copy(row, DOUBLES, (long) k * Double.BYTES, to[k], 0, to[k].length);
    }
  }

  private static void mean(
      double[] mean,
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      double[] e,
      double[] f,
      double[] g,
      double[] h,
      double[] i) {
    for (int j = 0; j < mean.length; j++) {
      double up = a[j] + b[j] + c[j];
      double at = d[j] + e[j] + f[j];
      double down = g[j] + h[j] + i[j];
      mean[j] = (up + at + down) * (1.0 / 9.0);
    }
  }
}
