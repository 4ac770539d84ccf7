package org.culebra.array;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A Python with NumPy, where the machine has one: the one that `CULEBRA_PYTHON` names, else
/// `python3`.
final class Numpy {

  private static final String PYTHON =
      Optional.ofNullable(System.getenv("CULEBRA_PYTHON")).orElse("python3");

  private static final boolean PRESENT = isPresent();

  private Numpy() {}

  private static boolean isPresent() {
    try {
      return start(List.of("-c", "import numpy; assert int(numpy.__version__[0]) >= 2")).waitFor()
          == 0;
    } catch (IOException noPython) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /// Passes the test over, saying what is missing.
  static void require() {
    assumeTrue(
        PRESENT,
        () ->
            PYTHON
                + " with NumPy 2 is missing: only NumPy's committed files were compared,"
                + " not a live NumPy");
  }

  /// Runs `golden.py` and gives its output.
  static String golden(Path scratch, String... arguments) {
    try {
      Path script = Files.write(scratch.resolve("golden.py"), NpyGolden.resource("golden.py"));
      return run(script, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs a script and gives its output.
  static String run(Path script, String... arguments) {
    try {
      List<String> all = new ArrayList<>(List.of(script.toString()));
      all.addAll(List.of(arguments));
      Process process = start(all);
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError(script.getFileName() + " ended with " + status + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
