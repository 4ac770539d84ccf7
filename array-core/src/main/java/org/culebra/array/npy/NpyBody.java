package org.culebra.array.npy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.FormatException;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// The elements of a `.npy` file: from a channel into memory and back, in pieces that fit a buffer.
final class NpyBody {

  /// The maximal number of bytes moved at once.
  private static final int PIECE = 16 << 20;

  /// The maximal number of bytes allocated on the word of an unverified header.
  private static final long TRUSTED = 16L << 20;

  /// The fraction of the elements that must have arrived before memory is allocated for all, if
  /// their number is not certain.
  private static final int PROOF = 8;

  private static final long ALIGNMENT = 64;

  private NpyBody() {}

  // --- reading

  /// Reads the elements.
  ///
  /// @param most the maximal number of bytes left in the channel
  /// @param certain how many of them are certain to be there
  static NDArray read(
      Arena arena, NpyHeader header, ReadableByteChannel channel, long most, long certain)
      throws IOException {
    long bytes = header.layout().byteSize();
    if (most < bytes) {
      throw truncated(header, most);
    }
    MemorySegment memory;
    if (bytes <= Math.max(certain, TRUSTED)) {
      memory = ArenaMemory.allocate(arena, bytes, ALIGNMENT);
      fill(memory, 0, 0, header, channel);
    } else {
      memory = readOnProof(arena, header, channel);
    }
    MemoryOwner owner = MemoryOwner.of(arena, memory);
    return NDArray.of(memory, owner, header.dtype(), header.layout());
  }

  /// A header may claim any size. So memory for at most as many bytes as have arrived is allocated
  /// at a time, until a fraction of all has arrived.
  private static MemorySegment readOnProof(
      Arena arena, NpyHeader header, ReadableByteChannel channel) throws IOException {
    long bytes = header.layout().byteSize();
    long found = 0;
    MemorySegment memory;
    try (Arena temporary = Arena.ofConfined()) {
      List<MemorySegment> parts = new ArrayList<>();
      while (found < bytes / PROOF) {
        MemorySegment part = temporary.allocate(Math.min(bytes - found, Math.max(TRUSTED, found)));
        fill(part, 0, found, header, channel);
        found += part.byteSize();
        parts.add(part);
      }
      memory = ArenaMemory.allocate(arena, bytes, ALIGNMENT);
      long at = 0;
      for (MemorySegment part : parts) {
        MemorySegment.copy(part, 0, memory, at, part.byteSize());
        at += part.byteSize();
      }
    }
    fill(memory, found, found, header, channel);
    return memory;
  }

  /// Fills memory from a byte on, after the given number of bytes of elements.
  private static void fill(
      MemorySegment memory, long from, long before, NpyHeader header, ReadableByteChannel channel)
      throws IOException {
    long at = from;
    while (at < memory.byteSize()) {
      long piece = Math.min(PIECE, memory.byteSize() - at);
      int got = channel.read(memory.asSlice(at, piece).asByteBuffer());
      if (got < 0) {
        throw truncated(header, before + at - from);
      }
      at += got;
    }
  }

  /// The error for a truncated file.
  static FormatException truncated(NpyHeader header, long found) {
    return new FormatException(
        Errors.text(
            "expected %d bytes of elements (%s of shape %s) but found %d",
            header.layout().byteSize(),
            header.dtype(),
            Errors.tuple(header.layout().shape()),
            found));
  }

  // --- writing

  /// Rejects an array whose elements this thread cannot read now.
  static void requireReadable(NDArray array) {
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

  /// Writes the elements in C order, or in Fortran order if that is their order in memory.
  static void write(WritableByteChannel channel, NDArray array) throws IOException {
    try (Arena temporary = Arena.ofConfined()) {
      write(channel, array, temporary);
    }
  }

  /// The same, with at most one piece of memory from the arena.
  static void write(WritableByteChannel channel, NDArray array, Arena temporary)
      throws IOException {
    NDArray inOrder = NpyHeader.inFortranOrder(array) ? array.transpose() : array;
    writeInCOrder(channel, inOrder, new Staging(temporary));
  }

  /// A piece of memory, allocated when first needed.
  private static final class Staging {

    private final Arena temporary;
    private @Nullable MemorySegment memory;

    Staging(Arena temporary) {
      this.temporary = temporary;
    }

    /// A packed copy, valid until the next one is made.
    NDArray copy(NDArray block) {
      if (memory == null) {
        memory = temporary.allocate(Math.max(PIECE, block.itemSize()), ALIGNMENT);
      }
      return NDArray.of(memory, block.dtype(), block.shape()).copyFrom(block);
    }
  }

  /// Writes packed elements directly, others piece by piece through a copy.
  private static void writeInCOrder(WritableByteChannel channel, NDArray array, Staging staging)
      throws IOException {
    if (array.size() == 0) {
      return;
    }
    if (array.isCContiguous()) {
      writeBytes(channel, array.segment(), array.byteOffset(), array.byteSize());
      return;
    }
    long rowBytes = array.byteSize() / array.shape(0);
    long rows = Math.max(1, PIECE / rowBytes);
    for (long i = 0; i < array.shape(0); i += rows) {
      NDArray block = array.sliceAxis(0, i, Math.min(array.shape(0), i + rows));
      if (rowBytes > PIECE) {
        writeInCOrder(channel, block.select(0, 0), staging);
      } else {
        NDArray packed = staging.copy(block);
        writeBytes(channel, packed.segment(), 0, packed.byteSize());
      }
    }
  }

  private static void writeBytes(
      WritableByteChannel channel, MemorySegment memory, long byteOffset, long bytes)
      throws IOException {
    for (long at = 0; at < bytes; at += PIECE) {
      long piece = Math.min(PIECE, bytes - at);
      ByteBuffer buffer = memory.asSlice(byteOffset + at, piece).asByteBuffer();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }
}
