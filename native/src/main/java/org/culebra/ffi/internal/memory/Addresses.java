package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import org.culebra.ffi.internal.host.Platform;

/// Checks of the addresses that callers pass as segments: an invalid one is rejected with the same
/// words everywhere, before anything is touched. Whether there is memory at an address cannot be
/// checked.
public final class Addresses {
  /// One more than the greatest address of a process.
  public static final long LIMIT = Platform.addressLimit();

  private static final int ALIGNMENT = Long.BYTES; // of every struct that is exchanged

  private Addresses() {}

  /// The address of a struct.
  ///
  /// @param pointer its length counts only if it is memory: a bare pointer has length 0
  /// @param what `a Py_buffer`, for the message
  /// @param bytes the struct's size
  /// @return the address
  /// @throws IllegalArgumentException if it is NULL, on the heap, misaligned or too short, or
  ///   outside the address space
  /// @throws IllegalStateException if its arena is closed
  public static long ofStruct(MemorySegment pointer, String what, long bytes) {
    long address = pointer.address();
    // negative if the number is invalid, all in one test
    long signs = address - 1 | LIMIT - bytes - address | -(address & ALIGNMENT - 1);
    if (signs < 0 || !isUsable(pointer, bytes)) {
      throw rejected(pointer, what, bytes);
    }
    return address;
  }

  private static boolean isUsable(MemorySegment pointer, long bytes) {
    long size = pointer.byteSize();
    return pointer.isNative() && (size == 0 || size >= bytes) && pointer.scope().isAlive();
  }

  /// The address of anything else: a function, a string.
  ///
  /// @param pointer of any length
  /// @param what `a function`, for the message
  /// @return the address
  /// @throws IllegalArgumentException if it is NULL, on the heap, or outside the address space
  /// @throws IllegalStateException if its arena is closed
  public static long of(MemorySegment pointer, String what) {
    long address = orNull(pointer, what);
    if (address <= 0 || address >= LIMIT) {
      throw rejected(pointer, what, 0);
    }
    return address;
  }

  /// The address of something that may be empty: elements, of which there may be none.
  ///
  /// @param pointer of any length
  /// @param what `elements`, for the message
  /// @return the address, any number
  /// @throws IllegalArgumentException if it is on the heap
  /// @throws IllegalStateException if its arena is closed
  public static long orNull(MemorySegment pointer, String what) {
    if (!pointer.isNative() || !pointer.scope().isAlive()) {
      throw rejected(pointer, what, 0);
    }
    return pointer.address();
  }

  private static RuntimeException rejected(MemorySegment pointer, String what, long bytes) {
    long address = pointer.address();
    if (!pointer.isNative() || address == 0) {
      return notOne(what, "", MemoryErrors.describe(pointer));
    }
    if (address < 0 || address > LIMIT - Math.max(1, bytes)) {
      return notOne(what, "", "0x" + Long.toHexString(address));
    }
    if (bytes != 0 && address % ALIGNMENT != 0) {
      return notOne(what, ", a multiple of 8,", "0x" + Long.toHexString(address));
    }
    if (!pointer.scope().isAlive()) {
      return new IllegalStateException(
          "expected %s in live memory but found that its arena has been closed".formatted(what));
    }
    return new IllegalArgumentException(
        "expected %d bytes for %s but found %d".formatted(bytes, what, pointer.byteSize()));
  }

  private static IllegalArgumentException notOne(String what, String which, String found) {
    return new IllegalArgumentException(
        "expected the address of %s%s but found %s".formatted(what, which, found));
  }
}
