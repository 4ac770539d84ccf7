package org.culebra.array.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment.Scope;
import java.nio.channels.Channels;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.internal.file.ElementWriter;
import org.junit.jupiter.api.Test;

/// What writing a strided array takes of memory: one block, however big the array is.
final class NpyStagingTest {

  private static final long BLOCK = 16L << 20;

  /// Counts what is taken of another arena.
  private static final class Counting implements Arena {

    private final Arena arena;
    private int blocks;
    private long bytes;

    Counting(Arena arena) {
      this.arena = arena;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      blocks++;
      bytes += byteSize;
      return arena.allocate(byteSize, byteAlignment);
    }

    @Override
    public Scope scope() {
      return arena.scope();
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException("the test closes the arena");
    }
  }

  private static void assertBounded(NDArray array) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Counting counting = new Counting(arena);
      ElementWriter.write(
          Channels.newChannel(OutputStream.nullOutputStream()), array, array.dtype(), counting);
      assertThat(counting.blocks).isLessThanOrEqualTo(1);
      assertThat(counting.bytes).isLessThanOrEqualTo(BLOCK);
    }
  }

  @Test
  void write_anyLayout_takesOneBlockAtMost() throws IOException {
    NDArray scalar = NDArray.copyOf(new double[] {1.5});
    NDArray big = NDArray.zeros(DType.UINT8, 3, 20 << 20);
    for (NDArray array :
        List.of(
            scalar.broadcastTo(100, 2_200_000),
            scalar.broadcastTo(4, 5, 2_200_000),
            NDArray.zeros(DType.FLOAT64, 2_200_000).broadcastTo(10, 2_200_000),
            big.flip(1),
            big.flip(0),
            big.sliceAxis(1, 0, Long.MAX_VALUE, 3),
            NDArray.zeros(DType.INT16, 2, 3, 4).permute(1, 0, 2),
            NDArray.zeros(DType.raw(7 << 20), 5).flip(0),
            NDArray.zeros(DType.UINT8, 7))) {
      assertBounded(array);
    }
  }

  @Test
  void write_elementsBiggerThanABlock_areWritten() throws IOException {
    NDArray array = NDArray.zeros(DType.raw((17 << 20) + 1), 3).flip(0);
    NDArray bytes = NDArray.of(array.segment(), DType.UINT8, array.segment().byteSize());
    bytes.setLong(5, 1);
    bytes.setLong(bytes.size() - 1, 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, array);
    NDArray read = Npy.read(new ByteArrayInputStream(out.toByteArray()));
    assertThat(read.rawBytes()).isEqualTo(array.rawBytes());
  }

  @Test
  void write_rowsOfEveryLength_areJoined() throws IOException {
    NDArray base = NDArray.zeros(DType.UINT8, 3, 2, (17 << 20) + 5);
    for (int i = 0; i < 3; i++) {
      base.select(0, i).fill(i + 1);
      base.setLong(i, 1, 16 << 20, 9);
    }
    for (NDArray array : List.of(base.flip(2), base.flip(0).flip(1), base.permute(2, 0, 1))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Npy.write(out, array);
      NDArray read = Npy.read(new ByteArrayInputStream(out.toByteArray()));
      assertThat(read.contentEquals(array)).isTrue();
    }
  }
}
