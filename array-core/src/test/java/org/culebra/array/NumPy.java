package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The NumPy of `python3`, where there is one, running the scripts of `src/test/python`.
final class NumPy {

  private static final Path SCRIPTS = Path.of("src", "test", "python");

  private NumPy() {}

  /// Skips the test where there is no NumPy of version 2.
  static NumPy orSkip() {
    assumeTrue(isThere(), "no python3 with NumPy 2");
    return new NumPy();
  }

  private static boolean isThere() {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", "import numpy; exit(int(numpy.__version__[0]) < 2)")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The output of a script, which must succeed.
  String run(String script, String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("python3", SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    try {
      Path in = Files.writeString(Files.createTempFile("numpy", ".txt"), input);
      Process process =
          new ProcessBuilder(command).redirectInput(in.toFile()).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      Files.delete(in);
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
