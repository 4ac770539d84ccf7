package org.culebra.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.NDArrays;
import org.culebra.array.Reductions;
import org.culebra.ffi.ExchangeArena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Reductions and selections of arrays of `n x n`, compared with C (`operations.c`) and NumPy,
/// PyTorch and PyArrow (`bulk_selections.py`). Selections go to new memory, which is freed again,
/// on both sides.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class BulkSelections extends BulkArrays {

  private NDArray mask;
  private NDArray rows;
  private NDArray order;

  /// Draws what is selected: at random, but the same in each fork and in Python.
  @Setup
  public void draw() {
    mask = NDArray.zeros(DType.BOOL, n, n);
    ByteView bits = mask.asBytes();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        bits.set(i, j, (byte) (random((long) i * n + j) & 1));
      }
    }
    rows = mask.select(0, 0);
    order = NDArray.copyOf(permutation(), n);
  }

  private long[] permutation() {
    return LongStream.range(0, n)
        .boxed()
        .sorted(Comparator.comparingLong(BulkSelections::random))
        .mapToLong(each -> each)
        .toArray();
  }

  /// A mixed number of 63 bits.
  private static long random(long i) {
    long mixed = (i + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
    return (mixed ^ mixed >>> 32) >>> 1;
  }

  /// The first element of what was selected; a number for all where the result is compared.
  private double first(NDArray selected) {
    return reporting ? Outcome.checksum(selected) : selected.getDouble(new long[selected.rank()]);
  }

  /// The sum of doubles.
  ///
  /// @return the result
  @Benchmark
  public double sum_culebra() {
    return x.sum();
  }

  /// In C.
  ///
  /// @param c the code
  /// @return the result
  @Benchmark
  public double sum_gcc(Gcc c) {
    c.operations.run("sum", out.segment(), x.segment(), n);
    return out.segment().get(JAVA_DOUBLE_UNALIGNED, 0);
  }

  /// The sum of floats.
  ///
  /// @return the result
  @Benchmark
  public double sumFloat_culebra() {
    return floats.sum();
  }

  /// The sum of ints.
  ///
  /// @return the result
  @Benchmark
  public long sumInt_culebra() {
    return ints.sumLong();
  }

  /// The least double.
  ///
  /// @return the result
  @Benchmark
  public double min_culebra() {
    return x.min();
  }

  /// The least float.
  ///
  /// @return the result
  @Benchmark
  public double minFloat_culebra() {
    return floats.min();
  }

  /// The least int.
  ///
  /// @return the result
  @Benchmark
  public long minInt_culebra() {
    return ints.minLong();
  }

  /// The greatest double.
  ///
  /// @return the result
  @Benchmark
  public double max_culebra() {
    return x.max();
  }

  /// In C.
  ///
  /// @param c the code
  /// @return the result
  @Benchmark
  public double max_gcc(Gcc c) {
    c.operations.run("max", out.segment(), x.segment(), n);
    return out.segment().get(JAVA_DOUBLE_UNALIGNED, 0);
  }

  /// The greatest float.
  ///
  /// @return the result
  @Benchmark
  public double maxFloat_culebra() {
    return floats.max();
  }

  /// In C.
  ///
  /// @param c the code
  /// @return the result
  @Benchmark
  public float maxFloat_gcc(Gcc c) {
    c.operations.run("max_float", out.segment(), floats.segment(), n);
    return out.segment().get(JAVA_FLOAT_UNALIGNED, 0);
  }

  /// The greatest int.
  ///
  /// @return the result
  @Benchmark
  public long maxInt_culebra() {
    return ints.maxLong();
  }

  /// In C.
  ///
  /// @param c the code
  /// @return the result
  @Benchmark
  public int maxInt_gcc(Gcc c) {
    c.operations.run("max_int", out.segment(), ints.segment(), n);
    return out.segment().get(JAVA_INT_UNALIGNED, 0);
  }

  /// The mean of doubles.
  ///
  /// @return the result
  @Benchmark
  public double mean_culebra() {
    return Reductions.mean(x);
  }

  /// The mean of floats.
  ///
  /// @return the result
  @Benchmark
  public double meanFloat_culebra() {
    return Reductions.mean(floats);
  }

  /// The mean of ints.
  ///
  /// @return the result
  @Benchmark
  public double meanInt_culebra() {
    return Reductions.mean(ints);
  }

  /// The sums of the columns.
  ///
  /// @return the result
  @Benchmark
  public NDArray sumColumns_culebra() {
    return Reductions.sum(x, 0);
  }

  /// In C.
  ///
  /// @param c the code
  /// @return the result
  @Benchmark
  public NDArray sumColumns_gcc(Gcc c) {
    c.operations.run("sum_columns", out.segment(), x.segment(), n);
    return out.select(0, 0);
  }

  /// The sums of the rows.
  ///
  /// @return the result
  @Benchmark
  public NDArray sumRows_culebra() {
    return Reductions.sum(x, 1);
  }

  /// In C.
  ///
  /// @param c the code
  /// @return the result
  @Benchmark
  public NDArray sumRows_gcc(Gcc c) {
    c.operations.run("sum_rows", out.segment(), x.segment(), n);
    return out.select(0, 0);
  }

  /// The greatest of each column of floats.
  ///
  /// @return the result
  @Benchmark
  public NDArray maxColumns_culebra() {
    return Reductions.max(floats, 0);
  }

  /// The greatest of each row of floats.
  ///
  /// @return the result
  @Benchmark
  public NDArray maxRows_culebra() {
    return Reductions.max(floats, 1);
  }

  /// Where the greatest double is.
  ///
  /// @return the result
  @Benchmark
  public long argmax_culebra() {
    return Reductions.argmax(x);
  }

  /// In C.
  ///
  /// @param c the code
  /// @return the result
  @Benchmark
  public long argmax_gcc(Gcc c) {
    c.operations.run("argmax", out.segment(), x.segment(), n);
    return out.segment().get(JAVA_LONG_UNALIGNED, 0);
  }

  /// How many are true.
  ///
  /// @return the result
  @Benchmark
  public long count_culebra() {
    return Reductions.count(mask);
  }

  /// In C.
  ///
  /// @param c the code
  /// @return the result
  @Benchmark
  public long count_gcc(Gcc c) {
    c.operations.run("count", out.segment(), mask.segment(), n);
    return out.segment().get(JAVA_LONG_UNALIGNED, 0);
  }

  /// All rows in another order, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double takeRows_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return first(NDArrays.take(fresh, x, order, 0));
    }
  }

  /// All columns in another order, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double takeColumns_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return first(NDArrays.take(fresh, x, order, 1));
    }
  }

  /// A random half, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double compress_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return first(NDArrays.compress(fresh, x, mask));
    }
  }

  /// A random half of the rows, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double compressRows_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return first(NDArrays.compress(fresh, x, rows, 0));
    }
  }

  /// Two arrays joined, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double concatenate_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return first(NDArrays.concatenate(fresh, 0, x, x));
    }
  }
}
