package org.culebra.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/// The arrays of the `Bulk` benchmarks, with the same elements as in `bulk_arrays.py`, and
/// contenders that need more. All native memory is in huge pages if the host has them, as NumPy's
/// own is.
///
/// A benchmark that returns nothing writes to `out`, or to what [#result] says.
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class BulkArrays {

  static final ValueLayout.OfLong SWAPPED =
      JAVA_LONG_UNALIGNED.withOrder(
          ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
              ? ByteOrder.BIG_ENDIAN
              : ByteOrder.LITTLE_ENDIAN);

  /// Sums of floats are rounded in another order.
  private static final double TOLERANCE = 1e-6;

  /// The length of both axes: 256 stays in the caches, 4096 does not.
  @Param({"256", "4096"})
  public int n;

  ExchangeArena arena;
  NDArray x;
  NDArray out;
  NDArray transposed;
  NDArray everySecond;
  NDArray half;
  NDArray swapped;
  NDArray floats;
  NDArray ints;
  NDArray longs;
  NDArray swappedFloats;
  NDArray transposedFloats;
  NDArray transposedSwappedFloats;
  NDArray transposedInts;
  NDArray transposedLongs;

  /// Whether the result is going to be compared, and not to be timed.
  boolean reporting;

  /// Creates the arrays. Some results are in the memory of `out`.
  @Setup
  public void prepare() {
    arena = ExchangeArena.ofShared();
    x = NDArray.zeros(arena, DType.FLOAT64, n, n);
    out = NDArray.zeros(arena, DType.FLOAT64, n, n).fill(1.0);
    floats = NDArray.zeros(arena, DType.FLOAT32, n, n);
    ints = NDArray.zeros(arena, DType.INT32, n, n);
    number(x.asDoubles());
    floats.copyFrom(x.flip(0));
    ints.copyFrom(x.flip(0), Casting.UNSAFE);
    transposed = x.transpose();
    everySecond = x.sliceAxis(1, 0, n, 2);
    half = NDArray.of(out.segment(), DType.FLOAT64, n, n / 2);
    swapped = NDArray.of(out.segment(), DType.FLOAT64.withByteOrder(SWAPPED.order()), n, n);
    longs = NDArray.of(out.segment(), DType.INT64, n, n);
    swappedFloats = floats.reinterpret(DType.FLOAT32.withByteOrder(SWAPPED.order()));
    transposedFloats = floats.transpose();
    transposedSwappedFloats = swappedFloats.transpose();
    transposedInts = ints.transpose();
    transposedLongs = x.reinterpret(DType.INT64).transpose();
  }

  /// Multiples of 1/8, whose sums are exact in any order; floats and ints hold them too.
  static void number(DoubleView x) {
    int rows = x.intShape(0);
    int columns = x.intShape(1);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        x.set(i, j, at(i, j));
      }
    }
  }

  /// An element of `x`.
  static double at(int i, int j) {
    return (7 * i + 13 * j) % 1021 * 0.125 + 1.5;
  }

  /// Where a kernel that returns nothing writes to.
  ///
  /// @param kernel its name
  /// @return a packed array
  NDArray result(String kernel) {
    return switch (kernel) {
      case "toFloat" -> floats;
      case "toInt" -> ints;
      default -> out;
    };
  }

  /// Reports the result.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    reporting = true;
    if (!Outcome.isContender(params, "heap")
        && !Outcome.reportResult(this, params, TOLERANCE, new Gcc())) {
      Outcome.report(result(Outcome.kernel(params)));
    }
    arena.close();
  }

  /// The C compiler's code.
  @State(Scope.Benchmark)
  public static class Gcc {
    final COperations operations = new COperations();
  }

  /// The same arrays in the Java heap.
  @State(Scope.Thread)
  public static class Heap {

    double[] x;
    double[] out;
    long[] longs;
    long[] otherLongs;
    float[] floats;
    int[] ints;

    /// Creates the arrays.
    ///
    /// @param arrays their sizes and elements
    @Setup
    public void prepare(BulkArrays arrays) {
      int size = arrays.n * arrays.n;
      x = arrays.x.toDoubleArray();
      out = new double[size];
      Arrays.fill(out, 1.0);
      longs = arrays.x.reinterpret(DType.INT64).toLongArray();
      otherLongs = new long[size];
      floats = arrays.floats.toFloatArray();
      ints = arrays.ints.toIntArray();
    }

    /// Reports the result, from where the other contenders have it.
    ///
    /// @param arrays others of the same sizes, not those of the benchmark
    /// @param params say what was measured
    @TearDown
    public void report(BulkArrays arrays, BenchmarkParams params) {
      String kernel = Outcome.kernel(params);
      arrays.result(kernel).segment().copyFrom(result(kernel));
      Outcome.report(arrays.result(kernel));
    }

    /// Where a kernel that returns nothing writes to.
    MemorySegment result(String kernel) {
      return switch (kernel) {
        case "swap" -> MemorySegment.ofArray(otherLongs);
        case "widen" -> MemorySegment.ofArray(longs);
        case "toFloat" -> MemorySegment.ofArray(floats);
        case "toInt" -> MemorySegment.ofArray(ints);
        default -> MemorySegment.ofArray(out);
      };
    }
  }
}
