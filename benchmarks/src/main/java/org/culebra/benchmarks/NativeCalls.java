package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.jspecify.annotations.Nullable;
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

/// The cost of calling a C function that does nothing, and of an array among its arguments. Nothing
/// should be allocated: run with `-prof gc`.
///
/// The baseline is C calling the same function through a pointer; the JDK's own handle in a `static
/// final` field is a further contender.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class NativeCalls {

  private static final int TIMES = 10_000;
  private static final CFunction IDENTITY = CCalls.LIBRARY.function("identity");
  private static final Identity USUAL = IDENTITY.as(MethodHandles.lookup(), Identity.class);
  private static final Identity ERRNO =
      IDENTITY.withErrno().as(MethodHandles.lookup(), Identity.class);
  private static final Identity CRITICAL =
      IDENTITY.critical().as(MethodHandles.lookup(), Identity.class);
  private static final Identity IN_C =
      CCalls.LIBRARY.function("call_identity").as(MethodHandles.lookup(), Identity.class);
  private static final OfArray ARRAY =
      CCalls.LIBRARY.function("first").as(MethodHandles.lookup(), OfArray.class);
  private static final OfView VIEW =
      CCalls.LIBRARY.function("first").as(MethodHandles.lookup(), OfView.class);
  private static final OfArray CRITICAL_ARRAY =
      CCalls.LIBRARY.function("first").critical().as(MethodHandles.lookup(), OfArray.class);
  private static final MethodHandle JDK_NUMBER =
      jdk("identity", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  private static final MethodHandle JDK_ARRAY =
      jdk("first", FunctionDescriptor.of(ValueLayout.JAVA_DOUBLE, ValueLayout.ADDRESS));

  private interface Identity {
    long of(long x);
  }

  private interface OfArray {
    double of(NDArray x);
  }

  private interface OfView {
    double of(DoubleView x);
  }

  /// An array in the memory of an arena.
  @State(Scope.Thread)
  public static class Argument {
    /// The kind of arena.
    @Param public ArenaKind arena;

    private Arena owner;
    private NDArray array;
    private DoubleView view;

    /// Creates the array.
    @Setup
    public void prepare() {
      owner = arena.open();
      array = NDArray.zeros(owner, DType.FLOAT64, 16).fill(1.5);
      view = array.asDoubles();
    }

    /// Reports the result and frees the memory.
    ///
    /// @param calls what was measured
    /// @param params say what was measured
    @TearDown
    public void report(NativeCalls calls, BenchmarkParams params) {
      Outcome.reportResult(calls, params, 0, this);
      arena.close(owner);
    }
  }

  private long x = 42;

  /// Reports the result.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    if (Outcome.kernel(params).equals("call") && !Outcome.isContender(params, "gcc")) {
      Outcome.reportResult(this, params, 0);
    }
  }

  @SuppressWarnings("restricted") // the JDK's own way, for comparison
  private static MethodHandle jdk(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(CCalls.LIBRARY.symbol(name), descriptor);
  }

  /// C calls it.
  ///
  /// @return a sum
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public long call_gcc() {
    return IN_C.of(TIMES);
  }

  /// The JDK's handle.
  ///
  /// @return the argument
  @Benchmark
  public long call_jdk() {
    try {
      return (long) JDK_NUMBER.invokeExact(x);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// Through an interface.
  ///
  /// @return the argument
  @Benchmark
  public long call_interface() {
    return USUAL.of(x);
  }

  /// Through an interface, without leaving Java state.
  ///
  /// @return the argument
  @Benchmark
  public long call_critical() {
    return CRITICAL.of(x);
  }

  /// Through an interface, storing `errno`.
  ///
  /// @return the argument
  @Benchmark
  public long call_errno() {
    return ERRNO.of(x);
  }

  /// Through `CFunction.call`.
  ///
  /// @return the argument, boxed
  @Benchmark
  public @Nullable Object call_dynamic() {
    return IDENTITY.call(x);
  }

  /// The JDK's handle with a segment.
  ///
  /// @param argument the array
  /// @return its first element
  @Benchmark
  public double array_jdk(Argument argument) {
    try {
      return (double) JDK_ARRAY.invokeExact(argument.array.segment());
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// An array, checked and passed.
  ///
  /// @param argument the array
  /// @return its first element
  @Benchmark
  public double array_interface(Argument argument) {
    return ARRAY.of(argument.array);
  }

  /// An array, without leaving Java state.
  ///
  /// @param argument the array
  /// @return its first element
  @Benchmark
  public double array_critical(Argument argument) {
    return CRITICAL_ARRAY.of(argument.array);
  }

  /// A typed view.
  ///
  /// @param argument the array
  /// @return its first element
  @Benchmark
  public double array_view(Argument argument) {
    return VIEW.of(argument.view);
  }
}
