package org.culebra.ffi.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.ExchangeArena;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedMemoryTest {

  private static Path file(String name) {
    return SharedName.FOLDER.resolve(name);
  }

  /// How often the memory is mapped by this process.
  private static long mappings(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.contains("/dev/shm/" + name))
        .count();
  }

  @Test
  void whatOneWrites_theOtherReads() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory created = SharedMemory.create(arena, 80);
      SharedMemory opened = SharedMemory.open(arena, created.name());
      assertThat(opened.segment().address()).isNotEqualTo(created.segment().address());
      created.array(DType.FLOAT64, 10).setDouble(9, 4.5);
      NDArray there = opened.array(DType.FLOAT64, 2, 5);
      assertThat(there.getDouble(1, 4)).isEqualTo(4.5);
      there.setDouble(0, 0, -1);
      assertThat(created.array(DType.FLOAT64, 10).getDouble(0)).isEqualTo(-1);
      assertThat(opened.byteSize()).isEqualTo(80);
      assertThat(created).hasToString("SharedMemory[\"" + created.name() + "\", 80 bytes]");
    }
  }

  @Test
  void memory_beginsAsZeros() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      assertThat(SharedMemory.create(arena, 1 << 20).array(DType.UINT8, 1 << 20).sumLong())
          .isZero();
    }
  }

  @Test
  void closingTheArena_unmapsAndUnlinks() throws IOException {
    String name;
    try (Arena arena = Arena.ofConfined()) {
      name = SharedMemory.create(arena, 8).name();
      assertThat(file(name)).exists();
      assertThat(mappings(name)).isOne();
    }
    assertThat(file(name)).doesNotExist();
    assertThat(mappings(name)).isZero();
  }

  @Test
  void openedMemory_isOnlyUnmapped() throws IOException {
    try (Arena outer = Arena.ofConfined()) {
      SharedMemory created = SharedMemory.create(outer, 8);
      try (Arena inner = Arena.ofShared()) {
        SharedMemory.open(inner, created.name());
        assertThat(mappings(created.name())).isEqualTo(2);
      }
      assertThat(mappings(created.name())).isOne();
      assertThat(file(created.name())).exists();
    }
  }

  @Test
  void lease_keepsTheMemoryMapped_notTheName() throws IOException {
    String name;
    Lease lease;
    try (ExchangeArena arena = ExchangeArena.ofShared()) {
      SharedMemory created = SharedMemory.create(arena, 800);
      name = created.name();
      NDArray array = created.array(DType.FLOAT64, 100);
      lease = array.owner().leaseFor(array.segment());
    }
    assertThat(file(name)).doesNotExist();
    assertThat(mappings(name)).isOne();
    lease.close();
    assertThat(mappings(name)).isZero();
  }

  @Test
  void readOnlyMemory_cannotBeWritten() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory created = SharedMemory.create(arena, 8);
      NDArray array = SharedMemory.openReadOnly(arena, created.name()).array(DType.INT64, 1);
      assertThat(array.isReadOnly()).isTrue();
      created.array(DType.INT64, 1).setLong(0, 5);
      assertThat(array.getLong(0)).isEqualTo(5);
      SharedArray message = created.describe(created.array(DType.INT64, 1));
      assertThat(SharedMemory.openReadOnly(arena, message).isReadOnly()).isTrue();
      assertThat(SharedMemory.open(arena, message).isReadOnly()).isFalse();
    }
  }

  @Test
  void names_areUsedOnce() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      String name = SharedName.fresh();
      SharedMemory.create(arena, "/" + name, 8);
      assertThatExceptionOfType(FileAlreadyExistsException.class)
          .isThrownBy(() -> SharedMemory.create(arena, name, 8))
          .withMessageStartingWith(name + ": cannot create it: ");
      assertThat(file(name)).as("the first one's").exists();
    }
  }

  @Test
  void goneName_isNoSuchFile() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> SharedMemory.open(arena, "culebra_nobody"))
          .withMessageStartingWith("culebra_nobody: cannot open it: ");
      assertThat(SharedMemory.unlink("culebra_nobody")).isFalse();
    }
  }

  @Test
  void lengthsOfNames_areBytes() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      String longest = "ä".repeat(127);
      assertThat(SharedMemory.create(arena, longest, 8).name()).isEqualTo(longest);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SharedMemory.create(arena, longest + "a", 8))
          .withMessageStartingWith("expected the name of shared memory, 1 to 254 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/b", "..", ".", "a\0b"})
  void textsThatAreNoNames_areRejected(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedMemory.open(Arena.global(), name))
        .withMessage(
            "expected the name of shared memory, 1 to 254 bytes without a slash, but found \""
                + name
                + "\"");
  }

  @Test
  void emptyMemory_isNotDone() throws IOException {
    String name = SharedName.fresh();
    Files.createFile(file(name));
    try (Arena arena = Arena.ofConfined()) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> SharedMemory.open(arena, name))
          .withMessage(
              "expected shared memory %s of at least 1 byte but found 0: its creator is not done"
                  + " with it, or has died",
              name);
    } finally {
      assertThat(SharedMemory.unlink(name)).isTrue();
    }
  }

  @Test
  void memoryOfAnotherUser_isRejected() throws IOException {
    Assumptions.assumeTrue(Posix.user() == 0, "only root can make memory of another user");
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory created = SharedMemory.create(arena, 8);
      Files.setAttribute(file(created.name()), "unix:uid", 4711);
      assertThatExceptionOfType(AccessDeniedException.class)
          .isThrownBy(() -> SharedMemory.open(arena, created.name()))
          .withMessage(created.name() + ": expected shared memory of user 0 but found user 4711's");
    }
  }

  @Test
  void namesOfAnotherUser_areNotAbandonedByThisOne() throws IOException {
    Assumptions.assumeTrue(Posix.user() == 0, "only root can make memory of another user");
    String name = SharedName.fresh().replaceFirst("_\\d+_", "_999999999_"); // of no process
    Files.createFile(file(name));
    try {
      assertThat(SharedMemory.abandoned()).contains(name);
      Files.setAttribute(file(name), "unix:uid", 4711);
      assertThat(SharedMemory.abandoned()).doesNotContain(name);
    } finally {
      Files.delete(file(name));
    }
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void fifos_areNotWaitedFor() throws Exception {
    String name = SharedName.fresh();
    assertThat(new ProcessBuilder("mkfifo", file(name).toString()).start().waitFor()).isZero();
    try (Arena arena = Arena.ofConfined()) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> SharedMemory.openReadOnly(arena, name));
    } finally {
      Files.delete(file(name));
    }
  }

  @Test
  void unlinkedName_isNotUnlinkedAgain_whenItIsAnothers() throws IOException {
    String name = SharedName.fresh();
    try (Arena outer = Arena.ofConfined()) {
      try (Arena arena = Arena.ofConfined()) {
        SharedMemory first = SharedMemory.create(arena, name, 8);
        assertThat(SharedMemory.unlink(name)).isTrue();
        SharedMemory.create(outer, name, 16);
        assertThatIllegalStateException().isThrownBy(first::transferName);
      }
      assertThat(file(name)).as("the second one's").exists();
    }
    assertThat(file(name)).doesNotExist();
  }

  @Test
  void moreThanThereIs_leavesNothing() throws IOException {
    String name = SharedName.fresh();
    try (Arena arena = Arena.ofConfined()) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> SharedMemory.create(arena, name, 1L << 46))
          .withMessageStartingWith(name + ": cannot reserve " + (1L << 46) + " bytes: ");
    }
    assertThat(file(name)).doesNotExist();
    assertThat(mappings(name)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void sizesBelowOne_areRejected(long size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedMemory.create(Arena.global(), size))
        .withMessage("expected a size of at least 1 byte but found " + size);
  }

  @Test
  void closedArena_leavesNothing() throws IOException {
    Arena arena = Arena.ofConfined();
    arena.close();
    String name = SharedName.fresh();
    assertThatIllegalStateException().isThrownBy(() -> SharedMemory.create(arena, name, 8));
    assertThat(file(name)).doesNotExist();
    assertThat(mappings(name)).isZero();
  }

  @Test
  void holes_areFilledWhenMemoryIsOpened() throws IOException {
    String name = SharedName.fresh();
    try (Arena arena = Arena.ofConfined()) {
      // as ftruncate leaves it
      try (var file = new java.io.RandomAccessFile(file(name).toFile(), "rw")) {
        file.setLength(1 << 20);
      }
      assertThat(Files.getAttribute(file(name), "unix:size")).isEqualTo(1L << 20);
      SharedMemory.open(arena, name);
      try (Posix.Opened opened = Posix.open(name, false)) {
        assertThat(opened.status().reserved()).isEqualTo(1 << 20);
      }
    } finally {
      SharedMemory.unlink(name);
    }
  }

  @Test
  void holes_areFilledWhenMemoryIsOpenedReadOnly() throws IOException {
    String name = SharedName.fresh();
    try (Arena arena = Arena.ofConfined()) {
      try (var file = new java.io.RandomAccessFile(file(name).toFile(), "rw")) {
        file.setLength(1 << 20);
      }
      SharedMemory opened = SharedMemory.openReadOnly(arena, name);
      assertThat(opened.segment().isReadOnly()).isTrue();
      try (Posix.Opened file = Posix.open(name, false)) {
        assertThat(file.status().reserved()).isEqualTo(1 << 20);
      }
      assertThat(protection(opened.segment().address())).startsWith("r--s");
    } finally {
      SharedMemory.unlink(name);
    }
  }

  /// How the memory is mapped.
  private static String protection(long address) throws IOException {
    String start = Long.toHexString(address) + "-";
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.split(" ", -1)[1])
        .findFirst()
        .orElseThrow();
  }

  @Test
  void arraysBeyondTheEnd_areRejected() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory shared = SharedMemory.create(arena, 80);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> shared.array(DType.FLOAT64, 11))
          .withMessage(
              "expected elements inside the 80 bytes of shared memory \"%s\" but found bytes [0,"
                  + " 88)",
              shared.name());
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              shared.array(DType.FLOAT64, StridedLayout.of(8, 8, new long[] {3}, new long[] {-8})))
          .withMessageEndingWith("but found bytes [-8, 16)");
      // the message was true when it was sent
      SharedArray longer =
          new SharedArray(shared.name(), 88, DType.FLOAT64, StridedLayout.cOrder(8, 11));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SharedMemory.open(arena, longer))
          .withMessageContaining("inside the 80 bytes");
      assertThat(mappings(shared.name())).isOne();
    }
  }

  @Test
  void describedViews_areTheSameThere() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory shared = SharedMemory.create(arena, 8 * 24);
      NDArray a = shared.array(DType.INT64, 4, 6);
      for (int i = 0; i < 24; i++) {
        a.setLong(i / 6, i % 6, i);
      }
      for (NDArray view :
          List.of(a, a.transpose(), a.slice("1:3, ::-2"), a.select(1, 2), a.slice("0:0"))) {
        NDArray there = SharedMemory.open(arena, SharedArray.parse(shared.describe(view).toJson()));
        assertThat(there.shape()).isEqualTo(view.shape());
        assertThat(there.strides()).isEqualTo(view.strides());
        assertThat(there.contentEquals(view)).isTrue();
      }
      NDArray elsewhere = NDArray.zeros(arena, DType.INT64, 3);
      assertThatIllegalArgumentException().isThrownBy(() -> shared.describe(elsewhere));
    }
  }

  @Test
  void names_areTransferredAndAdopted() throws IOException {
    String name;
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory created = SharedMemory.create(arena, 8).transferName();
      name = created.name();
      assertThatIllegalStateException()
          .isThrownBy(created::transferName)
          .withMessage(
              "expected a name that this process owns but found %s, which it has opened,"
                  + " transferred or unlinked",
              name);
    }
    assertThat(file(name)).exists();
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory opened = SharedMemory.open(arena, name).adoptName();
      assertThatIllegalStateException()
          .isThrownBy(opened::adoptName)
          .withMessage(
              "expected a name of another process but found %s, which this one owns", name);
    }
    assertThat(file(name)).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"return", "exit"})
  void endOfTheJvm_unlinks(String way) {
    ChildJvm.Result child = run(way);
    assertThat(child.exitCode()).as(child.toString()).isEqualTo(way.equals("exit") ? 3 : 0);
    assertThat(file(SharedArray.parse(child.stdout().strip()).name())).doesNotExist();
  }

  @Test
  void killedProcess_leavesWhatIsFound() throws IOException {
    ChildJvm.Result child = run("kill");
    assertThat(child.exitCode()).as(child.toString()).isEqualTo(128 + 9);
    SharedArray left = SharedArray.parse(child.stdout().strip());
    assertThat(SharedMemory.abandoned()).contains(left.name());
    try (Arena arena = Arena.ofConfined()) {
      NDArray found = SharedMemory.open(arena, left);
      assertThat(SharedMemory.abandoned()).as("mapped here").doesNotContain(left.name());
      assertThat(found.sumLong()).isEqualTo(7 * 999 * 1000 / 2);
    }
    assertThat(SharedMemory.unlink(left.name())).isTrue();
    assertThat(SharedMemory.abandoned()).doesNotContain(left.name());
  }

  @Test
  void namesOfLiveProcesses_areNotAbandoned() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      assertThat(SharedMemory.abandoned()).doesNotContain(SharedMemory.create(arena, 8).name());
    }
  }

  @Test
  void transferredName_outlivesTheJvm() throws IOException {
    ChildJvm.Result child = run("transfer");
    String name = SharedArray.parse(child.stdout().strip()).name();
    assertThat(file(name)).exists();
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory.open(arena, name).adoptName();
    }
    assertThat(file(name)).doesNotExist();
  }

  private static ChildJvm.Result run(String way) {
    return ChildJvm.of(SharedMemoryMain.class)
        .flags("--enable-native-access=ALL-UNNAMED")
        .arguments(way)
        .run();
  }
}
