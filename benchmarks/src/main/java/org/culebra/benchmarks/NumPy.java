package org.culebra.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/// The operations of `operations.py` in a Python process that stays open: NumPy takes its turn on
/// request and measures its own time, so that no call from Java to Python is measured.
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
    if (!hasNumPy(python)) {
      return Optional.empty();
    }
    try (InputStream in = NumPy.class.getResourceAsStream("operations.py")) {
      String script = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      ProcessBuilder builder = new ProcessBuilder(python, "-c", script, Integer.toString(n));
      return Optional.of(new NumPy(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasNumPy(String python) {
    try {
      ProcessBuilder builder = new ProcessBuilder(python, "-c", "import numpy");
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
