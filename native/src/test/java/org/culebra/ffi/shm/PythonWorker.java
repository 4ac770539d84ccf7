package org.culebra.ffi.shm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.culebra.testsupport.Peers;

/// A Python that opens, creates and unlinks shared memory by its own standard library.
final class PythonWorker implements AutoCloseable {

  private final Process process;
  private final PrintStream commands;
  private final BufferedReader answers;

  PythonWorker() throws IOException {
    process =
        new ProcessBuilder(
                Peers.python("numpy").toString(),
                Path.of("src", "test", "python", "shared_memory.py").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  String ask(String command, String text) throws IOException {
    commands.println(command + " " + text);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the worker has ended at: " + command + " " + text);
    }
    return answer;
  }

  /// Ends it with all that it still holds.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Ends it as a program ends, its resource tracker too.
  int end() throws InterruptedException {
    commands.close();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      kill();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}
