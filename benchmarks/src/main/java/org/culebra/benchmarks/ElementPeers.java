package org.culebra.benchmarks;

import java.util.concurrent.TimeUnit;
import net.imglib2.RandomAccess;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.DoubleArray;
import net.imglib2.type.numeric.real.DoubleType;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
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
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/// The loops of [ElementLoop] with other libraries' arrays, each in the way its documentation
/// shows.
///
/// JavaCPP's memory is off the heap, as Culebra's is; those of ImgLib2 and of TensorFlow's
/// `ndarray` are Java arrays.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class ElementPeers {

  private static final double FACTOR = 1.0 + 0x1p-30;

  /// The length of both axes: 256 stays in the caches, 2048 does not.
  @Param({"256", "2048"})
  public int n;

  /// Of JavaCPP.
  @State(Scope.Thread)
  public static class JavaCpp {
    private DoublePointer to;
    private DoublePointer from;
    private DoubleIndexer a;
    private DoubleIndexer b;

    /// Allocates and fills the arrays.
    ///
    /// @param peers their length
    @Setup
    public void prepare(ElementPeers peers) {
      long n = peers.n;
      to = new DoublePointer(n * n);
      from = new DoublePointer(n * n);
      a = DoubleIndexer.create(to, new long[] {n, n});
      b = DoubleIndexer.create(from, new long[] {n, n});
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          b.put(i, j, BulkArrays.at(i, j));
        }
      }
    }

    /// Reports the result and frees the memory.
    ///
    /// @param peers their length
    @TearDown
    public void release(ElementPeers peers) {
      peers.report((i, j) -> a.get(i, j));
      to.close();
      from.close();
    }
  }

  /// Of ImgLib2.
  @State(Scope.Thread)
  public static class ImgLib {
    private ArrayImg<DoubleType, DoubleArray> a;
    private ArrayImg<DoubleType, DoubleArray> b;

    /// Allocates and fills the arrays.
    ///
    /// @param peers their length
    @Setup
    public void prepare(ElementPeers peers) {
      a = ArrayImgs.doubles(peers.n, peers.n);
      b = ArrayImgs.doubles(peers.n, peers.n);
      for (int i = 0; i < peers.n; i++) {
        for (int j = 0; j < peers.n; j++) {
          b.getAt(j, i).set(BulkArrays.at(i, j));
        }
      }
    }

    /// Reports the result.
    ///
    /// @param peers their length
    @TearDown
    public void report(ElementPeers peers) {
      peers.report((i, j) -> a.getAt(j, i).get());
    }
  }

  /// Of TensorFlow.
  @State(Scope.Thread)
  public static class TensorFlow {
    private DoubleNdArray a;
    private DoubleNdArray b;

    /// Allocates and fills the arrays.
    ///
    /// @param peers their length
    @Setup
    public void prepare(ElementPeers peers) {
      a = NdArrays.ofDoubles(Shape.of(peers.n, peers.n));
      b = NdArrays.ofDoubles(Shape.of(peers.n, peers.n));
      for (int i = 0; i < peers.n; i++) {
        for (int j = 0; j < peers.n; j++) {
          b.setDouble(BulkArrays.at(i, j), i, j);
        }
      }
    }

    /// Reports the result.
    ///
    /// @param peers their length
    @TearDown
    public void report(ElementPeers peers) {
      peers.report((i, j) -> a.getDouble(i, j));
    }
  }

  private interface Result {
    double at(int i, int j);
  }

  private void report(Result result) {
    double[] all = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        all[i * n + j] = result.at(i, j);
      }
    }
    Outcome.report(NDArray.copyOf(all, n, n));
  }

  /// JavaCPP's indexer.
  ///
  /// @param peer the arrays
  @Benchmark
  public void multiply_javacpp(JavaCpp peer) {
    DoubleIndexer a = peer.a;
    DoubleIndexer b = peer.b;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a.put(i, j, b.get(i, j) * FACTOR);
      }
    }
  }

  /// ImgLib2's random access; its first axis is the fastest.
  ///
  /// @param peer the arrays
  @Benchmark
  public void multiply_imglib2(ImgLib peer) {
    RandomAccess<DoubleType> a = peer.a.randomAccess();
    RandomAccess<DoubleType> b = peer.b.randomAccess();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a.setPositionAndGet(j, i).set(b.setPositionAndGet(j, i).get() * FACTOR);
      }
    }
  }

  /// TensorFlow's `ndarray`.
  ///
  /// @param peer the arrays
  @Benchmark
  public void multiply_tensorflow(TensorFlow peer) {
    DoubleNdArray a = peer.a;
    DoubleNdArray b = peer.b;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a.setDouble(b.getDouble(i, j) * FACTOR, i, j);
      }
    }
  }
}
