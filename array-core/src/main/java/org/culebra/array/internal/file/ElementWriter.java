package org.culebra.array.internal.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// Writes the elements of arrays in C order, whatever their layout, with at most one piece of
/// memory for a copy.
public final class ElementWriter {

  private static final int PIECE = ChannelBytes.PIECE;

  private static final long ALIGNMENT = 64;

  private final WritableByteChannel channel;
  private final Arena temporary;
  private @Nullable MemorySegment staging;

  private ElementWriter(WritableByteChannel channel, Arena temporary) {
    this.channel = channel;
    this.temporary = temporary;
  }

  /// Rejects an array whose elements this thread cannot read now.
  ///
  /// @param array the array
  /// @throws IllegalStateException if its arena is closed
  /// @throws WrongThreadException if its arena belongs to another thread
  public static void requireReadable(NDArray array) {
    MemorySegment memory = array.segment();
    if (array.size() == 0) {
      return;
    }
    if (!memory.scope().isAlive()) {
      throw new IllegalStateException(
          "expected an array whose memory is alive but found a closed arena: " + describe(array));
    }
    if (!memory.isAccessibleBy(Thread.currentThread())) {
      throw new WrongThreadException(
          "expected an array that this thread may read but found another thread's arena: "
              + describe(array));
    }
  }

  private static String describe(NDArray array) {
    return Errors.describe(array.dtype(), array.shape(), array.strides());
  }

  /// Writes the elements in C order.
  ///
  /// @param channel a channel in blocking mode
  /// @param array the array
  /// @param dtype the type to write: the array's own, in either byte order
  /// @throws IOException if the channel cannot be written
  public static void write(WritableByteChannel channel, NDArray array, DType dtype)
      throws IOException {
    try (Arena temporary = Arena.ofConfined()) {
      write(channel, array, dtype, temporary);
    }
  }

  /// The same, with at most one piece of memory from the arena, unless an element is bigger.
  ///
  /// @param channel a channel in blocking mode
  /// @param array the array
  /// @param dtype the type to write: the array's own, in either byte order
  /// @param temporary the arena
  /// @throws IOException if the channel cannot be written
  public static void write(WritableByteChannel channel, NDArray array, DType dtype, Arena temporary)
      throws IOException {
    new ElementWriter(channel, temporary).write(array, dtype);
  }

  /// Writes packed elements directly, others piece by piece through a copy.
  private void write(NDArray array, DType dtype) throws IOException {
    if (array.size() == 0) {
      return;
    }
    if (array.isCContiguous() && array.dtype().equals(dtype)) {
      ChannelBytes.write(channel, array.segment(), array.byteOffset(), array.byteSize());
      return;
    }
    if (array.rank() == 0) {
      writeCopy(array, dtype);
      return;
    }
    long rowBytes = array.byteSize() / array.shape(0);
    long rows = Math.max(1, PIECE / rowBytes);
    for (long i = 0; i < array.shape(0); i += rows) {
      NDArray block = array.sliceAxis(0, i, Math.min(array.shape(0), i + rows));
      if (rowBytes > PIECE) {
        write(block.select(0, 0), dtype);
      } else {
        writeCopy(block, dtype);
      }
    }
  }

  private void writeCopy(NDArray block, DType dtype) throws IOException {
    MemorySegment memory = staging;
    if (memory == null) {
      memory = temporary.allocate(Math.max(PIECE, block.itemSize()), ALIGNMENT);
      staging = memory;
    }
    NDArray packed = NDArray.of(memory, dtype, block.shape()).copyFrom(block);
    ChannelBytes.write(channel, packed.segment(), 0, packed.byteSize());
  }
}
