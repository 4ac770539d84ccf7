package org.culebra.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.python.PyObject;
import org.culebra.python.Python;
import org.culebra.python.PythonOptions;
import org.culebra.python.PythonScope;
import org.openjdk.jmh.annotations.AuxCounters;
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

/// What it costs to hand 16 doubles over between Java and the Python in the same process, within an
/// open scope, beside what Python's own objects cost in the same process.
///
/// What Python does is a loop of it, in `exchange.py`, which does the same for both contenders.
///
/// The times are CPU time of the thread, the least of an iteration: an import of NumPy takes less
/// than a time slice of a busy machine.
///
/// Needs a Python with NumPy, the one that the environment variable `PYTHON` names or the usual
/// one, and for `tensor` PyTorch.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class PythonExchange {

  /// So many in a loop of Python's that the call of the loop does not count.
  static final int LOOP = 1000;

  // --- Java to Python

  /// `np.asarray` of an array of Java.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void asarray_culebra(Open open, Clock clock) {
    open.loop(clock, "asarray", open.java);
  }

  /// `np.asarray` of a `memoryview`.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void asarray_python(Open open, Clock clock) {
    open.loop(clock, "asarray", open.view);
  }

  /// `memoryview` of an array of Java.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void memoryview_culebra(Open open, Clock clock) {
    open.loop(clock, "memoryview", open.javaRow);
  }

  /// `memoryview` of an `array.array`.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void memoryview_python(Open open, Clock clock) {
    open.loop(clock, "memoryview", open.row);
  }

  /// `np.from_dlpack` of an array of Java.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void fromDlpack_culebra(Open open, Clock clock) {
    open.loop(clock, "from_dlpack", open.java);
  }

  /// `np.from_dlpack` of an array of NumPy.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void fromDlpack_python(Open open, Clock clock) {
    open.loop(clock, "from_dlpack", open.numpy);
  }

  // --- Python to Java

  /// An array of NumPy, in Java until its confined arena is closed.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  @Warmup(
      iterations = 20,
      time = 300,
      timeUnit = TimeUnit.MILLISECONDS) // C2 takes long where the machine is busy
  public void toJava_culebra(Open open, Clock clock) {
    open.imports(clock, open.numpy);
  }

  /// `np.from_dlpack` of the same array.
  ///
  /// @param open the scope
  /// @param clock measures
  @Benchmark
  public void toJava_python(Open open, Clock clock) {
    open.loop(clock, "from_dlpack", open.numpy);
  }

  /// A tensor of PyTorch by its exchange table, in Java until its confined arena is closed.
  ///
  /// @param tensor the scope
  /// @param clock measures
  @Benchmark
  @Warmup(
      iterations = 20,
      time = 300,
      timeUnit = TimeUnit.MILLISECONDS) // C2 takes long where the machine is busy
  public void tensor_culebra(Tensor tensor, Clock clock) {
    tensor.open.imports(clock, tensor.tensor);
  }

  /// The method `__dlpack__` of the same tensor, and the end of its capsule.
  ///
  /// @param tensor the scope
  /// @param clock measures
  @Benchmark
  public void tensor_python(Tensor tensor, Clock clock) {
    tensor.open.loop(clock, "dlpack", tensor.tensor);
  }

  // --- scopes

  /// A scope, opened and closed.
  ///
  /// @param started Python
  /// @param clock measures
  @Benchmark
  public void scope_culebra(Started started, Clock clock) {
    clock.measure(() -> {
      for (int i = 0; i < LOOP; i++) {
        started.python.open().close();
      }
    });
  }

  /// `PyGILState_Ensure` and `PyGILState_Release`, called from Java.
  ///
  /// @param started Python
  /// @param clock measures
  @Benchmark
  public void scope_python(Started started, Clock clock) {
    clock.measure(() -> {
      for (int i = 0; i < LOOP; i++) {
        started.lock.PyGILState_Release(started.lock.PyGILState_Ensure());
      }
    });
  }

  /// The same, called from C.
  ///
  /// @param started Python
  /// @param clock measures
  @Benchmark
  public void scope_c(Started started, Clock clock) {
    clock.measure(() -> started.inC.pairs(LOOP));
  }

  // --- states

  /// Python's lock by its C API.
  interface Lock {
    int PyGILState_Ensure();

    void PyGILState_Release(int state);
  }

  /// The same in a loop of C.
  interface LockInC {
    void pairs(int n);
  }

  /// The CPU time of the thread. JMH takes it from the counter.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Clock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// The least CPU time of an operation, in nanoseconds.
    public double ownTime;

    void measure(Runnable loop) {
      measure(LOOP, loop);
    }

    /// Measures so many operations.
    void measure(int times, Runnable operations) {
      long start = THREADS.getCurrentThreadCpuTime();
      operations.run();
      double time = (double) (THREADS.getCurrentThreadCpuTime() - start) / times;
      ownTime = ownTime == 0 ? time : Math.min(ownTime, time);
    }
  }

  /// The Python of the process, with its lock free.
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up
  public static class Started {
    Python python;
    private Lock lock;
    private LockInC inC;

    /// Starts Python.
    @Setup
    public void start() {
      python = running();
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      lock =
          CLibrary.process()
              .declare("int PyGILState_Ensure(void); void PyGILState_Release(int state);")
              .bind(lookup, Lock.class);
      inC =
          CLibrary.compile(
                  """
                  int PyGILState_Ensure(void);
                  void PyGILState_Release(int state);
                  void pairs(int n) {
                    for (int i = 0; i < n; i++) PyGILState_Release(PyGILState_Ensure());
                  }
                  """)
              .declare("void pairs(int n);")
              .bind(lookup, LockInC.class);
    }

    private static synchronized Python running() {
      try {
        return Python.attach();
      } catch (IllegalStateException none) {
        return started();
      }
    }

    private static Python started() {
      String named = System.getenv("PYTHON");
      PythonOptions options = PythonOptions.defaults();
      try {
        return named != null
            ? Python.start(options.executable(Path.of(named)))
            : Python.start(options.modules("numpy", "torch"));
      } catch (IllegalStateException none) {
        throw Outcome.missing(none);
      }
    }
  }

  /// A scope, open as long as an iteration, and what is exchanged in it.
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up
  public static class Open {
    private PythonScope py;
    private PyObject module;
    private PyObject java;
    private PyObject javaRow;
    private PyObject numpy;
    private PyObject view;
    private PyObject row;

    /// Of what was imported, so that it is.
    long address;

    /// Opens the scope.
    ///
    /// @param started Python
    /// @throws IOException if a resource cannot be read
    @Setup(Level.Iteration)
    public void open(Started started) throws IOException {
      py = started.python.open();
      module = py.importModule("types").callMethod("ModuleType", "exchange");
      PyObject builtins = py.importModule("builtins");
      builtins.callMethod("exec", script("exchange.py"), module.attribute("__dict__"));
      java = py.of(NDArray.zeros(DType.FLOAT64, 4, 4));
      javaRow = py.of(NDArray.zeros(DType.FLOAT64, 16));
      numpy = module.attribute("numbers");
      view = module.attribute("view");
      row = module.attribute("row");
    }

    static String script(String name) throws IOException {
      try (InputStream in = PythonExchange.class.getResourceAsStream(name)) {
        byte[] text = Objects.requireNonNull(in, name).readAllBytes();
        return new String(text, StandardCharsets.UTF_8);
      }
    }

    void loop(Clock clock, String name, PyObject object) {
      clock.measure(() -> module.callMethod("repeat", name, object, LOOP).close());
    }

    void imports(Clock clock, PyObject object) {
      clock.measure(() -> {
        for (int i = 0; i < LOOP; i++) {
          try (Arena arena = Arena.ofConfined()) {
            address += py.array(arena, object).address();
          }
        }
      });
    }

    /// Closes the scope.
    @TearDown(Level.Iteration)
    public void close() {
      py.close();
    }
  }

  /// The same, and a tensor.
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up
  public static class Tensor {
    private Open open;
    private PyObject tensor;

    /// Makes the tensor.
    ///
    /// @param scope is open
    @Setup(Level.Iteration)
    public void make(Open scope) {
      open = scope;
      tensor = scope.module.callMethod("tensor");
    }
  }
}
