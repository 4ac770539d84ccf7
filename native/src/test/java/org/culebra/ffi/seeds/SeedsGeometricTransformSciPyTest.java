package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.npy.Npy;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.Callback;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tests' own resampler, which C and Java run together, against SciPy's on random images.
class SeedsGeometricTransformSciPyTest {
  private static final CFunction TRANSFORM = SciPy.open().function("geometric_transform");
  private static final Path SCRIPT = Path.of("src", "test", "python", "geometric_transform.py");
  private static final int CASES = Boolean.getBoolean("culebra.long") ? 5_000 : 300;

  private final Random random = Seeds.random("SeedsGeometricTransformSciPyTest");
  private final NDArray shift = NDArray.zeros(DType.FLOAT64, 1);

  /// Whole and half pixels lie on the edges of the spline's pieces, and of the image.
  private double anyShift() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(-3, 4);
      case 1 -> random.nextInt(-5, 6) / 2.0;
      case 2 -> random.nextGaussian() * 1e-9;
      default -> random.nextDouble(-4, 4);
    };
  }

  private NDArray anyImage() {
    int rows = random.nextInt(1, 12);
    int columns = random.nextInt(1, 12);
    double[] pixels = random.doubles((long) rows * columns, -10, 10).toArray();
    return NDArray.copyOf(pixels, rows, columns);
  }

  @Test
  void randomImagesAndShifts_areResampledAsByScipy(@TempDir Path folder) throws IOException {
    Path python = Peers.python("scipy", "numpy");
    List<String> cases = new ArrayList<>();
    List<NDArray> ours = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      Callback map =
          Callback.of(SciPy.MAPPING)
              .userData(shift)
              .as(MethodHandles.lookup(), SciPy.Mapping.class)
              .in(arena, SeedsGeometricTransformTest::shifted);
      for (int i = 0; i < CASES; i++) {
        NDArray image = anyImage();
        int order = random.nextBoolean() ? 1 : 3;
        shift.setDouble(0, anyShift());
        NDArray moved = NDArray.zeros(DType.FLOAT64, image.shape());
        TRANSFORM.call(image, image.shape(0), image.shape(1), order, map, shift, moved);
        ours.add(moved);
        cases.add("%d %d %s".formatted(i, order, Double.toHexString(shift.getDouble(0))));
        Npy.write(folder.resolve(i + ".npy"), image);
      }
    }
    Files.write(folder.resolve("cases.txt"), cases);

    Command run = Command.run(List.of(python.toString(), SCRIPT.toString(), folder.toString()));
    assertThat(run.status()).as(run.output()).isZero();

    for (int i = 0; i < CASES; i++) {
      double[] scipys = Npy.read(folder.resolve(i + ".scipy.npy")).toDoubleArray();
      assertThat(ours.get(i).toDoubleArray())
          .as("case, order, shift: %s; image: %s", cases.get(i), ours.get(i).layout())
          .containsExactly(scipys, within(1e-12));
    }
  }
}
