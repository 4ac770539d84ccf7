package org.culebra.array.internal.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.culebra.array.FormatException;
import org.culebra.array.internal.ArenaMemory;

/// Reads elements into memory. How many there are is the word of a header, which may claim any
/// size: memory beyond a few megabytes is allocated only as far as bytes have arrived.
public final class ElementReader {

  /// The maximal number of bytes allocated on the word of an unverified header.
  private static final long TRUSTED = 16L << 20;

  /// The fraction of the elements that must have arrived before memory is allocated for all, if
  /// their number is not certain.
  private static final int PROOF = 8;

  private static final long ALIGNMENT = 64;

  private final ReadableByteChannel channel;
  private final LongFunction<FormatException> truncated;

  private ElementReader(ReadableByteChannel channel, LongFunction<FormatException> truncated) {
    this.channel = channel;
    this.truncated = truncated;
  }

  /// Reads elements and nothing after them.
  ///
  /// @param arena the arena of their memory
  /// @param channel a channel in blocking mode
  /// @param bytes how many bytes a header claims
  /// @param certain how many bytes are certain to be there
  /// @param truncated the error for fewer bytes, by their number
  /// @return the memory, aligned to 64 bytes
  /// @throws IOException if the channel cannot be read
  public static MemorySegment read(
      Arena arena,
      ReadableByteChannel channel,
      long bytes,
      long certain,
      LongFunction<FormatException> truncated)
      throws IOException {
    ElementReader reader = new ElementReader(channel, truncated);
    if (bytes > Math.max(certain, TRUSTED)) {
      return reader.readOnProof(arena, bytes);
    }
    MemorySegment memory = ArenaMemory.allocate(arena, bytes, ALIGNMENT);
    reader.fill(memory, 0, 0);
    return memory;
  }

  /// Allocates memory for at most as many bytes as have arrived at a time, until a fraction of all
  /// has arrived.
  private MemorySegment readOnProof(Arena arena, long bytes) throws IOException {
    long found = 0;
    MemorySegment memory;
    try (Arena temporary = Arena.ofConfined()) {
      List<MemorySegment> parts = new ArrayList<>();
      while (found < bytes / PROOF) {
        MemorySegment part = temporary.allocate(Math.min(bytes - found, Math.max(TRUSTED, found)));
        fill(part, 0, found);
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
    fill(memory, found, found);
    return memory;
  }

  /// Fills memory from a byte on, after the given number of bytes of elements.
  private void fill(MemorySegment memory, long from, long before) throws IOException {
    long got = ChannelBytes.fill(memory, from, channel);
    if (got < memory.byteSize() - from) {
      throw truncated.apply(before + got);
    }
  }
}
