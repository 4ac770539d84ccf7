package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.culebra.ffi.seeds.FractalSeed.HEIGHT;
import static org.culebra.ffi.seeds.FractalSeed.ITERATIONS;
import static org.culebra.ffi.seeds.FractalSeed.LIB;
import static org.culebra.ffi.seeds.FractalSeed.WIDTH;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The second seed computes its image in C alone, in Python alone, and in Python that calls C for
/// each pixel. The three differ in a few pixels, since C computes in `float` and Python in
/// `double`; the sums are those of CPython 3.11 and gcc 12 running the seed's own text.
class SeedsFractalNumbersTest {
  /// The seed's program, whose own text is cut off; it writes `c.raw`.
  private static final String MAIN =
      """
      #include <stdio.h>
      #include <stdlib.h>
      int main(void) {
        Img img = {1500, 1000, malloc(1500 * 1000)};
        FILE *file = fopen("c.raw", "wb");
        if (img.data == NULL || file == NULL) return 1;
        create_fractal(img, 20);
        size_t written = fwrite(img.data, 1, 1500 * 1000, file);
        return fclose(file) == 0 && written == 1500 * 1000 ? 0 : 2;
      }
      """;

  private final FractalSeed.Functions c =
      LIB.bind(MethodHandles.lookup(), FractalSeed.Functions.class);
  private final Arena arena = Arena.ofConfined();
  private final NDArray image = FractalSeed.newImage(arena, HEIGHT, WIDTH);
  private final NDArray fromC = FractalSeed.newImage(arena, HEIGHT, WIDTH);

  @AfterEach
  void close() {
    arena.close();
  }

  private static long differences(NDArray a, NDArray b) {
    return NDArray.zeros(a.dtype(), a.shape())
        .zipLongsFrom(a, b, (x, y) -> x == y ? 0 : 1)
        .sumLong();
  }

  /// The seed's Python loop, which computes coordinates in `double`; C takes them as `float`.
  private void callForEachPixel(NDArray pixels) {
    ByteView view = pixels.asBytes();
    ByteView value = NDArray.zeros(arena, DType.UINT8, 1).asBytes();
    double pixelWidth = 3.0 / view.intShape(1);
    double pixelHeight = 2.0 / view.intShape(0);
    for (int row = 0; row < view.intShape(0); row++) {
      float imag = (float) (row * pixelHeight - 1);
      for (int column = 0; column < view.intShape(1); column++) {
        c.mandel((float) (column * pixelWidth - 2), imag, ITERATIONS, value);
        view.set(row, column, value.get(0));
      }
    }
  }

  /// The seed's two Python functions, all in `double`.
  private static void javaAlone(NDArray pixels) {
    ByteView view = pixels.asBytes();
    double pixelWidth = 3.0 / view.intShape(1);
    double pixelHeight = 2.0 / view.intShape(0);
    for (int row = 0; row < view.intShape(0); row++) {
      double imag = row * pixelHeight - 1;
      for (int column = 0; column < view.intShape(1); column++) {
        view.set(row, column, (byte) steps(column * pixelWidth - 2, imag));
      }
    }
  }

  private static int steps(double x, double y) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      double next = re * re - im * im + x;
      im = re * im + im * re + y;
      re = next;
      if (re * re + im * im >= 4) {
        return i;
      }
    }
    return ITERATIONS;
  }

  @Test
  void coordinatesInDouble_differInSevenPixels() {
    c.create_fractal(FractalSeed.struct(arena, fromC), ITERATIONS);
    callForEachPixel(image);

    assertThat(image.sumLong()).isEqualTo(12_586_379);
    assertThat(differences(image, fromC)).isEqualTo(7);
  }

  @Test
  void everythingInDouble_differsInNinePixels() {
    c.create_fractal(FractalSeed.struct(arena, fromC), ITERATIONS);
    javaAlone(image);

    assertThat(image.sumLong()).isEqualTo(12_586_377);
    assertThat(differences(image, fromC)).isEqualTo(9);
  }

  @Test
  void smallImage_isTheSameInAllThree() {
    NDArray inC = FractalSeed.newImage(arena, 100, 150);
    NDArray calls = FractalSeed.newImage(arena, 100, 150);
    NDArray inJava = FractalSeed.newImage(arena, 100, 150);
    c.create_fractal(FractalSeed.struct(arena, inC), ITERATIONS);
    callForEachPixel(calls);
    javaAlone(inJava);

    assertThat(inC.sumLong()).isEqualTo(126_002);
    assertThat(calls.contentEquals(inC)).isTrue();
    assertThat(inJava.contentEquals(inC)).isTrue();
  }

  /// Runs without Python, and without Java: what the image has to be.
  @Test
  void programInC_writesTheRawImage(@TempDir Path folder) throws IOException, InterruptedException {
    Path program =
        CFixtures.executable(
            "fractal_main",
            FractalSeed.MANDEL + FractalSeed.CREATE_FRACTAL + MAIN,
            "-std=gnu11",
            "-O3",
            "-ffp-contract=off",
            "-Wno-unused-variable");
    Process process = new ProcessBuilder(program.toString()).directory(folder.toFile()).start();
    assertThat(process.waitFor()).isZero();
    byte[] raw = Files.readAllBytes(folder.resolve("c.raw"));
    c.create_fractal(FractalSeed.struct(arena, image), ITERATIONS);

    assertThat(raw).hasSize(1_500_000).isEqualTo(image.toByteArray());
    FractalSeed.assertExact(raw);
  }

  /// What cffi's `new` and `buffer` are for: memory of Java that C fills, as bytes, without a copy.
  @Test
  void bytesOfTheImage_areThere_untilTheClose() {
    ByteView pixels;
    try (Arena own = Arena.ofConfined()) {
      NDArray data = FractalSeed.newImage(own, HEIGHT, WIDTH);
      c.create_fractal(FractalSeed.struct(own, data), ITERATIONS);
      pixels = data.asBytes();
      assertThat(data.segment().byteSize()).isEqualTo(1_500_000);
      assertThat(data.segment().asByteBuffer().get(500 * WIDTH + 750))
          .isEqualTo(pixels.get(500, 750));
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> pixels.get(500, 750))
        .withMessage("Already closed");
  }
}
