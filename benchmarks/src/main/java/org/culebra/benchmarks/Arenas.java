package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The cost of allocating and freeing memory: 128 bytes, and 128 MB of zeros that are never
/// touched. The baselines are C's `calloc` and `free`, and the JDK's confined arena.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class Arenas {

  private static final int TIMES = 1_000;
  private static final int SMALL = 128;
  private static final long BIG = 1L << 27;
  private static final Allocate IN_C =
      CCalls.LIBRARY.function("allocate").as(MethodHandles.lookup(), Allocate.class);

  private interface Allocate {
    void run(long bytes, long times);
  }

  /// C's.
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void small_gcc() {
    IN_C.run(SMALL, TIMES);
  }

  /// The JDK's.
  ///
  /// @return an address
  @Benchmark
  public long small_jdk() {
    try (Arena arena = Arena.ofConfined()) {
      return arena.allocate(SMALL, 64).address();
    }
  }

  /// Culebra's, whose memory could outlive it.
  ///
  /// @return an address
  @Benchmark
  public long small_exchange() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      return arena.allocate(SMALL, 64).address();
    }
  }

  /// Culebra's, with a consumer that releases last.
  ///
  /// @return an address
  @Benchmark
  public long small_leased() {
    ExchangeArena arena = ExchangeArena.ofConfined();
    MemorySegment memory = arena.allocate(SMALL, 64);
    var lease = arena.leaseFor(memory);
    arena.close();
    lease.release();
    return memory.address();
  }

  /// C's.
  @Benchmark
  public void zeros_gcc() {
    IN_C.run(BIG, 1);
  }

  /// The JDK's.
  ///
  /// @return an address
  @Benchmark
  public long zeros_jdk() {
    try (Arena arena = Arena.ofConfined()) {
      return NDArray.zeros(arena, DType.FLOAT64, BIG / Double.BYTES).address();
    }
  }

  /// Culebra's.
  ///
  /// @return an address
  @Benchmark
  public long zeros_exchange() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      return NDArray.zeros(arena, DType.FLOAT64, BIG / Double.BYTES).address();
    }
  }
}
