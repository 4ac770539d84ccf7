package org.culebra.benchmarks;

import static org.culebra.array.Index.all;
import static org.culebra.array.Index.range;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.Index;
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

/// The cost of views of views, from an existing array down to one element: nothing should be
/// allocated. Run with `-prof gc`.
///
/// With `polluted`, the same methods have been used with arrays of one to six axes before.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3)
@Warmup(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class ViewChains {

  /// Whether other code has polluted the JVM's profiles before.
  @Param({"false", "true"})
  public boolean polluted;

  private Arena arena;
  private NDArray array1;
  private NDArray array2;
  private NDArray array3;
  private NDArray array4;
  private NDArray array5;
  private NDArray[] mixed;
  private int next;
  private DoubleView view;
  private int axis;
  private long start;
  private long stop;
  private long i;
  private long j;

  /// Creates the arrays and, if requested, pollutes the JVM.
  ///
  /// @param blackhole keeps the work alive
  @Setup
  public void prepare(Blackhole blackhole) {
    arena = Arena.ofShared();
    array1 = numbered(64);
    array2 = numbered(16, 16);
    array3 = numbered(16, 16, 4);
    array4 = numbered(16, 16, 4, 3);
    array5 = numbered(16, 4, 4, 4, 16);
    mixed = new NDArray[] {array2, array3, array5};
    view = array2.asDoubles();
    axis = 1;
    start = 2;
    stop = 14;
    i = 1;
    j = 2;
    if (polluted) {
      blackhole.consume(pollute());
    }
  }

  private NDArray numbered(long... shape) {
    NDArray array = NDArray.zeros(arena, DType.FLOAT64, shape);
    return array.copyFrom(NDArray.arange(array.size()).reshape(shape), Casting.UNSAFE);
  }

  /// Reports the result and frees the memory.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    next = 0;
    Outcome.reportResult(this, params, 0);
    arena.close();
  }

  private static double pollute() {
    double sum = Pollution.spread();
    for (int round = 0; round < 5_000; round++) {
      int rank = 1 + round % 6;
      long[] shape = new long[rank];
      Arrays.fill(shape, 4);
      NDArray x = NDArray.zeros(DType.FLOAT64, shape);
      int[] order = new int[rank];
      Arrays.setAll(order, k -> (k + 1) % order.length);
      NDArray y =
          x.sliceAxis(round % rank, -3, 10, 1 + round % 2).transpose().permute(order).flip(0);
      Index[] index = new Index[rank];
      Arrays.setAll(index, k -> k % 2 == 0 ? range(1, 3) : all());
      NDArray z = y.slice(index);
      sum += z.asReadOnly().asDoubles().get(new long[rank]);
      sum += z.getDouble(new long[rank]);
      sum += z.select(rank - 1, 0).slice(Index.ellipsis()).size();
    }
    return sum;
  }

  /// Only the view, created before: one checked access remains.
  ///
  /// @return an element
  @Benchmark
  public double viewGet() {
    return view.get(i, j);
  }

  /// A new view of an array.
  ///
  /// @return an element
  @Benchmark
  public double viewOf() {
    return array2.asDoubles().get(i, j);
  }

  /// Converted, without a view.
  ///
  /// @return an element
  @Benchmark
  public double getDouble() {
    return array2.getDouble(i, j);
  }

  /// Two slices of one axis.
  ///
  /// @return an element
  @Benchmark
  public double chain1() {
    return array1.sliceAxis(0, start, stop, 1).sliceAxis(0, 1, 9, 2).asDoubles().get(i);
  }

  /// Slice, transpose, slice of two axes.
  ///
  /// @return an element
  @Benchmark
  public double chain2() {
    NDArray x = array2.sliceAxis(0, start, stop, 2).transpose().sliceAxis(1, 1, 5, 1);
    return x.asDoubles().get(i, j);
  }

  /// Slice, transpose, slice of three axes.
  ///
  /// @return an element
  @Benchmark
  public double chain3() {
    NDArray x = array3.sliceAxis(0, start, stop, 2).transpose().sliceAxis(1, 1, 5, 1);
    return x.asDoubles().get(i, j, i);
  }

  /// Slice, transpose, slice of four axes.
  ///
  /// @return an element
  @Benchmark
  public double chain4() {
    NDArray x = array4.sliceAxis(0, start, stop, 2).transpose().sliceAxis(2, 1, 5, 1);
    return x.asDoubles().get(i, j, i, j);
  }

  /// Slice, transpose, slice of five axes.
  ///
  /// @return an element
  @Benchmark
  public double chain5() {
    NDArray x = array5.sliceAxis(0, start, stop, 2).transpose().sliceAxis(1, 1, 3, 1);
    return x.asDoubles().get(i, i, i, i, i);
  }

  /// Slice, transpose, slice of two, three and five axes in turn.
  ///
  /// @return an element
  @Benchmark
  public double chainMixed() {
    next = next == 2 ? 0 : next + 1;
    NDArray x = mixed[next].sliceAxis(0, start, stop, 2).transpose().sliceAxis(1, 1, 3, 1);
    DoubleView elements = x.asDoubles();
    return switch (next) {
      case 0 -> elements.get(i, i);
      case 1 -> elements.get(i, i, i);
      default -> elements.get(i, i, i, i, i);
    };
  }

  /// Like [#chain2()] with the axis in a variable.
  ///
  /// @return an element
  @Benchmark
  public double chain2Axis() {
    NDArray x = array2.sliceAxis(axis, start, stop, 2).transpose().sliceAxis(axis, 1, 9, 1);
    return x.asDoubles().get(i, j);
  }

  /// A slice written as an index.
  ///
  /// @return an element
  @Benchmark
  public double index2() {
    return array2.slice(range(start, stop), range(1, 9, 2)).asDoubles().get(i, j);
  }

  /// A slice of three axes written as an index, one of them whole.
  ///
  /// @return an element
  @Benchmark
  public double index3() {
    NDArray x = array3.slice(range(start, stop), all(), range(0, 3));
    return x.asDoubles().get(i, j, i);
  }

  /// A row selected by index.
  ///
  /// @return an element
  @Benchmark
  public double indexAt() {
    return array2.slice(Index.at(i), range(start, stop)).asDoubles().get(j);
  }

  /// A row.
  ///
  /// @return an element
  @Benchmark
  public double select() {
    return array2.select(0, i).asDoubles().get(j);
  }

  /// Three axes in another order.
  ///
  /// @return an element
  @Benchmark
  public double permute3() {
    return array3.permute(2, 0, 1).asDoubles().get(i, j, i);
  }

  /// Four axes in another order, then a slice.
  ///
  /// @return an element
  @Benchmark
  public double permute4() {
    return array4.permute(2, 3, 0, 1).sliceAxis(2, start, stop, 1).asDoubles().get(i, j, i, j);
  }
}
