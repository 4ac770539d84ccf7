package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How long a consumer waits when it releases memory while other threads are busy in Java: for a
/// count and a `free`, never for the other threads. Compared with the JDK's shared arena, whose
/// close synchronizes with all of them: tens of microseconds, or milliseconds.
///
/// Each release is timed separately and the median counts: with 16 threads on a few cores, a mean
/// would show how often the thread was not running. Includes about 25 ns of clock overhead.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class BusyRelease {

  /// The number of busy threads.
  @Param({"0", "16"})
  public int busy;

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stop;

  /// Starts the threads.
  @Setup
  public void start() {
    for (int i = 0; i < busy; i++) {
      Thread thread = new Thread(this::work, "busy");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void work() {
    NDArray array = NDArray.zeros(DType.FLOAT64, 1000).fill(1.5);
    double sum = 0;
    while (!stop) {
      sum += array.sum();
    }
    if (sum < 0) {
      throw new AssertionError(sum);
    }
  }

  /// Ends the threads.
  ///
  /// @throws InterruptedException if interrupted
  @TearDown
  public void end() throws InterruptedException {
    stop = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /// Memory that only a consumer retains.
  @State(Scope.Thread)
  public static class Lent {
    private Lease lease;

    /// Not timed.
    @Setup(Level.Invocation)
    public void lend() {
      ExchangeArena arena = ExchangeArena.ofConfined();
      NDArray array = NDArray.zeros(arena, DType.UINT8, 128);
      lease = array.owner().leaseFor(array.segment());
      arena.close();
    }
  }

  /// Memory of a shared arena.
  @State(Scope.Thread)
  public static class Shared {
    private Arena arena;

    /// Not timed.
    @Setup(Level.Invocation)
    public void make() {
      arena = Arena.ofShared();
      arena.allocate(128);
    }
  }

  /// The last release, which frees the memory.
  ///
  /// @param lent the memory
  @Benchmark
  public void release_exchange(Lent lent) {
    lent.lease.release();
  }

  /// The close of a shared arena.
  ///
  /// @param shared the arena
  @Benchmark
  public void release_jdk(Shared shared) {
    shared.arena.close();
  }
}
