package org.culebra.array.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.culebra.array.internal.literal.Descr;
import org.culebra.array.npy.Npy.Access;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writing over a file that is there: it is replaced as a whole, or it stays as it was and nothing
/// is left beside it.
final class NpyReplaceTest {

  private static final String NOT_POSIX = "this file system has no POSIX permissions";

  private static final String CLOSED =
      "expected an array whose memory is alive but found a closed arena: float64 of shape (2,),"
          + " strides (8,)";

  private static final String ELSEWHERE =
      "expected an array that this thread may read but found another thread's arena: float64 of"
          + " shape (2,), strides (8,)";

  @TempDir private Path folder;

  private Path precious = Path.of("precious");

  @BeforeEach
  void makePrecious() throws IOException {
    precious = Files.writeString(folder.resolve("precious"), "precious");
  }

  private interface Writer {
    void write(Path file, NDArray array) throws IOException;
  }

  /// All ways to write an array to a file.
  private static List<Writer> writers() {
    return List.of(
        Npy::write,
        (file, array) -> Npz.write(file, Map.of("a", array)),
        (file, array) -> Npz.writeCompressed(file, Map.of("a", array)),
        (file, array) -> Npz.write(file, afterAGoodOne(array)),
        (file, array) -> Npz.writeCompressed(file, afterAGoodOne(array)));
  }

  private static Map<String, NDArray> afterAGoodOne(NDArray array) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("good", NDArray.zeros(DType.UINT8, 100_000));
    arrays.put("a", array);
    return arrays;
  }

  private void assertUntouched() throws IOException {
    assertThat(precious).hasContent("precious");
    assertAlone("precious");
  }

  private void assertAlone(String... names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }

  private void rejected(Class<? extends Throwable> type, String message, ThrowingCallable action)
      throws IOException {
    assertThatThrownBy(action).isExactlyInstanceOf(type).hasMessage(message);
    assertUntouched();
  }

  @Test
  void closedArena_leavesTheFile() throws IOException {
    NDArray array;
    try (Arena arena = Arena.ofConfined()) {
      array = NDArray.zeros(arena, DType.FLOAT64, 2);
    }
    for (Writer writer : writers()) {
      rejected(IllegalStateException.class, CLOSED, () -> writer.write(precious, array));
    }
  }

  @Test
  void wrongThread_leavesTheFile() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = NDArray.zeros(arena, DType.FLOAT64, 2);
      for (Writer writer : writers()) {
        Throwable thrown = Rejections.thrownElsewhere(() -> writer.write(precious, array));
        assertThat(thrown).isExactlyInstanceOf(WrongThreadException.class).hasMessage(ELSEWHERE);
        assertUntouched();
      }
    }
  }

  @Test
  void typeThatTheFormatCannotHold_leavesTheFile() throws IOException {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      fields.add(new Field("a rather long name " + i, DType.UINT8, 0));
    }
    NDArray wide = NDArray.zeros(DType.packed(fields.toArray(Field[]::new)), 1);
    int length = Descr.of(wide.dtype()).toString().length();
    for (Writer writer : writers()) {
      assertThatThrownBy(() -> writer.write(precious, wide))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "expected a header of at most 1048576 bytes but found \\d+: the type has too many"
                  + " fields");
      assertUntouched();
      rejected(
          UnsupportedOperationException.class,
          "expected a type with a type string but found bfloat16: view it as raw bytes,"
              + " reinterpret(DType.raw(2))",
          () -> writer.write(precious, NDArray.zeros(DType.BFLOAT16, 1)));
    }
    assertThat(length).isGreaterThan(NpyHeader.MAX_LENGTH);
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> Npy.create(arena, precious, wide.dtype(), 1))
          .isExactlyInstanceOf(IllegalArgumentException.class);
      assertUntouched();
    }
  }

  @Test
  void create_inAnArenaThatCannotBeUsed_leavesTheFile() throws IOException {
    Arena closed = Arena.ofConfined();
    closed.close();
    rejected(
        IllegalStateException.class,
        "Already closed",
        () -> Npy.create(closed, precious, DType.INT8, 3));
    try (Arena confined = Arena.ofConfined()) {
      Throwable thrown =
          Rejections.thrownElsewhere(() -> Npy.create(confined, precious, DType.INT8, 3));
      assertThat(thrown).isExactlyInstanceOf(WrongThreadException.class);
      assertUntouched();
    }
  }

  @Test
  void create_biggerThanAnyDisk_leavesTheFile() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> Npy.create(arena, precious, DType.INT8, Long.MAX_VALUE / 2))
          .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
      assertUntouched();
    }
  }

  @Test
  void arrayMappedFromTheSameFile_isWritten() throws IOException {
    NDArray original = NDArray.copyOf(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    for (Access access : Access.values()) {
      for (Writer writer : writers()) {
        Npy.write(precious, original);
        try (Arena arena = Arena.ofConfined()) {
          NDArray mapped = Npy.map(arena, precious, access);
          writer.write(precious, mapped.flip(1));
          // What was mapped is the file of before.
          assertThat(mapped.toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
        }
        assertThat(readBack().toDoubleArray()).containsExactly(3, 2, 1, 6, 5, 4);
        assertAlone("precious");
      }
    }
  }

  private NDArray readBack() throws IOException {
    try {
      return Npy.read(precious);
    } catch (FormatException archive) {
      try (Npz npz = Npz.open(precious)) {
        return npz.read("a");
      }
    }
  }

  @Test
  void create_overAMappedFile_leavesTheMapping() throws IOException {
    Npy.write(precious, NDArray.copyOf(new byte[] {1, 2, 3}));
    try (Arena arena = Arena.ofConfined()) {
      NDArray mapped = Npy.map(arena, precious, Access.READ_ONLY);
      Npy.create(arena, precious, DType.UINT8, 2).setLong(1, 9);
      assertThat(mapped.toByteArray()).containsExactly(1, 2, 3);
    }
    assertThat(Npy.read(precious).toByteArray()).containsExactly(0, 9);
    assertAlone("precious");
  }

  @Test
  void permissions_ofTheOldFile_areKept() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), NOT_POSIX);
    NDArray array = NDArray.zeros(DType.UINT8, 3);
    Path fresh = Files.writeString(folder.resolve("fresh"), "");
    Set<PosixFilePermission> usual = Files.getPosixFilePermissions(fresh);
    Files.delete(fresh);
    Npy.write(fresh, array);
    assertThat(Files.getPosixFilePermissions(fresh)).isEqualTo(usual);
    for (String mode : List.of("rw-------", "rw-rw-rw-", "rwxr-x---")) {
      Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
      for (Writer writer : writers()) {
        Files.setPosixFilePermissions(precious, permissions);
        writer.write(precious, array);
        assertThat(Files.getPosixFilePermissions(precious)).isEqualTo(permissions);
      }
      try (Arena arena = Arena.ofConfined()) {
        assertThat(Npy.create(arena, precious, DType.UINT8, 3).size()).isEqualTo(3);
        assertThat(Files.getPosixFilePermissions(precious)).isEqualTo(permissions);
      }
    }
  }

  @Test
  void fileThatMayNotBeWritten_isRejected() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), NOT_POSIX);
    Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("r--r--r--"));
    assumeTrue(!Files.isWritable(precious), "this user, as root, may write every file");
    for (Writer writer : writers()) {
      rejected(
          AccessDeniedException.class,
          precious.toString(),
          () -> writer.write(precious, NDArray.zeros(DType.UINT8, 3)));
    }
  }

  @Test
  void symbolicLink_stays_andItsTargetIsWritten() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path target = Files.writeString(elsewhere.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("elsewhere", "target"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
    Path dangling =
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("elsewhere", "new"));
    NDArray array = NDArray.copyOf(new byte[] {1, 2, 3});
    for (Path file : List.of(link, second, dangling)) {
      Npy.write(file, array);
      assertThat(file).isSymbolicLink();
      assertThat(Npy.read(file).toByteArray()).containsExactly(1, 2, 3);
      Files.deleteIfExists(target);
    }
    assertThat(Npy.read(elsewhere.resolve("new")).toByteArray()).containsExactly(1, 2, 3);
    assertAlone("precious", "elsewhere", "link", "second", "dangling");
    Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    assertThatThrownBy(() -> Npy.write(circle, array)).isInstanceOf(FileSystemException.class);
    assertThat(circle).isSymbolicLink();
  }

  @Test
  void folder_isRejected() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    NDArray array = NDArray.zeros(DType.UINT8, 3);
    for (Writer writer : writers()) {
      assertThatThrownBy(() -> writer.write(inner, array)).isInstanceOf(FileSystemException.class);
      Path nowhere = folder.resolve("none").resolve("a");
      assertThatThrownBy(() -> writer.write(nowhere, array))
          .isExactlyInstanceOf(NoSuchFileException.class)
          .hasMessage(nowhere.toString());
    }
    assertThat(inner).isEmptyDirectory();
    assertAlone("precious", "inner");
  }

  @Test
  void device_isWrittenTo() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(
        Files.isWritable(device) && !Files.isRegularFile(device), "no /dev/null on this system");
    for (Writer writer : writers()) {
      writer.write(device, NDArray.zeros(DType.UINT8, 3));
    }
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> Npy.create(arena, device, DType.UINT8, 3))
          .isExactlyInstanceOf(FileSystemException.class)
          .hasMessage(device + ": expected a regular file to map");
      assertThatThrownBy(() -> Npy.create(arena, folder, DType.UINT8, 3))
          .isExactlyInstanceOf(FileSystemException.class)
          .hasMessage(folder + ": expected a regular file to map");
    }
    assertThat(Files.isRegularFile(device)).isFalse();
  }
}
