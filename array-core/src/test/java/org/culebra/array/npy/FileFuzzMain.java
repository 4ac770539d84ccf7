package org.culebra.array.npy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.npy.ForgedZip.Claim;

/// Reads damaged `.npz` and `.npy` files; ends with 1 where anything but our own rejection comes
/// out.
public final class FileFuzzMain {

  private static final int[] EXTREMES = {
    0, 1, 2, 8, 0x7f, 0xff, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xc000_0000
  };

  private FileFuzzMain() {}

  /// Runs.
  ///
  /// @param arguments how many files, and the seed
  public static void main(String[] arguments) throws IOException {
    Random random = new Random(Long.parseLong(arguments[1]));
    List<byte[]> archives = archives();
    List<byte[]> arrays = NpyGolden.ALL.stream().map(NpyGolden::file).toList();
    Path file = Path.of("fuzz.bin");
    int read = 0;
    int rejected = 0;
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      boolean archive = random.nextInt(3) > 0;
      List<byte[]> files = archive ? archives : arrays;
      byte[] bytes = damaged(files.get(random.nextInt(files.size())), random);
      Files.write(file, bytes);
      try {
        read += archive ? readArchive(file) : readArray(file, bytes, random);
      } catch (FormatException e) {
        rejected++;
        check(e, file, bytes);
      } catch (RuntimeException | IOException | Error e) {
        throw new AssertionError("file " + i + ": " + Arrays.toString(bytes), e);
      }
    }
    System.out.println("read " + read + ", rejected " + rejected);
  }

  private static void check(FormatException e, Path file, byte[] bytes) {
    String message = String.valueOf(e.getMessage());
    boolean ours = message.contains("expected ") && !message.contains("null");
    if (!ours || !(message.startsWith(file.toString()) || message.startsWith("expected "))) {
      throw new AssertionError(Arrays.toString(bytes), e);
    }
  }

  private static List<byte[]> archives() throws IOException {
    List<byte[]> archives = new ArrayList<>();
    archives.add(NpyGolden.resource("golden.npz"));
    archives.add(NpyGolden.resource("golden_compressed.npz"));
    Path file = Path.of("good.npz");
    Map<String, NDArray> arrays =
        Map.of("x", NDArray.zeros(DType.FLOAT64, 3, 50), "y/z", NDArray.copyOf(new int[] {1, 2}));
    Npz.write(file, arrays);
    archives.add(Files.readAllBytes(file));
    Npz.writeCompressed(file, arrays);
    archives.add(Files.readAllBytes(file));
    byte[] npy = NpzHostileTest.npy(5, 5);
    long[] claims = {133, 3L << 30, 1L << 42, Long.MAX_VALUE, -1, 1000, 100_000};
    for (long claim : claims) {
      for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
        Claim truth = Claim.of("a.npy", method, npy);
        archives.add(new ForgedZip().add(truth.sizes(claim, claim), npy).again(truth).bytes());
        archives.add(new ForgedZip().add(truth.sizes(truth.packed(), claim), npy).bytes());
        byte[] big = NpzHostileTest.npy(Math.max(0, claim), 0);
        Claim huge = Claim.of("b.npy", method, big);
        archives.add(new ForgedZip().add(huge.sizes(huge.packed(), claim), big).bytes());
      }
    }
    return archives;
  }

  private static int readArchive(Path file) throws IOException {
    int read = 0;
    try (Npz npz = Npz.open(file)) {
      for (String name : npz.names()) {
        read(npz.read(name));
        read++;
      }
    }
    return read;
  }

  /// Every byte.
  private static void read(NDArray array) {
    if (array.rawBytes().length != array.byteSize()) {
      throw new AssertionError(array.layout());
    }
  }

  private static int readArray(Path file, byte[] bytes, Random random) throws IOException {
    NDArray array =
        switch (random.nextInt(3)) {
          case 0 -> Npy.read(file);
          case 1 -> Npy.map(file);
          default -> Npy.read(new ByteArrayInputStream(bytes));
        };
    read(array);
    return 1;
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2, 3 -> put(bytes, at, EXTREMES[random.nextInt(EXTREMES.length)], random);
        case 4 -> bytes = cut(bytes, at, Math.min(bytes.length, at + random.nextInt(60)));
        default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
      }
    }
    return bytes;
  }

  /// Most numbers of a zip file stand in its last 150 bytes, in the table.
  private static void put(byte[] bytes, int at, int value, Random random) {
    int near = Math.max(0, bytes.length - 1 - random.nextInt(150));
    int from = random.nextBoolean() ? at : near;
    int width = random.nextBoolean() ? 4 : 2;
    for (int k = 0; k < width && from + k < bytes.length; k++) {
      bytes[from + k] = (byte) (value >>> 8 * k);
    }
  }

  private static byte[] cut(byte[] bytes, int from, int to) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.write(bytes, 0, Math.max(1, from));
    rest.write(bytes, to, bytes.length - to);
    return rest.toByteArray();
  }
}
