package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.ffi.Callback;
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

/// The cost of calling Java from C, and of three pointer arguments that arrive as arrays that Java
/// reads and writes. Nothing should be allocated: run with `-prof gc`.
///
/// With four live callbacks, C calls them in turn: code compiled for one lambda has to serve four.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class Upcalls {

  static final int TIMES = 10_000;
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String LENGTHS =
      "int (const npy_intp output[output_rank], double input[input_rank], int output_rank,"
          + " int input_rank, const double *shift)";
  private static final String USER_DATA =
      "int (const npy_intp output[output_rank], double input[input_rank], int output_rank,"
          + " int input_rank, void *user_data)";
  private static final Driver DRIVER =
      CCalls.LIBRARY.function("call_mappings").as(LOOKUP, Driver.class);

  private interface Driver {
    double run(NDArray functions, NDArray userData, int count, int n);
  }

  @FunctionalInterface
  interface Addresses {
    int at(long output, long input, int outputRank, int inputRank, long shift);
  }

  @FunctionalInterface
  interface Views {
    int at(LongView output, DoubleView input, int outputRank, int inputRank, DoubleView shift);
  }

  @FunctionalInterface
  interface Arrays {
    int at(NDArray output, NDArray input, int outputRank, int inputRank, NDArray shift);
  }

  /// The number of callbacks.
  @Param({"1", "4"})
  public int callbacks;

  private Arena arena;
  private NDArray shifts;
  private NDArray userData;
  private NDArray inC;
  private NDArray empty;
  private NDArray views;
  private NDArray classes;
  private NDArray typed;
  private NDArray arrays;
  private NDArray shared;

  /// Creates the callbacks.
  @Setup
  public void prepare() {
    arena = Arena.ofConfined();
    shifts = NDArray.zeros(arena, DType.FLOAT64, callbacks).fill(0.5);
    userData = pointers(i -> shifts.sliceAxis(0, i, i + 1).address());
    long shift = CCalls.LIBRARY.symbol("shift").address();
    inC = pointers(i -> shift);
    empty = pointers(i -> of(Addresses.class, LENGTHS, empty(i)));
    views = pointers(i -> of(Views.class, LENGTHS, views(i)));
    classes = pointers(i -> of(Views.class, LENGTHS, classes(i)));
    arrays = pointers(i -> of(Arrays.class, LENGTHS, arrays(i)));
    shared = pointers(i -> of(Views.class, LENGTHS, shared(i)));
    typed = pointers(this::withUserData);
  }

  /// Reports the result and frees them.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    if (!Outcome.isContender(params, "empty")) {
      Outcome.reportResult(this, params, 0);
    }
    arena.close();
  }

  private NDArray pointers(IntToLongFunction pointer) {
    NDArray all = NDArray.zeros(arena, DType.UINT64, callbacks);
    for (int i = 0; i < callbacks; i++) {
      all.setLong(i, pointer.applyAsLong(i));
    }
    return all;
  }

  private <T> long of(Class<T> iface, String signature, T target) {
    return Callback.of(signature).as(LOOKUP, iface).in(arena, target).pointer().address();
  }

  private long withUserData(int i) {
    NDArray shift = shifts.sliceAxis(0, i, i + 1);
    return Callback.of(USER_DATA)
        .userData(shift)
        .as(LOOKUP, Views.class)
        .in(arena, views(i))
        .pointer()
        .address();
  }

  /// Lambdas of four classes, as four users would have.
  private static Addresses empty(int i) {
    return switch (i) {
      case 0 -> (output, input, outputRank, inputRank, shift) -> 1;
      case 1 -> (output, input, outputRank, inputRank, shift) -> 2;
      case 2 -> (output, input, outputRank, inputRank, shift) -> 3;
      default -> (output, input, outputRank, inputRank, shift) -> 4;
    };
  }

  /// Separate code for each of four users: no method is shared by two callbacks.
  private static Views views(int i) {
    return switch (i) {
      case 0 ->
          (output, input, m, n, shift) -> {
            for (int axis = 0; axis < n; axis++) {
              input.set(axis, output.get(axis) - shift.get(0));
            }
            return 1;
          };
      case 1 ->
          (output, input, m, n, shift) -> {
            for (int axis = 0; axis < n; axis++) {
              input.set(axis, output.get(axis) + shift.get(0));
            }
            return 2;
          };
      case 2 ->
          (output, input, m, n, shift) -> {
            for (int axis = 0; axis < n; axis++) {
              input.set(axis, output.get(axis) * shift.get(0));
            }
            return 3;
          };
      default ->
          (output, input, m, n, shift) -> {
            for (int axis = 0; axis < n; axis++) {
              input.set(axis, shift.get(0) - output.get(axis));
            }
            return 4;
          };
    };
  }

  /// The same in classes, which C calls without the method that a lambda has in between.
  private static Views classes(int i) {
    return switch (i) {
      case 0 -> new Less();
      case 1 -> new More();
      case 2 -> new Times();
      default -> new Inverse();
    };
  }

  private static final class Less implements Views {
    @Override
    public int at(LongView output, DoubleView input, int m, int n, DoubleView shift) {
      for (int axis = 0; axis < n; axis++) {
        input.set(axis, output.get(axis) - shift.get(0));
      }
      return 1;
    }
  }

  private static final class More implements Views {
    @Override
    public int at(LongView output, DoubleView input, int m, int n, DoubleView shift) {
      for (int axis = 0; axis < n; axis++) {
        input.set(axis, output.get(axis) + shift.get(0));
      }
      return 2;
    }
  }

  private static final class Times implements Views {
    @Override
    public int at(LongView output, DoubleView input, int m, int n, DoubleView shift) {
      for (int axis = 0; axis < n; axis++) {
        input.set(axis, output.get(axis) * shift.get(0));
      }
      return 3;
    }
  }

  private static final class Inverse implements Views {
    @Override
    public int at(LongView output, DoubleView input, int m, int n, DoubleView shift) {
      for (int axis = 0; axis < n; axis++) {
        input.set(axis, shift.get(0) - output.get(axis));
      }
      return 4;
    }
  }

  private static Arrays arrays(int i) {
    return switch (i) {
      case 0 ->
          (output, input, m, n, shift) -> {
            LongView from = output.asLongs();
            DoubleView to = input.asDoubles();
            DoubleView by = shift.asDoubles();
            for (int axis = 0; axis < n; axis++) {
              to.set(axis, from.get(axis) - by.get(0));
            }
            return 1;
          };
      case 1 ->
          (output, input, m, n, shift) -> {
            LongView from = output.asLongs();
            DoubleView to = input.asDoubles();
            DoubleView by = shift.asDoubles();
            for (int axis = 0; axis < n; axis++) {
              to.set(axis, from.get(axis) + by.get(0));
            }
            return 2;
          };
      case 2 ->
          (output, input, m, n, shift) -> {
            LongView from = output.asLongs();
            DoubleView to = input.asDoubles();
            DoubleView by = shift.asDoubles();
            for (int axis = 0; axis < n; axis++) {
              to.set(axis, from.get(axis) * by.get(0));
            }
            return 3;
          };
      default ->
          (output, input, m, n, shift) -> {
            LongView from = output.asLongs();
            DoubleView to = input.asDoubles();
            DoubleView by = shift.asDoubles();
            for (int axis = 0; axis < n; axis++) {
              to.set(axis, by.get(0) - from.get(axis));
            }
            return 4;
          };
    };
  }

  /// Four users of one method, which C2 may compile separately before it is inlined.
  private static Views shared(int i) {
    return switch (i) {
      case 0 -> Upcalls::map;
      case 1 -> (output, input, m, n, shift) -> map(output, input, m, n, shift);
      case 2 -> (output, input, m, n, shift) -> 1 + map(output, input, m, n, shift);
      default -> (output, input, m, n, shift) -> 2 + map(output, input, m, n, shift);
    };
  }

  private static int map(LongView output, DoubleView input, int m, int n, DoubleView shift) {
    for (int axis = 0; axis < n; axis++) {
      input.set(axis, output.get(axis) - shift.get(0));
    }
    return 1;
  }

  /// C calls C.
  ///
  /// @return a sum
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double upcall_gcc() {
    return DRIVER.run(inC, userData, callbacks, TIMES);
  }

  /// The same arguments, with the pointers as unused addresses.
  ///
  /// @return a sum
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double upcall_empty() {
    return DRIVER.run(empty, userData, callbacks, TIMES);
  }

  /// Three pointers as typed views, read and written.
  ///
  /// @return a sum
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double upcall_views() {
    return DRIVER.run(views, userData, callbacks, TIMES);
  }

  /// Like [#upcall_views()], with objects of classes instead of lambdas.
  ///
  /// @return a sum
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double upcall_classes() {
    return DRIVER.run(classes, userData, callbacks, TIMES);
  }

  /// Two pointers as typed views, and Java user data.
  ///
  /// @return a sum
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double upcall_userData() {
    return DRIVER.run(typed, userData, callbacks, TIMES);
  }

  /// Three pointers as arrays, from which views are created.
  ///
  /// @return a sum
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double upcall_arrays() {
    return DRIVER.run(arrays, userData, callbacks, TIMES);
  }

  /// Like [#upcall_views()], with lambdas that call the same method.
  ///
  /// @return a sum
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double upcall_shared() {
    return DRIVER.run(shared, userData, callbacks, TIMES);
  }
}
