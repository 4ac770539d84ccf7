package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs the scripts of `src/test/python`, with the Python that [Numpy] has.
public final class PythonScript {

  private static final Path FOLDER = Path.of("src", "test", "python");

  private PythonScript() {}

  /// The output of a script, which must succeed.
  public static String run(String script, String input, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(Numpy.python().toString(), FOLDER.resolve(script).toString()));
    command.addAll(List.of(arguments));
    return run(command, input.getBytes(StandardCharsets.UTF_8));
  }

  /// The output of a program, which must succeed.
  public static String run(List<String> command, byte[] input) {
    try {
      Path in = Files.write(Files.createTempFile("input", ".bin"), input);
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .start();
        byte[] output = process.getInputStream().readAllBytes();
        String text = new String(output, StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text.stripTrailing(); // an answer may begin with a tab
      } finally {
        Files.delete(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
