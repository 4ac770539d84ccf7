package org.culebra.array.npy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.npy.ForgedZip.Claim;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives that lie: about sizes, about where their parts are, about what is in them. Each is
/// rejected with its path, and no memory is taken on its word.
final class NpzHostileTest {

  private static final long GB = 1L << 30;

  @TempDir private Path folder;

  /// A `.npy` file that claims so many bytes of elements.
  static byte[] npy(long claimed, int found) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(NpyHeader.encode(DType.UINT8, false, claimed));
    out.writeBytes(new byte[found]);
    return out.toByteArray();
  }

  private Path file(ForgedZip zip) throws IOException {
    return Files.write(folder.resolve("a.npz"), zip.bytes());
  }

  private void rejected(ForgedZip zip, String message) throws IOException {
    Path file = file(zip);
    assertThatThrownBy(() -> Npz.readAll(file))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + message);
  }

  @Test
  void forged_withTheTruth_isRead() throws IOException {
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      byte[] bytes = npy(5, 5);
      Path file = file(new ForgedZip().add(Claim.of("x.npy", method, bytes), bytes));
      Map<String, NDArray> arrays = Npz.readAll(file);
      assertThat(arrays).containsOnlyKeys("x");
      assertThat(arrays.values()).allSatisfy(x -> assertThat(x.shape()).containsExactly(5));
    }
  }

  @Test
  void table_claimsMoreThanTheFileHas_isRejected() throws IOException {
    long[] claims = {3 * GB, 4095 * GB, Long.MAX_VALUE, 1 << 20, 3 * GB + 128};
    for (long claim : claims) {
      for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
        byte[] bytes = npy(claim, 5);
        Claim truth = Claim.of("x.npy", method, bytes);
        ForgedZip zip = new ForgedZip().add(truth.sizes(claim, claim), bytes);
        int length = zip.bytes().length;
        rejected(
            zip,
            ": expected entries that fit the file's %d bytes together but found that 'x.npy' claims %d bytes"
                .formatted(length, claim));
      }
    }
  }

  @Test
  void table_claimsASizeThatTheBytesCannotHave_isRejected() throws IOException {
    for (long claim : new long[] {3 * GB, 4095 * GB, Long.MAX_VALUE, 1 << 20}) {
      byte[] bytes = npy(claim - 128, 5);
      Claim deflated = Claim.of("x.npy", ZipEntry.DEFLATED, bytes);
      rejected(
          new ForgedZip().add(deflated.sizes(deflated.packed(), claim), bytes),
          ", 'x.npy': expected a size in [0, %d], the limit for %d deflated bytes, but found %d"
              .formatted(1032 * deflated.packed(), deflated.packed(), claim));
      Claim stored = Claim.of("x.npy", ZipEntry.STORED, bytes);
      rejected(
          new ForgedZip().add(stored.sizes(stored.packed(), claim), bytes),
          ", 'x.npy': expected the same size with and without compression for a stored entry but"
              + " found %d and %d bytes".formatted(stored.packed(), claim));
    }
  }

  @Test
  void table_negativeSizes_areRejected() throws IOException {
    byte[] bytes = npy(5, 5);
    for (long claim : new long[] {-1, -5, Long.MIN_VALUE, -3 * GB}) {
      for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
        Claim truth = Claim.of("x.npy", method, bytes);
        rejected(new ForgedZip().add(truth.sizes(claim, claim), bytes), "");
        rejected(new ForgedZip().add(truth.sizes(truth.packed(), claim), bytes), "");
        rejected(new ForgedZip().add(truth.sizes(claim, truth.size()), bytes), "");
      }
    }
  }

  @Test
  void stored_ofTwoSizes_isRejected() throws IOException {
    byte[] bytes = npy(5, 5);
    Claim truth = Claim.of("x.npy", ZipEntry.STORED, bytes);
    rejected(
        new ForgedZip().add(truth.sizes(133, 132), bytes),
        ", 'x.npy': expected the same size with and without compression for a stored entry but"
            + " found 133 and 132 bytes");
    rejected(
        new ForgedZip().add(truth.sizes(132, 133), bytes),
        ", 'x.npy': expected the same size with and without compression for a stored entry but"
            + " found 132 and 133 bytes");
  }

  @Test
  void deflated_longerThanItsSize_isNotReadFurther() throws IOException {
    byte[] bytes = npy(5, 100_000);
    Claim truth = Claim.of("x.npy", ZipEntry.DEFLATED, bytes);
    rejected(
        new ForgedZip().add(truth.sizes(truth.packed(), 133), bytes),
        ", 'x.npy': expected an entry of 133 bytes but found more");
  }

  @Test
  void deflated_shorterThanItsSize_isRejected() throws IOException {
    byte[] bytes = npy(40_000, 5);
    Claim truth = Claim.of("x.npy", ZipEntry.DEFLATED, bytes);
    rejected(
        new ForgedZip().add(truth.sizes(truth.packed(), 40_128), bytes),
        ", 'x.npy': expected 40000 bytes of elements (uint8 of shape (40000,)) but found 5");
  }

  @Test
  void entries_overlapping_areRejected() throws IOException {
    byte[] bytes = npy(1 << 20, 1 << 20);
    Claim truth = Claim.of("x.npy", ZipEntry.DEFLATED, bytes);
    ForgedZip bomb = new ForgedZip().add(truth, bytes);
    for (int i = 0; i < 1000; i++) {
      bomb.again(Claim.of("x" + i + ".npy", ZipEntry.DEFLATED, bytes));
    }
    rejected(bomb, ": expected entries that fit the file's ");
    ForgedZip twice = new ForgedZip().add(truth, bytes);
    rejected(twice.again(truth.sizes(truth.packed(), truth.size())), ": expected entries");
    // Entries that are no arrays are counted too.
    Claim text = new Claim("readme", truth.method(), truth.crc(), truth.packed(), truth.size());
    rejected(new ForgedZip().add(truth, bytes).again(text), ": expected entries that fit");
  }

  @Test
  void names_ofMany_areCutInTheMessage() throws IOException {
    byte[] bytes = npy(0, 0);
    ForgedZip zip = new ForgedZip();
    for (int i = 0; i < 5000; i++) {
      zip.add(Claim.of("x".repeat(200) + i + ".npy", ZipEntry.STORED, bytes), bytes);
    }
    try (Npz npz = Npz.open(file(zip))) {
      assertThat(npz.names()).hasSize(5000);
      assertThatThrownBy(() -> npz.read("y"))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }
  }

  @Test
  void archive_cutAnywhere_isRejectedWithItsPath() throws IOException {
    Path file = folder.resolve("cut.npz");
    Npz.write(file, Map.of("x", NDArray.copyOf("culebra!".getBytes(UTF_8))));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Npz.readAll(file))
          .as("%d of %d bytes", length, whole.length)
          .isExactlyInstanceOf(FormatException.class)
          .hasMessageStartingWith(file + ": expected a readable zip archive but found: ")
          .hasMessageNotContaining("null");
      // A piece missing at the beginning or in the middle.
      byte[] rest = Arrays.copyOfRange(whole, length, whole.length);
      if (length > 0) {
        Files.write(file, rest);
        assertThatThrownBy(() -> Npz.readAll(file))
            .as("without %d of %d bytes", length, whole.length)
            .isExactlyInstanceOf(FormatException.class)
            .hasMessageStartingWith(file.toString())
            .hasMessageNotContaining("null");
      }
    }
  }

  /// In a process that has next to no memory; each claim that is believed ends it.
  @Test
  void damaged_thousands_takeNoMemory() {
    String count = Boolean.getBoolean("culebra.long") ? "300000" : "4000";
    long seed = Seeds.random("NpzHostileTest.damaged").nextLong();
    ChildJvm.Result result =
        ChildJvm.of(FileFuzzMain.class)
            .flags("-Xmx48m", "-XX:MaxDirectMemorySize=40m")
            .arguments(count, "" + seed)
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .as(result.toString())
        .matches("(?s).*read [1-9]\\d+, rejected [1-9]\\d+\\s*");
  }
}
