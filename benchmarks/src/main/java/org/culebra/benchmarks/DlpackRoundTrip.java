package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.dlpack.DLPack;
import org.culebra.dlpack.ExportOptions;
import org.culebra.ffi.ExchangeArena;
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

/// The cost of exchanging 4x4 doubles through DLPack: export, import into a confined arena, reading
/// an element, and the arena's close, which runs the deleter; and export with a release by C.
/// Compared with `numpy.from_dlpack` with and without reading an element, and with one vector of 16
/// doubles through Arrow's C data interface in Arrow's own library.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "--add-opens=java.base/java.nio=ALL-UNNAMED" // both are for Arrow
    })
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class DlpackRoundTrip {

  private ExchangeArena arena;
  private NDArray exchange;
  private NDArray collected;

  /// Creates the arrays.
  @Setup
  public void prepare() {
    arena = ExchangeArena.ofConfined();
    exchange = NDArray.zeros(arena, DType.FLOAT64, 4, 4);
    collected = NDArray.zeros(DType.FLOAT64, 4, 4);
    for (int i = 0; i < 16; i++) {
      exchange.setDouble(i / 4, i % 4, i * 0.5);
      collected.setDouble(i / 4, i % 4, i * 0.5);
    }
  }

  /// Reports the result and frees the memory.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    if (Outcome.kernel(params).equals("roundTrip") && !Outcome.isContender(params, "arrow")) {
      Outcome.reportResult(this, params, 0);
    }
    arena.close();
  }

  private static double there(MemorySegment struct) {
    try (Arena importing = Arena.ofConfined()) {
      return DLPack.adopt(importing, struct).asDoubles().get(1, 2);
    }
  }

  // --- roundTrip

  /// Memory of an [ExchangeArena].
  ///
  /// @return an element
  @Benchmark
  public double roundTrip_culebra() {
    return there(DLPack.export(exchange));
  }

  /// GC-managed memory.
  ///
  /// @return an element
  @Benchmark
  public double roundTrip_collected() {
    return there(DLPack.export(collected));
  }

  /// Memory that the caller keeps alive.
  ///
  /// @return an element
  @Benchmark
  public double roundTrip_borrowed() {
    return there(DLPack.export(exchange, ExportOptions.BORROWED));
  }

  /// Through Arrow's C data interface.
  ///
  /// @param arrow the vector
  /// @return an element
  @Benchmark
  public double roundTrip_arrow(ArrowJava arrow) {
    return arrow.column();
  }

  // --- releaseByC

  /// Memory of an [ExchangeArena]; its deleter is an upcall.
  ///
  /// @param c the consumer
  @Benchmark
  public void releaseByC_culebra(C c) {
    c.release(DLPack.export(exchange));
  }

  /// GC-managed memory; its deleter is an upcall.
  ///
  /// @param c the consumer
  @Benchmark
  public void releaseByC_collected(C c) {
    c.release(DLPack.export(collected));
  }

  /// Memory that the caller keeps alive: detached, the deleter is `free`.
  ///
  /// @param c the consumer
  @Benchmark
  public void releaseByC_borrowed(C c) {
    c.release(DLPack.export(exchange, ExportOptions.BORROWED));
  }

  /// A copy: detached, the deleter is `free`.
  ///
  /// @param c the consumer
  @Benchmark
  public void releaseByC_copied(C c) {
    c.release(DLPack.export(exchange, ExportOptions.COPIED));
  }

  /// A consumer compiled by the C compiler.
  @State(Scope.Benchmark)
  public static class C {
    private static final MethodHandle RELEASE = bind();

    @SuppressWarnings("restricted") // calling C is the purpose
    private static MethodHandle bind() {
      return Linker.nativeLinker()
          .downcallHandle(
              CSource.compile("dlpack.c", "-O2").findOrThrow("release"),
              FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    }

    void release(MemorySegment struct) {
      try {
        RELEASE.invokeExact(struct);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }
}
