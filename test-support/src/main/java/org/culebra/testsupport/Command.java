package org.culebra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A program that has ended.
///
/// @param status its exit status
/// @param output its standard output and error, combined
public record Command(int status, String output) {
  private static final long LIMIT_SECONDS = 120;

  /// Checks that nothing is null.
  public Command {
    Objects.requireNonNull(output, "output");
  }

  /// Runs a program with an empty input. It is killed after two minutes.
  ///
  /// @param command the program and its arguments
  /// @return its exit status and output
  /// @throws IllegalStateException if it cannot be started, or does not end in time
  public static Command run(List<String> command) {
    Path folder = TempFolders.create("command-");
    Path log = folder.resolve("output.txt");
    try {
      return new Command(statusOf(command, log), Files.readString(log, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      TempFolders.delete(folder);
    }
  }

  /// Runs a program like [#run(List)], with its output in a file.
  static int statusOf(List<String> command, Path log) {
    Process process = start(command, log);
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "did not end within " + LIMIT_SECONDS + " s: " + String.join(" ", command));
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + command.getFirst(), e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> command, Path log) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new IllegalStateException("cannot start \"" + command.getFirst() + "\"", e);
    }
  }
}
