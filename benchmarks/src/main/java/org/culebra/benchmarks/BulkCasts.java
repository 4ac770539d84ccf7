package org.culebra.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.culebra.array.Casting;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Conversions of whole arrays from one type of numbers to another, with the contenders of
/// [BulkOperations].
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class BulkCasts extends BulkArrays {

  // --- toFloat

  /// Doubles to floats.
  @Benchmark
  public void toFloat_culebra() {
    floats.copyFrom(x);
  }

  /// Over bare segments.
  @Benchmark
  public void toFloat_segment() {
    MemorySegment from = x.segment();
    MemorySegment to = floats.segment();
    for (int i = 0; i < n * n; i++) {
      to.setAtIndex(JAVA_FLOAT_UNALIGNED, i, (float) from.getAtIndex(JAVA_DOUBLE_UNALIGNED, i));
    }
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void toFloat_heap(Heap heap) {
    double[] from = heap.x;
    float[] to = heap.floats;
    for (int i = 0; i < from.length; i++) {
      to[i] = (float) from[i];
    }
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void toFloat_gcc(Gcc c) {
    c.operations.run("to_float", floats.segment(), x.segment(), n);
  }

  // --- fromFloat

  /// Floats to doubles.
  @Benchmark
  public void fromFloat_culebra() {
    out.copyFrom(floats);
  }

  /// Over bare segments.
  @Benchmark
  public void fromFloat_segment() {
    MemorySegment from = floats.segment();
    MemorySegment to = out.segment();
    for (int i = 0; i < n * n; i++) {
      to.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, from.getAtIndex(JAVA_FLOAT_UNALIGNED, i));
    }
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void fromFloat_heap(Heap heap) {
    float[] from = heap.floats;
    double[] to = heap.out;
    for (int i = 0; i < from.length; i++) {
      to[i] = from[i];
    }
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void fromFloat_gcc(Gcc c) {
    c.operations.run("from_float", out.segment(), floats.segment(), n);
  }

  // --- toInt

  /// Doubles to 32-bit integers; in C and NumPy the result is undefined for numbers that do not
  /// fit.
  @Benchmark
  public void toInt_culebra() {
    ints.copyFrom(x, Casting.UNSAFE);
  }

  /// Over bare segments.
  @Benchmark
  public void toInt_segment() {
    MemorySegment from = x.segment();
    MemorySegment to = ints.segment();
    for (int i = 0; i < n * n; i++) {
      to.setAtIndex(JAVA_INT_UNALIGNED, i, (int) from.getAtIndex(JAVA_DOUBLE_UNALIGNED, i));
    }
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void toInt_heap(Heap heap) {
    double[] from = heap.x;
    int[] to = heap.ints;
    for (int i = 0; i < from.length; i++) {
      to[i] = (int) from[i];
    }
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void toInt_gcc(Gcc c) {
    c.operations.run("to_int", ints.segment(), x.segment(), n);
  }

  // --- fromInt

  /// 32-bit integers to doubles.
  @Benchmark
  public void fromInt_culebra() {
    out.copyFrom(ints);
  }

  /// Over bare segments.
  @Benchmark
  public void fromInt_segment() {
    MemorySegment from = ints.segment();
    MemorySegment to = out.segment();
    for (int i = 0; i < n * n; i++) {
      to.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, from.getAtIndex(JAVA_INT_UNALIGNED, i));
    }
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void fromInt_heap(Heap heap) {
    int[] from = heap.ints;
    double[] to = heap.out;
    for (int i = 0; i < from.length; i++) {
      to[i] = from[i];
    }
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void fromInt_gcc(Gcc c) {
    c.operations.run("from_int", out.segment(), ints.segment(), n);
  }

  // --- widen

  /// 32-bit to 64-bit integers.
  @Benchmark
  public void widen_culebra() {
    longs.copyFrom(ints);
  }

  /// Over bare segments.
  @Benchmark
  public void widen_segment() {
    MemorySegment from = ints.segment();
    MemorySegment to = out.segment();
    for (int i = 0; i < n * n; i++) {
      to.setAtIndex(JAVA_LONG_UNALIGNED, i, from.getAtIndex(JAVA_INT_UNALIGNED, i));
    }
  }

  /// Over Java arrays.
  ///
  /// @param heap the arrays
  @Benchmark
  public void widen_heap(Heap heap) {
    int[] from = heap.ints;
    long[] to = heap.longs;
    for (int i = 0; i < from.length; i++) {
      to[i] = from[i];
    }
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void widen_gcc(Gcc c) {
    c.operations.run("widen", out.segment(), ints.segment(), n);
  }

  // --- transposed: against the transposed copy of 64-bit elements, and gcc's, in tiles

  /// A copy of the transposed array, without a conversion.
  @Benchmark
  public void transposed_copy() {
    out.copyFrom(transposed);
  }

  /// Doubles to floats.
  @Benchmark
  public void transposed_toFloat() {
    floats.copyFrom(transposed);
  }

  /// Doubles to floats in the other byte order.
  @Benchmark
  public void transposed_toSwappedFloat() {
    swappedFloats.copyFrom(transposed);
  }

  /// Floats to doubles.
  @Benchmark
  public void transposed_fromFloat() {
    out.copyFrom(transposedFloats);
  }

  /// Floats in the other byte order to doubles.
  @Benchmark
  public void transposed_fromSwappedFloat() {
    out.copyFrom(transposedSwappedFloats);
  }

  /// Doubles to 32-bit integers.
  @Benchmark
  public void transposed_toInt() {
    ints.copyFrom(transposed, Casting.UNSAFE);
  }

  /// 32-bit integers to doubles.
  @Benchmark
  public void transposed_fromInt() {
    out.copyFrom(transposedInts);
  }

  /// 32-bit to 64-bit integers.
  @Benchmark
  public void transposed_widen() {
    longs.copyFrom(transposedInts);
  }

  /// 64-bit integers to doubles, the slowest conversion.
  @Benchmark
  public void transposed_fromLong() {
    out.copyFrom(transposedLongs);
  }

  /// A copy of the transposed array in C.
  ///
  /// @param c the code
  @Benchmark
  public void transposed_gcc(Gcc c) {
    c.operations.run("transpose_tiled", out.segment(), x.segment(), n);
  }
}
