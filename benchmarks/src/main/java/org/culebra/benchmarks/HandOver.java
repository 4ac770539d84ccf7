package org.culebra.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.shm.SharedMemory;
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

/// The cost of handing an array in shared memory over to another process, a Python with NumPy,
/// until that has answered with the array's last element. `hand_over.py` does the same between two
/// Pythons.
///
/// Needs a Python with NumPy, the one that the environment variable `PYTHON` names or `python3`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class HandOver {

  /// The size of the array in megabytes.
  @Param("128")
  public int megabytes;

  private ExchangeArena arena;
  private SharedMemory shared;
  private NDArray numbers;
  private Process worker;
  private Writer messages;
  private BufferedReader answers;

  /// Creates the array and starts the other process.
  ///
  /// @throws IOException if there is not so much memory
  @Setup
  public void prepare() throws IOException {
    arena = ExchangeArena.ofShared();
    shared = SharedMemory.create(arena, (long) megabytes << 20);
    numbers = shared.array(DType.FLOAT64, shared.byteSize() / Double.BYTES).fill(1.5);
    String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
    Path script =
        Path.of(
            System.getProperty("culebra.benchmarks.sources", "src/main"), "python", "hand_over.py");
    worker = started(python, script);
    messages = worker.outputWriter();
    answers = worker.inputReader();
    answers.readLine();
  }

  private static Process started(String python, Path script) {
    try {
      return new ProcessBuilder(python, script.toString(), "worker")
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException none) {
      throw Outcome.missing(none);
    }
  }

  /// Reports the result and ends the process.
  ///
  /// @throws IOException if that fails
  @TearDown
  public void report() throws IOException {
    Outcome.report(send_culebra());
    messages.close();
    worker.destroy();
    arena.close();
  }

  /// A line of JSON to Python, and the answer.
  ///
  /// @return the last element
  /// @throws IOException if the process has ended
  @Benchmark
  public double send_culebra() throws IOException {
    messages.write(shared.describe(numbers).toJson() + "\n");
    messages.flush();
    return Double.parseDouble(answers.readLine());
  }
}
