package org.culebra.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What the forks print, one after another in one file.
final class Log {
  private final Path file;
  private final Path fork;

  /// @param file is replaced
  Log(Path file) throws IOException {
    this.file = file;
    fork = file.resolveSibling("fork.log");
    Files.deleteIfExists(file);
  }

  /// The file for the output of a fork.
  Path ofFork() throws IOException {
    Files.deleteIfExists(fork);
    return fork;
  }

  /// Adds the output of the fork.
  void endFork() throws IOException {
    if (Files.exists(fork)) {
      Files.write(
          file, Files.readAllBytes(fork), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Files.delete(fork);
    }
  }
}
