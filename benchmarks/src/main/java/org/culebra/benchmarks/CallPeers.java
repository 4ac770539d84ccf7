package org.culebra.benchmarks;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

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

    /// Calls functions in turn.
    ///
    /// @param functions their addresses
    /// @param userData the addresses of their data
    /// @param count how many there are
    /// @param n how many calls to make
    /// @return a sum
    double call_mappings(Pointer functions, Pointer userData, int count, int n);
  }

  /// A function that C calls, as JNA declares it.
  public interface Mapping extends Callback {
    /// Maps a position.
    ///
    /// @param output the position
    /// @param input receives the result
    /// @param outputRank its length
    /// @param inputRank its length
    /// @param shift the user data
    /// @return not 0
    int at(Pointer output, Pointer input, int outputRank, int inputRank, Pointer shift);
  }

  /// The functions, for JNA's direct mapping.
  static final class Direct {
    private Direct() {}

    static native long identity(long x);

    static native double first(Pointer x);
  }

  /// The number of callbacks, for `upcall`.
  @Param("1")
  public int callbacks;

  private Functions functions;
  private Pointer pointer;
  private Arena arena;
  private final List<Mapping> mappings = List.of(shift(-1), shift(1), scale(), reverse());
  private Pointer addresses;
  private Pointer userData;
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
    NDArray shifts = NDArray.zeros(arena, DType.FLOAT64, callbacks).fill(0.5);
    NDArray data = NDArray.zeros(arena, DType.UINT64, callbacks);
    NDArray code = NDArray.zeros(arena, DType.UINT64, callbacks);
    for (int i = 0; i < callbacks; i++) {
      data.setLong(i, shifts.address() + 8L * i);
      code.setLong(i, Pointer.nativeValue(CallbackReference.getFunctionPointer(mappings.get(i))));
    }
    addresses = new Pointer(code.address());
    userData = new Pointer(data.address());
  }

  /// The callbacks of [Upcalls].
  private static Mapping shift(int sign) {
    return (output, input, m, n, shift) -> {
      for (int axis = 0; axis < n; axis++) {
        input.setDouble(8L * axis, output.getLong(8L * axis) + sign * shift.getDouble(0));
      }
      return 1;
    };
  }

  private static Mapping scale() {
    return (output, input, m, n, shift) -> {
      for (int axis = 0; axis < n; axis++) {
        input.setDouble(8L * axis, output.getLong(8L * axis) * shift.getDouble(0));
      }
      return 1;
    };
  }

  private static Mapping reverse() {
    return (output, input, m, n, shift) -> {
      for (int axis = 0; axis < n; axis++) {
        input.setDouble(8L * axis, shift.getDouble(0) - output.getLong(8L * axis));
      }
      return 1;
    };
  }

  /// Reports the result and frees the memory.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    Outcome.reportResult(this, params, 0);
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

  /// Callbacks that C calls in turn.
  ///
  /// @return a sum
  @Benchmark
  @OperationsPerInvocation(Upcalls.TIMES)
  public double upcall_jna() {
    return functions.call_mappings(addresses, userData, callbacks, Upcalls.TIMES);
  }
}
