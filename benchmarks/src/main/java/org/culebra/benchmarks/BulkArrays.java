package org.culebra.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The arrays of [BulkOperations] and [BulkCasts], and contenders that need more. All native memory
/// is in huge pages if the host has them, as NumPy's own is.
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class BulkArrays {

  static final ValueLayout.OfLong SWAPPED =
      JAVA_LONG_UNALIGNED.withOrder(
          ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
              ? ByteOrder.BIG_ENDIAN
              : ByteOrder.LITTLE_ENDIAN);

  /// The length of both axes: 256 stays in the caches, 4096 does not.
  @Param({"256", "4096"})
  public int n;

  private ExchangeArena arena;
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

  /// Creates the arrays. Some results are in the memory of `out`.
  @Setup
  public void prepare() {
    arena = ExchangeArena.ofShared();
    x = NDArray.zeros(arena, DType.FLOAT64, n, n).fill(1.5);
    out = NDArray.zeros(arena, DType.FLOAT64, n, n).fill(1.0);
    floats = NDArray.zeros(arena, DType.FLOAT32, n, n).fill(1.0);
    ints = NDArray.zeros(arena, DType.INT32, n, n).fill(1);
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

  /// Frees the memory.
  @TearDown
  public void release() {
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
    /// @param arrays their sizes
    @Setup
    public void prepare(BulkArrays arrays) {
      int size = arrays.n * arrays.n;
      x = new double[size];
      Arrays.fill(x, 1.5);
      out = new double[size];
      longs = new long[size];
      otherLongs = new long[size];
      floats = new float[size];
      ints = new int[size];
    }
  }

  /// NumPy's turn. JMH takes the time that NumPy reports from the counter; the time of the call
  /// covers many repetitions.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class NumPyTurn {

    /// The median over the repetitions of the last call, in microseconds; 0 if NumPy is missing.
    public double ownTime;

    private Optional<NumPy> numpy = Optional.empty();

    /// Starts Python.
    ///
    /// @param arrays their sizes
    @Setup
    public void start(BulkArrays arrays) {
      numpy = NumPy.start(arrays.n);
    }

    /// Ends Python.
    @TearDown
    public void end() {
      numpy.ifPresent(NumPy::close);
    }

    void take(String operation) {
      ownTime = numpy.map(python -> python.measure(operation).median() / 1000).orElse(0.0);
    }
  }
}
