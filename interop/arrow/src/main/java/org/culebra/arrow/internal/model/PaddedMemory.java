package org.culebra.arrow.internal.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.internal.ArenaMemory;

/// New memory, aligned and padded as Arrow recommends.
public final class PaddedMemory {
  /// The alignment and padding of memory, so that a reader may read whole vectors.
  static final int TO = 64;

  private PaddedMemory() {}

  /// Zeros in GC-managed memory.
  ///
  /// @param bytes the minimal size
  /// @return at least one padding of memory, aligned
  /// @throws IllegalArgumentException if that exceeds the address space of a process
  public static MemorySegment allocate(long bytes) {
    return allocate(Arena.ofAuto(), bytes);
  }

  /// Zeros.
  ///
  /// @param arena owns the memory
  /// @param bytes the minimal size
  /// @return at least one padding of memory, aligned
  /// @throws IllegalArgumentException if that exceeds the address space of a process
  public static MemorySegment allocate(Arena arena, long bytes) {
    requireBytes(bytes);
    long padded = bytes + TO - 1 & -TO;
    return ArenaMemory.zeros(arena, Math.max(padded, TO), TO);
  }

  /// Rejects a size that cannot be allocated before any memory is touched: a column may be of any
  /// length if its type needs no memory.
  ///
  /// @throws IllegalArgumentException if that exceeds the address space of a process
  static void requireBytes(long bytes) {
    if (bytes < 0 || bytes >= Buffer.ADDRESS_LIMIT) {
      throw new IllegalArgumentException(
          ("expected at most %d bytes of new memory, the most that a process can address, but found"
                  + " %s; a slice needs less")
              .formatted(Buffer.ADDRESS_LIMIT - 1, Long.toUnsignedString(bytes)));
    }
  }
}
