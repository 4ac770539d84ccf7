package org.culebra.array.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Arrays read from pipes and streams of unknown length.
final class NpyPipeTest {

  private static final int BIG = 40_000_000;

  @TempDir private Path folder;

  private Path pipe() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    boolean made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    assumeTrue(made, "mkfifo makes no pipe here");
    return pipe;
  }

  /// Writes while another thread reads, which may stop at any time.
  private static CompletableFuture<Void> writing(Path pipe, byte[] bytes) {
    return CompletableFuture.runAsync(() -> {
      try (OutputStream out = Files.newOutputStream(pipe)) {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  @Test
  void read_aPipeByItsPath_givesTheArray() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Npy.write(bytes, NDArray.copyOf(new double[] {1, 2, 3}));
    Path pipe = pipe();
    CompletableFuture<Void> writer = writing(pipe, bytes.toByteArray());
    assertThat(Npy.read(pipe).toDoubleArray()).containsExactly(1, 2, 3);
    writer.join();
  }

  @Test
  void read_aPipeThatClaimsMore_isRejectedWithItsPath() throws Exception {
    Path pipe = pipe();
    CompletableFuture<Void> writer = writing(pipe, NpzHostileTest.npy(1L << 45, 10));
    assertThatThrownBy(() -> Npy.read(pipe))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessage(
            pipe
                + ": expected 35184372088832 bytes of elements (uint8 of shape"
                + " (35184372088832,)) but found 10");
    writer.join();
  }

  @Test
  void map_aPipe_isRejected() throws Exception {
    Path pipe = pipe();
    CompletableFuture<Void> writer = writing(pipe, NpzHostileTest.npy(10, 10));
    assertThatThrownBy(() -> Npy.map(pipe))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessageStartingWith(pipe + ": expected 10 bytes of elements");
    writer.exceptionally(e -> null).join();
  }

  @Test
  void read_aLongStream_isWhole() throws IOException {
    byte[] elements = new byte[BIG];
    for (int i = 0; i < BIG; i += 1000) {
      elements[i] = (byte) (i / 1000);
    }
    byte[] head = NpyHeader.encode(DType.UINT8, false, BIG);
    NDArray array =
        Npy.read(
            new SequenceInputStream(
                new ByteArrayInputStream(head), new ByteArrayInputStream(elements)));
    assertThat(array.rawBytes()).isEqualTo(elements);
  }

  @Test
  void read_aLongStreamThatEnds_saysWhereItEnded() {
    byte[] head = NpyHeader.encode(DType.UINT8, false, 16L * BIG);
    for (int found : new int[] {0, 1, 1 << 24, BIG}) {
      Rejections.rejected(
          FormatException.class,
          "expected 640000000 bytes of elements (uint8 of shape (640000000,)) but found " + found,
          () ->
              Npy.read(
                  new SequenceInputStream(
                      new ByteArrayInputStream(head), new ByteArrayInputStream(new byte[found]))));
    }
  }
}
