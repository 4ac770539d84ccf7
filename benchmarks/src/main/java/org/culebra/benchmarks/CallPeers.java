package org.culebra.benchmarks;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.benchmarks.report.WrongResult;
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

/// The calls of [NativeCalls] through JNA: as an interface, and by its direct mapping.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class CallPeers {

  /// The functions, for JNA's proxies.
  public interface Functions extends Library {
    /// Returns its argument.
    ///
    /// @param x anything
    /// @return it
    long identity(long x);

    /// Returns the first element.
    ///
    /// @param x the array
    /// @return the element
    double first(Pointer x);
  }

  /// The functions, for JNA's direct mapping.
  static final class Direct {
    private Direct() {}

    static native long identity(long x);

    static native double first(Pointer x);
  }

  private Functions functions;
  private Pointer pointer;
  private Arena arena;
  private long x = 42;

  /// Binds the functions.
  @Setup
  public void prepare() {
    String library = CCalls.LIBRARY.name();
    functions = Native.load(library, Functions.class);
    Native.register(Direct.class, library);
    arena = Arena.ofConfined();
    NDArray array = NDArray.zeros(arena, DType.FLOAT64, 16).fill(1.5);
    pointer = new Pointer(array.address());
  }

  /// Checks the results and frees the memory.
  @TearDown
  public void check() {
    WrongResult.check(42, (double) functions.identity(x), 0);
    WrongResult.check(1.5, Direct.first(pointer), 0);
    arena.close();
  }

  /// Through an interface.
  ///
  /// @return the argument
  @Benchmark
  public long call_jna() {
    return functions.identity(x);
  }

  /// By direct mapping.
  ///
  /// @return the argument
  @Benchmark
  public long call_jnaDirect() {
    return Direct.identity(x);
  }

  /// A pointer, through an interface.
  ///
  /// @return the element
  @Benchmark
  public double array_jna() {
    return functions.first(pointer);
  }

  /// A pointer, by direct mapping.
  ///
  /// @return the element
  @Benchmark
  public double array_jnaDirect() {
    return Direct.first(pointer);
  }
}
