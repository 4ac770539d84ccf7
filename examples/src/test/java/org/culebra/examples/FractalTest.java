package org.culebra.examples;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.culebra.array.NDArray;
import org.culebra.array.npy.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The results of the main example, known from C: sum, CRC-32 and the number of pixels inside the
/// set.
final class FractalTest {

  /// For the image of the seed's own C files, compiled by gcc.
  private static final long CRC = 0xd957_5dbcL;

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
                  assertThat(different.zipLongsFrom(c, java, (a, b) -> a == b ? 0 : 1).sumLong())
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

  /// The sizes of the seed's raw dump and of the smallest formats for it; the pixels are written
  /// from the array's own memory.
  @Test
  void imageFiles_haveTheirSizes_andHoldTheImage(@TempDir Path folder) {
    withImage(
        Fractal::byOneCall,
        image -> {
          try {
            Path raw = write(folder.resolve("c.raw"), "", image);
            Path pgm = write(folder.resolve("c.pgm"), "P5\n1500 1000\n255\n", image);
            assertThat(Files.size(raw)).isEqualTo(1_500_000);
            assertThat(Files.size(pgm)).isEqualTo(1_500_017);
            assertThat(crc(Files.readAllBytes(raw))).isEqualTo(CRC);
            byte[] pixels = Arrays.copyOfRange(Files.readAllBytes(pgm), 17, 1_500_017);
            assertThat(crc(pixels)).isEqualTo(CRC);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Path write(Path file, String header, NDArray image) throws IOException {
    try (FileChannel out = FileChannel.open(file, CREATE_NEW, WRITE)) {
      out.write(ByteBuffer.wrap(header.getBytes(StandardCharsets.US_ASCII)));
      out.write(image.segment().asByteBuffer());
    }
    return file;
  }

  /// How the seed writes the image: `frombuffer("L", ...)` and `save("... .png")`.
  @Test
  void grayPicture_decodesToTheSamePixels(@TempDir Path folder) {
    withImage(
        Fractal::byOneCall,
        image -> {
          try {
            BufferedImage gray =
                new BufferedImage(Fractal.WIDTH, Fractal.HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
            gray.getRaster()
                .setDataElements(0, 0, Fractal.WIDTH, Fractal.HEIGHT, image.toByteArray());
            Path file = folder.resolve("fractal.png");
            assertThat(ImageIO.write(gray, "png", file.toFile())).isTrue();

            assertThat(crc(Picture.read(file))).isEqualTo(CRC);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
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

  private static long crc(byte[] pixels) {
    CRC32 crc = new CRC32();
    crc.update(pixels);
    return crc.getValue();
  }

  private static void assertExact(NDArray image) {
    assertThat(image.sumLong()).isEqualTo(12_586_380);
    assertThat(crc(image.toByteArray())).isEqualTo(CRC);
    NDArray inside = NDArray.zeros(image.dtype(), image.shape());
    assertThat(inside.mapLongsFrom(image, v -> v == 20 ? 1 : 0).sumLong()).isEqualTo(432_581);
  }
}
