package org.culebra.array;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.npy.NpyGolden;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;

/// The Python with NumPy 2 that [Peers] finds.
public final class Numpy {

  private Numpy() {}

  /// Ends the test as [Peers#missing] says where there is none.
  public static void require() {
    python();
  }

  /// The Python; the test ends as [Peers#missing] says where there is none. NumPy has its strings
  /// since version 2.
  static Path python() {
    return Peers.python("numpy", "numpy.strings");
  }

  /// Runs `golden.py` and gives its output.
  public static String golden(Path scratch, String... arguments) {
    try {
      Path script = Files.write(scratch.resolve("golden.py"), NpyGolden.resource("golden.py"));
      return run(script, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs a script and gives its output.
  static String run(Path script, String... arguments) {
    List<String> all = new ArrayList<>(List.of(python().toString(), script.toString()));
    all.addAll(List.of(arguments));
    Command ended = Command.run(all);
    if (ended.status() != 0) {
      throw new AssertionError(
          script.getFileName() + " ended with " + ended.status() + ":\n" + ended.output());
    }
    return ended.output();
  }
}
