package org.culebra.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/// The image of [FractalCalls], computed by Python in a process that stays open: with ctypes, cffi
/// and Cython, and the same C library. Communication with the process takes less than 0.1 ms.
///
/// Needs `python3`, or what the environment variable `PYTHON` names; cffi, and Cython with
/// setuptools, only for their own benchmarks (exclude them with `-e cython`).
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 2, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class FractalPython {

  private Path folder;
  private Process process;
  private PrintStream requests;
  private BufferedReader answers;

  /// Starts Python.
  ///
  /// @throws IOException if there is none
  @Setup
  public void start() throws IOException {
    folder = Files.createTempDirectory("culebra-benchmarks");
    String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
    try (InputStream in = FractalPython.class.getResourceAsStream("fractal.py")) {
      byte[] script = Objects.requireNonNull(in, "fractal.py").readAllBytes();
      Path file = Files.write(folder.resolve("fractal.py"), script);
      List<String> command =
          List.of(python, file.toString(), CCalls.LIBRARY.name(), folder.toString());
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
    requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Ends Python.
  ///
  /// @throws IOException if its folder cannot be deleted
  @TearDown
  public void end() throws IOException {
    requests.close();
    process.destroy();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private String take(String method, String way) {
    requests.println(method + " " + way);
    try {
      String answer = answers.readLine();
      if (answer == null || answer.equals("none")) {
        throw new IllegalStateException(
            "expected a Python with " + method + " but found " + process.info());
      }
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One call through ctypes.
  ///
  /// @return the answer of the process
  @Benchmark
  public String once_ctypes() {
    return take("ctypes", "once");
  }

  /// One call through cffi.
  ///
  /// @return the answer of the process
  @Benchmark
  public String once_cffi() {
    return take("cffi", "once");
  }

  /// One call through Cython.
  ///
  /// @return the answer of the process
  @Benchmark
  public String once_cython() {
    return take("cython", "once");
  }

  /// A call for each pixel through ctypes.
  ///
  /// @return the answer of the process
  @Benchmark
  public String calls_ctypes() {
    return take("ctypes", "calls");
  }

  /// A call for each pixel through cffi in ABI mode, as in the text.
  ///
  /// @return the answer of the process
  @Benchmark
  public String calls_cffi() {
    return take("cffi", "calls");
  }

  /// A call for each pixel from Python to a function compiled by Cython.
  ///
  /// @return the answer of the process
  @Benchmark
  public String calls_cython() {
    return take("cython", "calls");
  }
}
