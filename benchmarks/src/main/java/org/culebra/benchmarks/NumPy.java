package org.culebra.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The operations of a script in a Python process that stays open: NumPy takes its turn on request
/// and measures its own time, so that no call from Java to Python is measured.
final class NumPy implements AutoCloseable {

  /// The duration of an operation, in nanoseconds.
  record Times(double median, double least) {}

  private final Process process;
  private final PrintStream requests;
  private final BufferedReader answers;

  private NumPy(Process process) {
    this.process = process;
    requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts `python3`, or what the environment variable `PYTHON` names.
  ///
  /// @param n the length of both axes of all arrays
  /// @return the process; nothing if there is no Python with NumPy
  static Optional<NumPy> start(int n) {
    String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
    if (!has(python, "numpy")) {
      return Optional.empty();
    }
    return Optional.of(started(python, "operations.py", Integer.toString(n)));
  }

  /// Starts `python3`, or what the environment variable `PYTHON` names.
  ///
  /// @param file a `.safetensors` file
  /// @return the process; nothing if there is no Python with safetensors and PyTorch
  static Optional<NumPy> startSafetensors(Path file) {
    String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
    if (!has(python, "safetensors.torch")) {
      return Optional.empty();
    }
    return Optional.of(started(python, "safetensors_files.py", file.toString()));
  }

  /// Starts the Python of Debian's JPype, which starts a JVM with this JVM's class path.
  ///
  /// @return the process; nothing if JPype or NumPy is missing
  static Optional<NumPy> startJPype() {
    String python = "/usr/bin/python3";
    Path jar = Path.of("/usr/share/java/org.jpype.jar");
    if (!Files.isRegularFile(jar) || !has(python, "jpype, numpy")) {
      return Optional.empty();
    }
    String classPath = jar + File.pathSeparator + System.getProperty("java.class.path");
    String home = System.getProperty("java.home");
    return Optional.of(started(python, "jpype_exchange.py", home, classPath));
  }

  private static NumPy started(String python, String resource, String... arguments) {
    try (InputStream in = NumPy.class.getResourceAsStream(resource)) {
      byte[] text = Objects.requireNonNull(in, resource).readAllBytes();
      List<String> command = new ArrayList<>(List.of(python, "-c"));
      command.add(new String(text, StandardCharsets.UTF_8));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command);
      return new NumPy(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean has(String python, String modules) {
    try {
      ProcessBuilder builder = new ProcessBuilder(python, "-c", "import " + modules);
      return builder.redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no such command
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while looking for NumPy", e);
    }
  }

  /// Runs an operation for a while.
  Times measure(String operation) {
    try {
      requests.println(operation);
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("expected the times of " + operation + " but found none");
      }
      String[] times = answer.split(" ", 2);
      return new Times(Double.parseDouble(times[0]), Double.parseDouble(times[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends the process.
  @Override
  public void close() {
    requests.close();
    process.destroy();
  }
}
