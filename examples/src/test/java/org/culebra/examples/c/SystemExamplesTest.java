package org.culebra.examples.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples with functions of the system and another allocator.
final class SystemExamplesTest {
  @Test
  void jemalloc_getsItsMemoryBack() {
    assertThat(Peers.library("jemalloc")).exists();
    ChildJvm.Result result =
        ChildJvm.of(Jemalloc.class)
            .flags("--enable-native-access=ALL-UNNAMED", "--illegal-native-access=deny")
            .environment("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout().lines().toList()).containsExactly("0.0 0 0", "8192");
  }

  @Test
  void qsort_sortsAsJavaDoes() {
    double[] numbers = new Random(7).doubles(1000).toArray();
    NDArray x = NDArray.copyOf(numbers);

    Qsort.sortDescending(x);

    Arrays.sort(numbers);
    assertThat(x.flip(0).toDoubleArray()).isEqualTo(numbers);
  }

  @Test
  void nftw_findsTheFilesThatJavaFinds(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("a"), new byte[10]);
    Files.write(Files.createDirectories(folder.resolve("b/c")).resolve("é"), new byte[200]);
    Map<String, Long> expected = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        expected.put(file.toString(), Files.size(file));
      }
    }

    assertThat(FileTree.sizes(folder.toString())).hasSize(2).isEqualTo(expected);
  }

  @Test
  void mmap_isTheFile_untilTheArenaIsClosed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("numbers");
    ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
    Files.write(file, bytes.putDouble(1.5).putDouble(2).putDouble(3).array());

    try (Arena arena = Arena.ofConfined()) {
      NDArray x = Mmap.map(arena, file, DType.FLOAT64);
      assertThat(x.toDoubleArray()).containsExactly(1.5, 2, 3);
      assertThat(isMapped(file)).isTrue();
      x.setDouble(1, 7);
    }

    assertThat(isMapped(file)).isFalse();
    double written = ByteBuffer.wrap(Files.readAllBytes(file)).order(bytes.order()).getDouble(8);
    assertThat(written).isEqualTo(7);
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThatIOException()
        .isThrownBy(() -> Mmap.map(Arena.ofAuto(), empty, DType.FLOAT64))
        .withMessage("mmap: Invalid argument (errno 22)");
  }

  private static boolean isMapped(Path file) throws IOException {
    return Files.readString(Path.of("/proc/self/maps")).contains(file.toRealPath().toString());
  }
}
