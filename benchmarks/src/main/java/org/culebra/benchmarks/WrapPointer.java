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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/// The cost of creating an array over an address and reading an element. Nothing should be
/// allocated: run with `-prof gc`.
///
/// With `polluted`, the same methods have been used with every kind of arena and with one, two and
/// five axes before.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class WrapPointer {

  /// The kind of arena that ends the access.
  @Param public ArenaKind arena;

  /// Whether other code has polluted the JVM's profiles before.
  @Param({"false", "true"})
  public boolean polluted;

  private Arena owner;
  private Arena access;
  private long address;
  private long n = 16;
  private long i = 3;

  /// Allocates the memory and, if requested, pollutes the JVM.
  ///
  /// @param blackhole keeps the work alive
  @Setup
  public void prepare(Blackhole blackhole) {
    owner = Arena.ofConfined();
    NDArray array = NDArray.zeros(owner, DType.FLOAT64, 4, 4);
    address = array.copyFrom(NDArray.arange(16).reshape(4, 4), Casting.UNSAFE).address();
    access = arena.open();
    if (polluted) {
      blackhole.consume(Pollution.spread() + pollute());
    }
  }

  /// Reports the result and frees the memory.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    Outcome.reportResult(this, params, 0);
    arena.close(access);
    owner.close();
  }

  private double pollute() {
    double sum = 0;
    for (ArenaKind kind : ArenaKind.values()) {
      Arena other = kind.open();
      for (int round = 0; round < 5_000; round++) {
        MemorySegment pointer = MemorySegment.ofAddress(address);
        NDArray array =
            switch (round % 3) {
              case 0 -> Pointers.asArray(other, pointer, DType.FLOAT64, 16);
              case 1 -> Pointers.asArray(other, pointer, DType.FLOAT64, 4, 4);
              default -> Pointers.asArray(other, pointer, DType.FLOAT64, 2, 2, 1, 2, 2);
            };
        sum += array.asDoubles().get(new long[array.rank()]);
      }
      kind.close(other);
    }
    return sum;
  }

  /// The JDK's own.
  ///
  /// @return an element
  @Benchmark
  @SuppressWarnings("restricted") // for comparison
  public double wrap_jdk() {
    MemorySegment memory =
        MemorySegment.ofAddress(address).reinterpret(n * Double.BYTES, access, null);
    return memory.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
  }

  /// One axis, and a typed view.
  ///
  /// @return an element
  @Benchmark
  public double wrap_view() {
    return Pointers.asArray(access, MemorySegment.ofAddress(address), DType.FLOAT64, n)
        .asDoubles()
        .get(i);
  }

  /// Two axes, and a typed view.
  ///
  /// @return an element
  @Benchmark
  public double wrap_view2() {
    return Pointers.asArray(access, MemorySegment.ofAddress(address), DType.FLOAT64, 4, 4)
        .asDoubles()
        .get(0, i);
  }

  /// One axis, without a view.
  ///
  /// @return an element
  @Benchmark
  public double wrap_getDouble() {
    return Pointers.asArray(access, MemorySegment.ofAddress(address), DType.FLOAT64, n)
        .getDouble(i);
  }
}
