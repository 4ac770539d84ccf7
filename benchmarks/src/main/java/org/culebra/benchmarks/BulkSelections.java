package org.culebra.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/// Reductions and selections of arrays of `n x n`, compared with C (`operations.c`) and NumPy
/// (`operations.py`). Selections go to new memory, which is freed again, on both sides.
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

  /// Draws what is selected.
  @Setup
  public void draw() {
    Random random = new Random(1);
    mask = NDArray.zeros(DType.BOOL, n, n);
    mask.mapLongsFrom(mask, _ -> random.nextInt(2));
    rows = mask.select(0, 0);
    order = NDArray.arange(n);
    for (int i = n - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      long kept = order.getLong(i);
      order.setLong(i, order.getLong(other));
      order.setLong(other, kept);
    }
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
  @Benchmark
  public void sum_gcc(Gcc c) {
    c.operations.run("sum", out.segment(), x.segment(), n);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void sum_numpy(NumPyTurn numpy) {
    numpy.take("sum");
  }

  /// The sum of floats.
  ///
  /// @return the result
  @Benchmark
  public double sumFloat_culebra() {
    return floats.sum();
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void sumFloat_numpy(NumPyTurn numpy) {
    numpy.take("sumFloat");
  }

  /// The sum of ints.
  ///
  /// @return the result
  @Benchmark
  public long sumInt_culebra() {
    return ints.sumLong();
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void sumInt_numpy(NumPyTurn numpy) {
    numpy.take("sumInt");
  }

  /// The least double.
  ///
  /// @return the result
  @Benchmark
  public double min_culebra() {
    return x.min();
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void min_numpy(NumPyTurn numpy) {
    numpy.take("min");
  }

  /// The least float.
  ///
  /// @return the result
  @Benchmark
  public double minFloat_culebra() {
    return floats.min();
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void minFloat_numpy(NumPyTurn numpy) {
    numpy.take("minFloat");
  }

  /// The least int.
  ///
  /// @return the result
  @Benchmark
  public long minInt_culebra() {
    return ints.minLong();
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void minInt_numpy(NumPyTurn numpy) {
    numpy.take("minInt");
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
  @Benchmark
  public void max_gcc(Gcc c) {
    c.operations.run("max", out.segment(), x.segment(), n);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void max_numpy(NumPyTurn numpy) {
    numpy.take("max");
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
  @Benchmark
  public void maxFloat_gcc(Gcc c) {
    c.operations.run("max_float", out.segment(), floats.segment(), n);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void maxFloat_numpy(NumPyTurn numpy) {
    numpy.take("maxFloat");
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
  @Benchmark
  public void maxInt_gcc(Gcc c) {
    c.operations.run("max_int", out.segment(), ints.segment(), n);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void maxInt_numpy(NumPyTurn numpy) {
    numpy.take("maxInt");
  }

  /// The mean of doubles.
  ///
  /// @return the result
  @Benchmark
  public double mean_culebra() {
    return Reductions.mean(x);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void mean_numpy(NumPyTurn numpy) {
    numpy.take("mean");
  }

  /// The mean of floats.
  ///
  /// @return the result
  @Benchmark
  public double meanFloat_culebra() {
    return Reductions.mean(floats);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void meanFloat_numpy(NumPyTurn numpy) {
    numpy.take("meanFloat");
  }

  /// The mean of ints.
  ///
  /// @return the result
  @Benchmark
  public double meanInt_culebra() {
    return Reductions.mean(ints);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void meanInt_numpy(NumPyTurn numpy) {
    numpy.take("meanInt");
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
  @Benchmark
  public void sumColumns_gcc(Gcc c) {
    c.operations.run("sum_columns", out.segment(), x.segment(), n);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void sumColumns_numpy(NumPyTurn numpy) {
    numpy.take("sumColumns");
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
  @Benchmark
  public void sumRows_gcc(Gcc c) {
    c.operations.run("sum_rows", out.segment(), x.segment(), n);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void sumRows_numpy(NumPyTurn numpy) {
    numpy.take("sumRows");
  }

  /// The greatest of each column of floats.
  ///
  /// @return the result
  @Benchmark
  public NDArray maxColumns_culebra() {
    return Reductions.max(floats, 0);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void maxColumns_numpy(NumPyTurn numpy) {
    numpy.take("maxColumns");
  }

  /// The greatest of each row of floats.
  ///
  /// @return the result
  @Benchmark
  public NDArray maxRows_culebra() {
    return Reductions.max(floats, 1);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void maxRows_numpy(NumPyTurn numpy) {
    numpy.take("maxRows");
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
  @Benchmark
  public void argmax_gcc(Gcc c) {
    c.operations.run("argmax", out.segment(), x.segment(), n);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void argmax_numpy(NumPyTurn numpy) {
    numpy.take("argmax");
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
  @Benchmark
  public void count_gcc(Gcc c) {
    c.operations.run("count", out.segment(), mask.segment(), n);
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void count_numpy(NumPyTurn numpy) {
    numpy.take("count");
  }

  /// All rows in another order, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double takeRows_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return NDArrays.take(fresh, x, order, 0).getDouble(0, 0);
    }
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void takeRows_numpy(NumPyTurn numpy) {
    numpy.take("takeRows");
  }

  /// All columns in another order, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double takeColumns_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return NDArrays.take(fresh, x, order, 1).getDouble(0, 0);
    }
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void takeColumns_numpy(NumPyTurn numpy) {
    numpy.take("takeColumns");
  }

  /// A random half, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double compress_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return NDArrays.compress(fresh, x, mask).getDouble(0);
    }
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void compress_numpy(NumPyTurn numpy) {
    numpy.take("compress");
  }

  /// A random half of the rows, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double compressRows_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return NDArrays.compress(fresh, x, rows, 0).getDouble(0, 0);
    }
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void compressRows_numpy(NumPyTurn numpy) {
    numpy.take("compressRows");
  }

  /// Two arrays joined, in new memory.
  ///
  /// @return the first element
  @Benchmark
  public double concatenate_culebra() {
    try (ExchangeArena fresh = ExchangeArena.ofConfined()) {
      return NDArrays.concatenate(fresh, 0, x, x).getDouble(0, 0);
    }
  }

  /// In NumPy.
  ///
  /// @param numpy the process
  @Benchmark
  public void concatenate_numpy(NumPyTurn numpy) {
    numpy.take("concatenate");
  }
}
