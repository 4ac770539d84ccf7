package org.culebra.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs programs of the benchmarks, each in a JVM of its own.
final class FreshJvm {
  private FreshJvm() {}

  static List<String> command(List<String> options, String program, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.culebra.benchmarks." + program);
    command.addAll(List.of(args));
    return command;
  }

  /// What a process prints.
  ///
  /// @throws IOException if it fails; the message has its output
  static List<String> lines(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (exit(process) != 0) {
      throw new IOException("%s ended with %d: %s".formatted(command, exit(process), text));
    }
    return text.lines().toList();
  }

  static int exit(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      throw new IllegalStateException("interrupted while a benchmark runs", e);
    }
  }
}
