package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.Pointers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/// The cost of creating an array over an address and reading an element. Nothing should be
/// allocated: run with `-prof gc`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class WrapPointer {

  private Arena arena;
  private NDArray array;
  private long address;
  private long n = 16;
  private long i = 3;

  /// Allocates the memory.
  @Setup
  public void prepare() {
    arena = Arena.ofConfined();
    array = NDArray.zeros(arena, DType.FLOAT64, 4, 4);
    array.copyFrom(NDArray.arange(16).reshape(4, 4), Casting.UNSAFE);
    address = array.address();
  }

  /// Reports the result and frees the memory.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    Outcome.reportResult(this, params, 0);
    arena.close();
  }

  /// The JDK's own.
  ///
  /// @return an element
  @Benchmark
  @SuppressWarnings("restricted") // for comparison
  public double global_jdk() {
    MemorySegment memory =
        MemorySegment.ofAddress(address).reinterpret(n * Double.BYTES, Arena.global(), null);
    return memory.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
  }

  /// One axis, and a typed view.
  ///
  /// @return an element
  @Benchmark
  public double global_view() {
    return Pointers.asArray(Arena.global(), MemorySegment.ofAddress(address), DType.FLOAT64, n)
        .asDoubles()
        .get(i);
  }

  /// Two axes, and a typed view.
  ///
  /// @return an element
  @Benchmark
  public double global_view2() {
    return Pointers.asArray(Arena.global(), MemorySegment.ofAddress(address), DType.FLOAT64, 4, 4)
        .asDoubles()
        .get(1, i);
  }

  /// One axis, without a view.
  ///
  /// @return an element
  @Benchmark
  public double global_getDouble() {
    return Pointers.asArray(Arena.global(), MemorySegment.ofAddress(address), DType.FLOAT64, n)
        .getDouble(i);
  }

  /// The JDK's own.
  ///
  /// @return an element
  @Benchmark
  @SuppressWarnings("restricted") // for comparison
  public double confined_jdk() {
    MemorySegment memory =
        MemorySegment.ofAddress(address).reinterpret(n * Double.BYTES, arena, null);
    return memory.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
  }

  /// One axis, and a typed view.
  ///
  /// @return an element
  @Benchmark
  public double confined_view() {
    return Pointers.asArray(arena, MemorySegment.ofAddress(address), DType.FLOAT64, n)
        .asDoubles()
        .get(i);
  }
}
