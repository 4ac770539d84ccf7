package org.culebra.array.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Arrays of more than 2 GiB, in sparse files: holes take no room and read as zeros.
final class NpyLargeTest {

  private static final long SIZE = (1L << 31) + 1000;

  @TempDir private Path folder;

  @Test
  void map_moreThan2GiB_reachesBothEnds() throws IOException {
    Path file = folder.resolve("large.npy");
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = Npy.create(arena, file, DType.UINT8, SIZE);
      array.setLong(0, 1);
      array.setLong(SIZE - 1, 2);
    }
    NDArray mapped = Npy.map(file);
    assertThat(mapped.size()).isEqualTo(SIZE);
    assertThat(mapped.getLong(0)).isEqualTo(1);
    assertThat(mapped.getLong(SIZE - 1)).isEqualTo(2);

    Ends ends = new Ends();
    Npy.write(ends, mapped);
    assertThat(ends.bytes).isEqualTo(SIZE + 128);
    assertThat(ends.last).isEqualTo((byte) 2);
  }

  @Test
  void write_broadcastMoreThan2GiB_isWrittenPieceByPiece() throws IOException {
    NDArray one = NDArray.copyOf(new byte[] {3});
    Ends ends = new Ends();
    Npy.write(ends, one.broadcastTo(SIZE));
    assertThat(ends.bytes).isEqualTo(SIZE + 128);
    assertThat(ends.last).isEqualTo((byte) 3);
  }

  /// Keeps the last byte and counts the rest.
  private static final class Ends implements WritableByteChannel {

    private long bytes;
    private byte last;

    @Override
    public int write(ByteBuffer buffer) {
      int count = buffer.remaining();
      last = count > 0 ? buffer.get(buffer.limit() - 1) : last;
      bytes += count;
      buffer.position(buffer.limit());
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // Nothing to release.
    }
  }
}
