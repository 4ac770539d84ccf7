package org.culebra.arrow.internal.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// New memory that the garbage collector frees, as Arrow recommends it.
public final class PaddedMemory {
  /// What memory is aligned and padded to, so that a reader may take whole vectors.
  static final int TO = 64;

  private PaddedMemory() {}

  /// Zeros.
  ///
  /// @param bytes as many at least
  /// @return at least one padding of memory, aligned
  /// @throws IllegalArgumentException if no process can have as many bytes
  public static MemorySegment allocate(long bytes) {
    requireBytes(bytes);
    long padded = bytes + TO - 1 & -TO;
    return Arena.ofAuto().allocate(Math.max(padded, TO), TO);
  }

  /// Rejects what cannot be allocated before any memory is touched: a column may be of any length
  /// where its type needs no memory.
  ///
  /// @throws IllegalArgumentException if no process can have as many bytes
  static void requireBytes(long bytes) {
    if (bytes < 0 || bytes >= Buffer.ADDRESS_LIMIT) {
      throw new IllegalArgumentException(
          "expected at most %d bytes of new memory, the most that a process can address, but found"
              + " %s; a slice needs less"
              .formatted(Buffer.ADDRESS_LIMIT - 1, Long.toUnsignedString(bytes)));
    }
  }
}
