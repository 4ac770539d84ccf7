package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;
import org.culebra.array.NDArray;
import org.culebra.array.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The main job's results, known from C: sum, CRC-32 and the number of pixels inside the set.
final class FractalTest {

  private final Fractal fractal = new Fractal();

  @Test
  void oneCall_fillsJavasOwnMemory() {
    withImage(
        Fractal::byOneCall,
        image -> {
          assertExact(image);
          assertThat(fractal.bytesCopied(image)).isZero();
        });
  }

  @Test
  void aCallForEachPixel_givesTheSameImage() {
    withImage(Fractal::byCallForEachPixel, FractalTest::assertExact);
  }

  @Test
  void aCallbackForEachPixel_givesTheSameImage() {
    withImage(Fractal::byCallbackForEachPixel, FractalTest::assertExact);
  }

  @Test
  void javaInDoubles_differsInNinePixels() {
    withImage(
        Fractal::byOneCall,
        c ->
            withImage(
                Fractal::byJava,
                java -> {
                  NDArray different = NDArray.zeros(c.dtype(), c.shape());
                  assertThat(different.zipLongs(c, java, (a, b) -> a == b ? 0 : 1).sumLong())
                      .isEqualTo(9);
                  assertThat(java.sumLong()).isEqualTo(12_586_377);
                }));
  }

  @Test
  void picture_andArrayFile_holdTheImage(@TempDir Path folder) {
    withImage(
        Fractal::byOneCall,
        image -> {
          try {
            Picture.write(image, folder.resolve("a.png"));
            assertThat(Picture.read(folder.resolve("a.png"))).isEqualTo(image.toByteArray());
            Npy.write(folder.resolve("a.npy"), image);
            byte[] file = Files.readAllBytes(folder.resolve("a.npy"));
            assertThat(file[6]).as("major version").isEqualTo((byte) 1);
            assertThat(file[7]).as("minor version").isEqualTo((byte) 0);
            assertThat(file).hasSize(128 + Fractal.WIDTH * Fractal.HEIGHT);
            assertThat(Npy.read(folder.resolve("a.npy")).contentEquals(image)).isTrue();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void momentum_isAsExpected() {
    Momentum momentum = new Momentum();
    assertThat(momentum.length(3, 4, 12)).isEqualTo(13);
    assertThat(momentum.meanOfMany(42)).isBetween(15.9077, 16.0077);
  }

  private interface Check {
    void of(NDArray image);
  }

  private void withImage(BiConsumer<Fractal, NDArray> job, Check check) {
    try (Arena arena = Arena.ofConfined()) {
      NDArray image = Fractal.newImage(arena);
      job.accept(fractal, image);
      check.of(image);
    }
  }

  private static void assertExact(NDArray image) {
    CRC32 crc = new CRC32();
    crc.update(image.toBytes());
    assertThat(image.sumLong()).isEqualTo(12_586_380);
    assertThat(crc.getValue()).isEqualTo(0xd957_5dbcL);
    NDArray inside = NDArray.zeros(image.dtype(), image.shape());
    assertThat(inside.mapLongs(image, v -> v == 20 ? 1 : 0).sumLong()).isEqualTo(432_581);
  }
}
