package org.culebra.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.npy.Npy;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples with files, pictures and tables, compared with NumPy and known values.
final class DataExamplesTest {
  private interface Program {
    void run() throws IOException, SQLException;
  }

  private static List<String> printed(Program program) throws IOException, SQLException {
    PrintStream console = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(console);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static String python(String code, Path... arguments) {
    List<String> command = new ArrayList<>(List.of(Peers.python("numpy").toString(), "-c", code));
    for (Path argument : arguments) {
      command.add(argument.toString());
    }
    Command ended = Command.run(command);
    assertThat(ended.status()).as(ended.output()).isZero();
    return ended.output().strip();
  }

  @Test
  void records_areReadByNumpy_andNumpysAreReadHere(@TempDir Path folder)
      throws IOException, SQLException {
    Path file = folder.resolve("water.npy");

    assertThat(printed(() -> StructuredNpy.main(new String[] {file.toString()})))
        .containsExactly("-1.5", "Atom[symbol=H, charge=1, z=-0.5]");

    String seen =
        python(
            """
            import numpy as np, sys
            a = np.load(sys.argv[1])
            print(a.dtype.names, a["symbol"].tolist(), a["charge"].tolist(), a["z"].tolist())
            a["z"] *= a["charge"]
            np.save(sys.argv[1], a)
            """,
            file);
    assertThat(seen)
        .isEqualTo("('symbol', 'charge', 'z') [b'O', b'H', b'H'] [-2, 1, 1] [0.25, -0.5, -0.5]");
    assertThat(StructuredNpy.dipole(file)).isZero();
  }

  @Test
  void pictures_areProjectedAsByNumpy(@TempDir Path folder) throws IOException {
    Path[] files = {folder.resolve("a.png"), folder.resolve("b.png")};
    Random random = new Random(7);
    NDArray[] images = new NDArray[2];
    for (int i = 0; i < 2; i++) {
      byte[] pixels = new byte[30 * 40];
      random.nextBytes(pixels);
      images[i] = NDArray.copyOf(pixels, DType.UINT8, 30, 40);
      ImageStack.write(images[i], files[i]);
    }
    Path out = folder.resolve("out.png");

    ImageStack.main(new String[] {files[0].toString(), files[1].toString(), out.toString()});

    NDArray stack = ImageStack.read(files);
    assertThat(stack.shape()).containsExactly(2, 30, 40);
    assertThat(stack.select(0, 1).contentEquals(images[1])).isTrue();
    Path[] arrays = {folder.resolve("stack.npy"), folder.resolve("out.npy")};
    Npy.write(arrays[0], stack);
    Npy.write(arrays[1], ImageStack.read(out));
    String code =
        "import numpy as np, sys; a, b = map(np.load, sys.argv[1:]);"
            + " print((a.max(0)[::-1] == b[0]).all())";
    assertThat(python(code, arrays)).isEqualTo("True");
    assertThat(Files.size(out)).isPositive();
  }

  @Test
  void duckDb_readsColumnsWithMissingValues() throws IOException, SQLException {
    assertThat(printed(() -> ArrowToDuckDb.main(new String[0])))
        .containsExactly("Colón", "[20. 31.]");
  }
}
