package org.culebra.array.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of more than 2 GiB, sparse: holes take no room and read as zeros.
final class SafetensorsLargeTest {

  private static final long SIZE = (1L << 31) + 1000;

  @TempDir private Path folder;

  @Test
  @DisplayName("S28: more than 2 GiB")
  void map_moreThan2GiB_reachesBothEnds() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"I16\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                .formatted(SIZE / 2, SIZE)
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[2,%d],\"data_offsets\":[%d,%d]}}"
                .formatted(SIZE, SIZE, 3 * SIZE);
    Path file = Files.write(folder.resolve("large"), SafetensorsTest.forged(header, 0));
    long end = Files.size(file) + 3 * SIZE;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), end - 2 * SIZE - 2);
      channel.write(ByteBuffer.wrap(new byte[] {4}), end - 1);
    }
    Safetensors mapped = Safetensors.map(file);
    NDArray a = mapped.get("a");
    NDArray b = mapped.get("b");
    assertThat(a.size()).isEqualTo(SIZE / 2);
    assertThat(a.getLong(0)).isZero();
    assertThat(a.getLong(SIZE / 2 - 1)).isEqualTo(0x201);
    assertThat(b.shape()).containsExactly(2, SIZE);
    assertThat(b.getLong(0, 0)).isEqualTo(3);
    assertThat(b.getLong(1, SIZE - 1)).isEqualTo(4);
    assertThat(b.select(0, 1).sliceAxis(0, SIZE - 1000, SIZE).asBytes().get(999))
        .isEqualTo((byte) 4);
  }
}
