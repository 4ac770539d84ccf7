package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.culebra.array.NDArray;
import org.culebra.array.Reductions;
import org.culebra.python.PythonScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PosterTest {
  @Test
  void thirds_haveNoSeam(@TempDir Path folder) throws IOException {
    Poster poster = new Poster(30, 10);
    Poster withoutNumpy = new Poster(30, 10);
    try (PythonScope py = StartedPython.with("numpy").open()) {
      poster.compute(new Fractal(), py);
    }
    withoutNumpy.compute(new Fractal(), null);

    NDArray steps = poster.steps();
    assertThat(steps.contentEquals(withoutNumpy.steps())).isTrue();
    assertThat(Reductions.any(steps, 0).sumLong()).isEqualTo(60); // no column was left out
    assertThat(steps.minLong()).isLessThan(40);
    assertThat(steps.maxLong()).isEqualTo(255);

    Path file = folder.resolve("poster.jpg");
    poster.write(file);
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(30);
  }

  @Test
  void point_inJava_takesAsManyStepsAsInTheTheory() {
    // 1 leaves at the second step: 1, 2, 5; 0.25 never
    assertThat(Fractal.steps(1f, 0f, 255)).isEqualTo(1);
    assertThat(Fractal.steps(0.25f, 0f, 255)).isEqualTo(255);
  }
}
