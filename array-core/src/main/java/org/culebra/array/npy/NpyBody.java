package org.culebra.array.npy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.file.ChannelBytes;
import org.culebra.array.internal.file.ElementWriter;

/// The elements of a `.npy` file: from a channel into memory and back.
final class NpyBody {

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
    long got = ChannelBytes.fill(memory, from, channel);
    if (got < memory.byteSize() - from) {
      throw truncated(header, before + got);
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

  /// Writes the elements in C order, or in Fortran order if that is their order in memory;
  /// `bfloat16`, of which the file states no byte order, in little-endian order.
  static void write(WritableByteChannel channel, NDArray array) throws IOException {
    NDArray inOrder = NpyHeader.inFortranOrder(array) ? array.transpose() : array;
    boolean unmarked = array.dtype().kind() == DType.Kind.BFLOAT;
    DType dtype = unmarked ? DType.BFLOAT16 : array.dtype();
    ElementWriter.write(channel, inOrder, dtype);
  }
}
