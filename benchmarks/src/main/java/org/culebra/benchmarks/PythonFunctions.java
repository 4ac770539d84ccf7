package org.culebra.benchmarks;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleBinaryOperator;
import org.culebra.array.DoubleView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.python.PyObject;
import org.culebra.python.PythonScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/// Calls between Java and the Python in the same process, within an open scope: of a function of
/// two numbers in either direction, and by SciPy, which calls a function for each of its points.
///
/// The loops are in `functions.py`; times are CPU time of the thread, as in [PythonExchange].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class PythonFunctions {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String INTEGRAND = "double (int n, const double x[n], void *user_data)";
  private static final String MAPPING =
      "int (const npy_intp output[output_rank], double input[input_rank], int output_rank,"
          + " int input_rank, void *user_data)";

  @FunctionalInterface
  interface Integrand {
    double at(int n, DoubleView x, DoubleView data);
  }

  @FunctionalInterface
  interface Mapping {
    int at(LongView output, DoubleView input, int outputRank, int inputRank, DoubleView data);
  }

  // --- a function of two numbers

  /// Java calls a function of Python.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void toPython_culebra(Open open, PythonExchange.Clock clock) {
    clock.measure(() -> {
      double sum = 0;
      for (int i = 0; i < PythonExchange.LOOP; i++) {
        sum = open.add.applyAsDouble(sum, 2.5);
      }
      open.result = sum;
    });
  }

  /// Python calls a function of C by `ctypes`.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void toPython_ctypes(Open open, PythonExchange.Clock clock) {
    open.repeat(clock, "minimum");
  }

  /// Python calls a lambda of Java.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void fromPython_culebra(Open open, PythonExchange.Clock clock) {
    open.repeat(clock, "lambda_");
  }

  /// Python calls a function of C by `ctypes`.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void fromPython_ctypes(Open open, PythonExchange.Clock clock) {
    open.repeat(clock, "minimum");
  }

  // --- nquad: 9261 calls

  /// SciPy integrates a lambda of Java.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void nquad_culebra(Open open, PythonExchange.Clock clock) {
    open.call(clock, "nquad", open.lambdaIntegrand);
  }

  /// SciPy integrates a function of C.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void nquad_c(Open open, PythonExchange.Clock clock) {
    open.call(clock, "nquad", open.integrandInC);
  }

  /// SciPy integrates a function of Python.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void nquad_python(Open open, PythonExchange.Clock clock) {
    open.call(clock, "nquad", open.module.attribute("integrand"));
  }

  // --- geometric_transform: 64 x 64 calls

  /// SciPy maps an image by a lambda of Java.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void transform_culebra(Open open, PythonExchange.Clock clock) {
    open.call(clock, "transform", open.lambdaMapping);
  }

  /// SciPy maps an image by a function of C.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void transform_c(Open open, PythonExchange.Clock clock) {
    open.call(clock, "transform", open.mappingInC);
  }

  /// SciPy maps an image by a function of Python.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void transform_python(Open open, PythonExchange.Clock clock) {
    open.call(clock, "transform", open.module.attribute("mapping"));
  }

  /// A scope, open as long as an iteration, and functions.
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up
  public static class Open {
    private final CLibrary c =
        CLibrary.compile(
            """
            #include <stdint.h>
            double integrand(int n, double *x, void *user_data) {
              return *(double *) user_data + x[0] - x[1] * x[2];
            }
            int mapping(intptr_t *output, double *input, int m, int n, void *user_data) {
              for (int axis = 0; axis < n; axis++) {
                input[axis] = output[axis] - *(double *) user_data;
              }
              return 1;
            }
            """);
    private final NDArray one = NDArray.copyOf(new double[] {1}, 1);
    private final NDArray half = NDArray.copyOf(new double[] {0.5}, 1);
    private PythonScope py;
    private PyObject module;
    private DoubleBinaryOperator add;
    private PyObject lambdaIntegrand;
    private PyObject integrandInC;
    private PyObject lambdaMapping;
    private PyObject mappingInC;
    private double result = Double.NaN;

    /// Opens the scope.
    ///
    /// @param started Python
    /// @throws IOException if a resource cannot be read
    @Setup(Level.Iteration)
    public void open(PythonExchange.Started started) throws IOException {
      py = started.python.open();
      module = py.importModule("types").callMethod("ModuleType", "functions");
      py.importModule("builtins")
          .callMethod(
              "exec", PythonExchange.Open.script("functions.py"), module.attribute("__dict__"));
      add = module.attribute("add").as(DoubleBinaryOperator.class);
      module.setAttribute("lambda_", py.function(DoubleBinaryOperator.class, Math::min));
      lambdaIntegrand =
          py.capsule(
              LOOKUP,
              Integrand.class,
              INTEGRAND,
              one,
              (n, x, data) -> data.get(0) + x.get(0) - x.get(1) * x.get(2));
      lambdaMapping = py.capsule(LOOKUP, Mapping.class, MAPPING, half, Open::shift);
      integrandInC =
          py.capsule(c.function("double integrand(int n, double *x, void *user_data)"), one);
      mappingInC =
          py.capsule(
              c.function(
                  "int mapping(intptr_t *output, double *input, int m, int n, void *user_data)"),
              half);
    }

    private static int shift(
        LongView output, DoubleView input, int outputRank, int inputRank, DoubleView data) {
      for (int axis = 0; axis < inputRank; axis++) {
        input.set(axis, output.get(axis) - data.get(0));
      }
      return 1;
    }

    private void repeat(PythonExchange.Clock clock, String name) {
      PyObject function = module.attribute(name);
      clock.measure(() -> module.callMethod("repeat", function, PythonExchange.LOOP).close());
      result = function.call(1.5, 2.5).asDouble();
    }

    private void call(PythonExchange.Clock clock, String name, PyObject function) {
      clock.measure(1, () -> result = module.callMethod(name, function).asDouble());
    }

    /// Closes the scope, and reports the result unless the contenders compute different things.
    ///
    /// @param params say what was measured
    @TearDown(Level.Iteration)
    public void close(BenchmarkParams params) {
      if (!Outcome.kernel(params).equals("toPython")) {
        Outcome.report(result, 1e-9);
      }
      py.close();
    }
  }
}
