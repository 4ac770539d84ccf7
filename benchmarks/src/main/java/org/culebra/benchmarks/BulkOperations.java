package org.culebra.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Operations on whole arrays of `n x n` doubles into existing memory, compared with C
/// (`operations.c`), NumPy (`operations.py`), and loops over bare segments and over Java arrays.
///
/// The name of a benchmark is operation and contender. NumPy runs in a separate process and takes
/// its turn in the same run; it measures its own time ([NumPyTurn]), which [Ratios] prints.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class BulkOperations extends BulkArrays {

  // --- copy

  /// A packed copy.
  @Benchmark
  public void copy_culebra() {
    out.copyFrom(x);
  }

  /// Over bare segments.
  @Benchmark
  public void copy_segment() {
    MemorySegment.copy(x.segment(), 0, out.segment(), 0, x.byteSize());
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void copy_heap(Heap heap) {
    System.arraycopy(heap.x, 0, heap.out, 0, heap.x.length);
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void copy_gcc(Gcc c) {
    c.operations.run("copy", out.segment(), x.segment(), n);
  }

  // --- transpose

  /// A copy of the transposed array.
  @Benchmark
  public void transpose_culebra() {
    out.copyFrom(transposed);
  }

  /// Over bare segments.
  @Benchmark
  public void transpose_segment() {
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        to.setAtIndex(
            JAVA_DOUBLE_UNALIGNED,
            (long) i * n + j,
            from.getAtIndex(JAVA_DOUBLE_UNALIGNED, (long) j * n + i));
      }
    }
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void transpose_heap(Heap heap) {
    double[] from = heap.x;
    double[] to = heap.out;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        to[i * n + j] = from[j * n + i];
      }
    }
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void transpose_gcc(Gcc c) {
    c.operations.run("transpose_tiled", out.segment(), x.segment(), n);
  }

  /// In C, without tiles.
  ///
  /// @param c the code
  @Benchmark
  public void transpose_gccNaive(Gcc c) {
    c.operations.run("transpose", out.segment(), x.segment(), n);
  }

  // --- everySecond

  /// A copy of every second column, `x[:, ::2]`.
  @Benchmark
  public void everySecond_culebra() {
    half.copyFrom(everySecond);
  }

  /// Over bare segments.
  @Benchmark
  public void everySecond_segment() {
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    for (int i = 0; i < n * n / 2; i++) {
      to.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, from.getAtIndex(JAVA_DOUBLE_UNALIGNED, 2L * i));
    }
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void everySecond_heap(Heap heap) {
    double[] from = heap.x;
    double[] to = heap.out;
    for (int i = 0; i < n * n / 2; i++) {
      to[i] = from[2 * i];
    }
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void everySecond_gcc(Gcc c) {
    c.operations.run("every_second", out.segment(), x.segment(), n);
  }

  // --- swap

  /// A copy in the other byte order.
  @Benchmark
  public void swap_culebra() {
    swapped.copyFrom(x);
  }

  /// Over bare segments.
  @Benchmark
  public void swap_segment() {
    MemorySegment.copy(
        x.segment(), JAVA_LONG_UNALIGNED, 0, out.segment(), SWAPPED, 0, (long) n * n);
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void swap_heap(Heap heap) {
    long[] from = heap.longs;
    long[] to = heap.otherLongs;
    for (int i = 0; i < from.length; i++) {
      to[i] = Long.reverseBytes(from[i]);
    }
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void swap_gcc(Gcc c) {
    c.operations.run("swap", out.segment(), x.segment(), n);
  }

  // --- fill

  /// One value everywhere.
  @Benchmark
  public void fill_culebra() {
    out.fill(1.5);
  }

  /// Over bare segments.
  @Benchmark
  public void fill_segment() {
    MemorySegment to = out.segment();
    for (int i = 0; i < n * n; i++) {
      to.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, 1.5);
    }
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void fill_heap(Heap heap) {
    Arrays.fill(heap.out, 1.5);
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void fill_gcc(Gcc c) {
    c.operations.run("fill", out.segment(), x.segment(), n);
  }

  // --- sum

  /// The sum of all elements.
  ///
  /// @return the sum
  @Benchmark
  public double sum_culebra() {
    return x.sum();
  }

  /// Over a bare segment, in order.
  ///
  /// @return the sum
  @Benchmark
  public double sum_segment() {
    MemorySegment from = x.segment();
    double sum = 0;
    for (int i = 0; i < n * n; i++) {
      sum += from.getAtIndex(JAVA_DOUBLE_UNALIGNED, i);
    }
    return sum;
  }

  /// Over a Java array, in order.
  ///
  /// @param heap the array
  /// @return the sum
  @Benchmark
  public double sum_heap(Heap heap) {
    double sum = 0;
    for (double value : heap.x) {
      sum += value;
    }
    return sum;
  }

  /// In C, in order.
  ///
  /// @param c the code
  /// @return the result
  @Benchmark
  public double sum_gcc(Gcc c) {
    c.operations.run("sum", out.segment(), x.segment(), n);
    return out.segment().get(JAVA_DOUBLE_UNALIGNED, 0);
  }
}
