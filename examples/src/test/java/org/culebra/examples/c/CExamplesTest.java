package org.culebra.examples.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.imageio.ImageIO;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.Ref;
import org.culebra.ffi.header.CHeader;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each example is run with the real library, and its results are compared with the JDK's.
final class CExamplesTest {
  @Test
  void zlib() throws DataFormatException {
    requires("z", "zlib.h");
    NDArray numbers = NDArray.zeros(DType.INT32, 100, 1000);
    numbers.mapLongsFrom(numbers, value -> value);
    for (int i = 0; i < 100; i++) {
      numbers.select(0, i).fill((long) i);
    }

    NDArray compressed = Zlib.compress(numbers);

    byte[] expected = numbers.rawBytes();
    byte[] inflated = new byte[expected.length];
    Inflater inflater = new Inflater();
    inflater.setInput(compressed.rawBytes());
    assertThat(inflater.inflate(inflated)).isEqualTo(expected.length);
    inflater.end();
    assertThat(inflated).isEqualTo(expected);

    NDArray back = NDArray.zeros(DType.INT32, 100, 1000);
    Zlib.inflate(compressed, back);
    assertThat(back.contentEquals(numbers)).isTrue();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Zlib.inflate(compressed, NDArray.zeros(DType.INT32, 10)))
        .withMessage("buffer error");
    assertThat(printedBy(Zlib::main)).isEqualTo("true true\n");
  }

  @Test
  void sqlite() {
    requires("sqlite3", "sqlite3.h");
    Ref.OfPointer opened = Ref.ofPointer();
    Sqlite.call("sqlite3_open", ":memory:", opened);
    MemorySegment database = opened.get();
    NDArray x = NDArray.copyOf(new short[] {1, -2, 300});

    Sqlite.query(database, "CREATE TABLE t (x BLOB)");
    NDArray stored = SqliteBlob.exchange(database, "INSERT INTO t VALUES (?) RETURNING x", x);

    assertThat(stored.contentEquals(x)).isTrue();
    assertThat(Sqlite.query(database, "SELECT hex(x), typeof(x) FROM t"))
        .containsExactly("0100FEFF2C01|blob");
    assertThatIllegalStateException()
        .isThrownBy(() -> Sqlite.query(database, "SELECT nothing"))
        .withMessage("sqlite3_exec returns 1");
    Sqlite.call("sqlite3_close", database);
    assertThat(printedBy(Sqlite::main)).isEqualTo("[1|one, 2|two]\n");
    assertThat(printedBy(SqliteBlob::main)).isEqualTo("[1. 2. 3.]\n");
  }

  @Test
  void failuresInRows_areThrownByTheCall() {
    requires("sqlite3", "sqlite3.h");
    Ref.OfPointer opened = Ref.ofPointer();
    Sqlite.call("sqlite3_open", ":memory:", opened);

    // a row with NULL has no text to join
    assertThatThrownBy(() -> Sqlite.query(opened.get(), "SELECT NULL, x'ff'"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-8");

    Sqlite.call("sqlite3_close", opened.get());
  }

  @Test
  void gsl() {
    requires("gsl", "gsl/gsl_deriv.h");

    // the third example of GSL's manual: the derivative of x^1.5 at 2 is 2.121320312002
    double[] derivative = Gsl.derivative((x, params) -> Math.pow(x, 1.5), 2);

    assertThat(derivative[0]).isCloseTo(1.5 * Math.sqrt(2), within(1e-6));
    assertThatThrownBy(() ->
            Gsl.derivative(
                (x, params) -> {
                  throw new ArithmeticException("no value at " + x);
                },
                2))
        .isInstanceOf(ArithmeticException.class);
    NDArray matrix = NDArray.copyOf(new double[] {3, 1, 1, 4, 1, 1}, 2, 3);
    assertThat(Gsl.norm(matrix.slice(":, 0"))).isEqualTo(5);
    assertThat(Gsl.norm(matrix.slice("0, ::2"))).isEqualTo(Math.sqrt(10));
    assertThat(printedBy(Gsl::main))
        .isEqualTo("13.999999737279722 +- 2.886579852358283E-6\n13.0\n");
  }

  @Test
  void blas() {
    requires("openblas", "cblas.h");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int trial = 0; trial < 50; trial++) {
      int m = 1 + random.nextInt(6);
      int k = 1 + random.nextInt(6);
      int n = 1 + random.nextInt(6);
      NDArray a = matrix(random, m, k);
      NDArray b = matrix(random, k, n);

      NDArray product = Blas.multiply(a, b);

      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < k; l++) {
            sum += a.getDouble(i, l) * b.getDouble(l, j);
          }
          assertThat(product.getDouble(i, j)).as("seed %d", seed).isEqualTo(sum);
        }
      }
    }
    assertThat(printedBy(Blas::main)).isEqualTo("[[1. 3.]\n [3. 7.]]\n");
  }

  /// Small integers, so that all sums are exact; a part of a larger matrix, transposed or not.
  private static NDArray matrix(Random random, int rows, int columns) {
    boolean transposed = random.nextBoolean();
    int height = 2 + (transposed ? columns : rows);
    int width = 3 + (transposed ? rows : columns);
    NDArray large = NDArray.zeros(DType.FLOAT64, height, width);
    large.mapFrom(large, value -> random.nextInt(20));
    NDArray part = large.slice("1:" + (height - 1) + ", 2:" + (width - 1));
    return transposed ? part.transpose() : part;
  }

  @Test
  void fftw() {
    requires("fftw3", "fftw3.h");
    Random random = new Random(7);
    NDArray matrix = NDArray.zeros(DType.FLOAT64, 3, 12).transpose();
    matrix.mapFrom(matrix, value -> random.nextGaussian());
    NDArray before = matrix.copy();

    NDArray spectrum = Fftw.transform(matrix);

    assertThat(spectrum.shape()).containsExactly(3, 7);
    assertThat(matrix.contentEquals(before)).isTrue();
    for (int column = 0; column < 3; column++) {
      for (int f = 0; f < 7; f++) {
        double real = 0;
        double imag = 0;
        for (int t = 0; t < 12; t++) {
          double angle = -2 * Math.PI * f * t / 12;
          real += matrix.getDouble(t, column) * Math.cos(angle);
          imag += matrix.getDouble(t, column) * Math.sin(angle);
        }
        assertThat(spectrum.real().getDouble(column, f)).isCloseTo(real, within(1e-12));
        assertThat(spectrum.imag().getDouble(column, f)).isCloseTo(imag, within(1e-12));
      }
    }
    assertThat(printedBy(Fftw::main)).isEqualTo("32.000000 32.000000\n");
  }

  @Test
  void png(@TempDir Path folder) throws IOException {
    requires("png", "png.h");
    Random random = new Random(7);
    BufferedImage image = new BufferedImage(50, 30, BufferedImage.TYPE_INT_RGB);
    long sum = 0;
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 50; x++) {
        int rgb = random.nextInt(1 << 24);
        image.setRGB(x, y, rgb);
        sum += (rgb >> 16) + (rgb >> 8 & 255) + (rgb & 255);
      }
    }
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    ImageIO.write(image, "png", encoded);
    byte[] file = encoded.toByteArray();

    NDArray pixels = Png.decode(file);

    assertThat(pixels.shape()).containsExactly(30, 50, 3);
    assertThat(pixels.getLong(12, 34, 1)).isEqualTo(image.getRGB(34, 12) >> 8 & 255);
    assertThat(pixels.sumLong()).isEqualTo(sum);

    assertThatIOException()
        .isThrownBy(() -> Png.decode(new byte[100]))
        .withMessage("Not a PNG file");
    byte[] corrupt = file.clone();
    corrupt[file.length - 20] ^= 1;
    assertThatIOException().isThrownBy(() -> Png.decode(corrupt)).withMessageContaining("IDAT");
    byte[] truncated = Arrays.copyOf(file, file.length / 2);
    assertThatIOException().isThrownBy(() -> Png.decode(truncated));

    Path path = Files.write(folder.resolve("picture.png"), file);
    assertThat(printed(() -> Png.main(new String[] {path.toString()})))
        .isEqualTo((double) sum / 4500 + "\n");
  }

  @Test
  void digest() throws NoSuchAlgorithmException {
    requires("crypto", "openssl/evp.h");
    NDArray array = NDArray.copyOf(new double[] {1, 2, 3});
    MessageDigest jdk = MessageDigest.getInstance("SHA-512");

    assertThat(Digest.of("sha512", array))
        .isEqualTo(HexFormat.of().formatHex(jdk.digest(array.rawBytes())));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Digest.of("sha0", array))
        .withMessage("expected the name of a digest but found sha0");
    assertThat(printedBy(Digest::main))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
  }

  @Test
  void raster() {
    assertThat(printedBy(Raster::main)).isEqualTo("[[0 1 3 0]\n [0 2 4 0]\n [0 0 0 0]]\n");
  }

  @Test
  void raster_readsIntoAnyStrides() {
    Object band = Raster.LIBRARY.function("raster_create").call(5, 4);
    NDArray numbers = NDArray.zeros(DType.FLOAT32, 4, 5);
    Random random = new Random(7);
    numbers.mapFrom(numbers, value -> random.nextInt(200));
    Raster.transfer(band, "RF_WRITE", 0, 0, numbers);
    NDArray window = numbers.slice("1:4, 2:5");

    for (NDArray target :
        Stream.of(
                NDArray.zeros(DType.FLOAT32, 3, 3),
                NDArray.zeros(DType.FLOAT32, 3, 3).transpose(),
                NDArray.zeros(DType.FLOAT32, 3, 3).slice("::-1, ::-1"),
                NDArray.zeros(DType.FLOAT32, 9, 9).slice("::3, 1:7:2"),
                NDArray.zeros(DType.FLOAT32, 3, 1).broadcastTo(3, 3).copy())
            .toList()) {
      Raster.transfer(band, "RF_READ", 2, 1, target);
      assertThat(target.contentEquals(window)).as(target.toString()).isTrue();
    }
    assertThatThrownBy(() -> Raster.transfer(band, "RF_READ", 3, 2, window))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Raster.transfer(band, "RF_READ", 2, 1, window.asReadOnly()))
        .withMessageContaining("writable");
    Raster.LIBRARY.function("raster_close").call(band);
  }

  private static void requires(String library, String header) {
    assertThat(Peers.library(library)).exists();
    try {
      CHeader.read(header);
    } catch (IllegalArgumentException e) {
      Peers.missing(header, String.valueOf(e.getMessage()));
    }
  }

  private interface Program {
    void run() throws IOException;
  }

  private static String printedBy(Consumer<String[]> main) {
    try {
      return printed(() -> main.accept(new String[0]));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String printed(Program program) throws IOException {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
