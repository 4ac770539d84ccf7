package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.culebra.ffi.internal.CMemory;

/// Words of C by their address.
final class Words {
  private Words() {}

  /// The address of a caller's struct, or refuses what cannot be one: nothing is touched then.
  ///
  /// @param struct how long the segment is counts only where it is memory of an arena: a bare
  ///   pointer has length 0
  /// @param name of the struct, for the message
  /// @param bytes its size
  /// @throws IllegalArgumentException if it is NULL, on the heap, not aligned, or too short
  /// @throws IllegalStateException if its arena is closed
  static long address(MemorySegment struct, String name, int bytes) {
    long address = struct.address();
    if (!struct.isNative() || address <= 0 || (address & 7) != 0) {
      throw refused(struct, name);
    }
    long size = struct.byteSize();
    if (size != 0 && size < bytes) {
      throw new IllegalArgumentException(
          "expected %d bytes for a struct %s but found %d".formatted(bytes, name, size));
    }
    if (!struct.scope().isAlive()) {
      throw new IllegalStateException(
          "expected a struct %s that is alive but found that its arena has been closed"
              .formatted(name));
    }
    return address;
  }

  private static IllegalArgumentException refused(MemorySegment struct, String name) {
    String found = "0x" + Long.toHexString(struct.address());
    if (!struct.isNative()) {
      found = "a segment on the heap";
    } else if (struct.address() == 0) {
      found = "NULL";
    }
    return new IllegalArgumentException(
        "expected the address of a struct %s, a multiple of 8, but found %s"
            .formatted(name, found));
  }

  static long get(long address) {
    return CMemory.ALL.get(JAVA_LONG, address);
  }

  static int getInt(long address) {
    return CMemory.ALL.get(JAVA_INT, address);
  }

  static void put(long address, long value) {
    CMemory.ALL.set(JAVA_LONG, address, value);
  }

  static void putInt(long address, int value) {
    CMemory.ALL.set(JAVA_INT, address, value);
  }

  static void copy(long from, long to, int bytes) {
    MemorySegment.copy(CMemory.ALL, from, CMemory.ALL, to, bytes);
  }
}
