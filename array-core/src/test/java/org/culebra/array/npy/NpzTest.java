package org.culebra.array.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.culebra.array.Retention;
import org.culebra.array.internal.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives of arrays, in order and not.
final class NpzTest {

  @TempDir private Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("a.npz"), bytes);
  }

  private static Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("z", NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5}, 2, 3).transpose());
    arrays.put("a.npy", NDArray.copyOf(new int[] {7, 8}));
    arrays.put("deep/größe", NDArray.zeros(DType.UINT8, 0, 3));
    return arrays;
  }

  private static NDArray get(Map<String, NDArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  private static void assertRead(Path file) throws IOException {
    try (Npz npz = Npz.open(file);
        Arena arena = Arena.ofConfined()) {
      assertThat(npz.names()).containsExactly("z", "a.npy", "deep/größe");
      assertThat(npz.read("a.npy").toIntArray()).containsExactly(7, 8);
      NDArray z = npz.read(arena, "z");
      assertThat(z.contentEquals(get(arrays(), "z"))).isTrue();
      assertThat(z.isFContiguous()).isTrue();
      assertThat(z.owner()).isEqualTo(Retention.ARENA);
      assertThat(npz.read("z").owner()).isEqualTo(Retention.GC_MANAGED);
      assertThat(npz.read("deep/größe").shape()).containsExactly(0, 3);
    }
    assertThat(Npz.readAll(file).keySet()).containsExactly("z", "a.npy", "deep/größe");
  }

  @Test
  void write_arrays_areReadAgain() throws IOException {
    Path file = folder.resolve("a.npz");
    Npz.write(file, arrays());
    assertRead(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream()).allMatch(e -> e.getMethod() == ZipEntry.STORED);
    }
    byte[] first = Files.readAllBytes(file);
    Npz.write(file, arrays());
    assertThat(file).hasBinaryContent(first);
  }

  @Test
  void write_stream_getsTheBytesOfTheFile_andStaysOpen() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStream open =
        new FilterOutputStream(bytes) {
          @Override
          public void close() {
            throw new AssertionError("closed");
          }
        };
    Path file = folder.resolve("a.npz");
    Npz.write(file, arrays());
    Npz.write(open, arrays());
    assertThat(file).hasBinaryContent(bytes.toByteArray());
    bytes.reset();
    Npz.writeCompressed(file, arrays());
    Npz.writeCompressed(open, arrays());
    assertThat(file).hasBinaryContent(bytes.toByteArray());
  }

  @Test
  void writeCompressed_arrays_areReadAgain() throws IOException {
    Path file = folder.resolve("a.npz");
    Npz.writeCompressed(file, arrays());
    assertRead(file);
    Npz.writeCompressed(file, Map.of("zeros", NDArray.zeros(DType.UINT8, 100_000_000)));
    assertThat(Files.size(file)).isLessThan(200_000);
    assertThat(get(Npz.readAll(file), "zeros").byteSize()).isEqualTo(100_000_000);
  }

  @Test
  void read_numPysArchives_givesTheArrays() throws IOException {
    Map<String, NDArray> stored = Npz.readAll(file(NpyGolden.resource("golden.npz")));
    assertThat(stored.keySet()).containsExactly("x", "y");
    assertThat(get(stored, "x").toDoubleArray()).containsExactly(0, 1, 2);
    assertThat(get(stored, "y").toShortArray()).containsExactly(new short[] {0, 1, 2, 3});
    Map<String, NDArray> deflated = Npz.readAll(file(NpyGolden.resource("golden_compressed.npz")));
    assertThat(get(deflated, "x").toDoubleArray()).containsExactly(0, 1, 2);
    assertThat(get(deflated, "a/b").shape()).containsExactly(100);
  }

  @Test
  void open_readsTheContentsOnly() throws IOException {
    Path file = zip(Map.of("bad.npy", new byte[] {1, 2, 3}, "notes.txt", new byte[] {1}));
    try (Npz npz = Npz.open(file)) {
      assertThat(npz.names()).containsExactly("bad");
      Rejections.rejected(
          FormatException.class,
          file + ", 'bad.npy': expected the bytes 93 4e 55 4d 50 59 (.npy) but found 01 02 03",
          () -> npz.read("bad"));
      Rejections.argument(
          file + ": expected one of the arrays [bad] but found 'good'", () -> npz.read("good"));
    }
  }

  private Path zip(Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve("made.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /// Names in a file written by another: only keys, nothing is made from them.
  @Test
  void names_likePaths_areOnlyKeys() throws IOException {
    byte[] npy = NpyGolden.resource("scalar.npy");
    Path file = zip(Map.of("../../evil.npy", npy));
    try (Npz npz = Npz.open(file)) {
      assertThat(npz.names()).containsExactly("../../evil");
      assertThat(npz.read("../../evil").size()).isEqualTo(1);
    }
    assertThat(folder.resolve("../../evil.npy").normalize()).doesNotExist();
  }

  @Test
  void names_thatLeadOut_areNotWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("precious.npz"), "precious");
    NDArray array = NDArray.zeros(DType.UINT8, 1);
    for (String name :
        List.of(
            "",
            "/a",
            "a/",
            "a//b",
            "..",
            "../a",
            "a/../b",
            "./a",
            "a\\b",
            "C:a",
            "x".repeat(5000))) {
      Rejections.argument(
          "expected a name that stays inside its folder but found " + Literal.show(name),
          () -> Npz.write(file, Map.of(name, array)));
    }
    Rejections.argument(
        "expected a name that stays inside its folder but found '\\x00'",
        () -> Npz.write(file, Map.of("\0", array)));
    assertThatThrownBy(() -> Npz.write(file, Map.of("a", NDArray.zeros(DType.BFLOAT16, 1))))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(file).hasContent("precious");
  }

  @Test
  void names_twice_areRejected() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("aa.npy", NpyGolden.resource("scalar.npy"));
    entries.put("ab.npy", NpyGolden.resource("scalar.npy"));
    Path file = zip(entries);
    replace(file, "ab.npy", "aa.npy");
    Rejections.rejected(
        FormatException.class,
        file + ": expected entries with different names but found 'aa.npy' twice",
        () -> Npz.open(file));
  }

  private static void replace(Path file, String from, String to) throws IOException {
    String bytes = Files.readString(file, ISO_8859_1);
    assertThat(bytes).contains(from);
    Files.writeString(file, bytes.replace(from, to), ISO_8859_1);
  }

  @Test
  void entry_damaged_isRejected() throws IOException {
    Path file = folder.resolve("a.npz");
    Npz.write(file, Map.of("x", NDArray.copyOf("culebra!".getBytes(UTF_8))));
    replace(file, "culebra!", "culebra?");
    assertThatThrownBy(() -> Npz.readAll(file))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessageMatching(
            ".*, 'x.npy': expected the checksum [0-9a-f]{8} but found [0-9a-f]{8}: the entry is"
                + " damaged");
  }

  /// The header says more than the entry can hold: nothing is allocated for it.
  @Test
  void entry_shorterThanItsHeaderSays_isRejected() throws IOException {
    byte[] header = NpyHeader.encode(DType.UINT8, false, 1L << 45);
    Path file = zip(Map.of("x.npy", header));
    Rejections.rejected(
        FormatException.class,
        file
            + ", 'x.npy': expected 35184372088832 bytes of elements (uint8 of shape"
            + " (35184372088832,)) but found 0",
        () -> Npz.readAll(file));
  }

  @Test
  void file_notAZip_isRejected() throws IOException {
    Path file = file(NpyGolden.resource("scalar.npy"));
    assertThatThrownBy(() -> Npz.open(file))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": expected a readable zip archive but found: ");
    Path missing = folder.resolve("missing.npz");
    assertThatThrownBy(() -> Npz.open(missing)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void read_afterClose_isRejected() throws IOException {
    Path file = folder.resolve("a.npz");
    Npz.write(file, arrays());
    Npz npz = Npz.open(file);
    npz.close();
    Rejections.state("zip file closed", () -> npz.read("z"));
  }
}
