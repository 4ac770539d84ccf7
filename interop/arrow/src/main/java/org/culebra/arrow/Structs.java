package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.culebra.ffi.internal.CMemory;
import org.culebra.ffi.internal.ReleaseRoute;

/// The fields of C's structs by their addresses, and what makes an address one.
enum Structs {
  SCHEMA("ArrowSchema", "schema", ArrowSchema.RELEASE),
  ARRAY("ArrowArray", "array", ArrowArray.RELEASE);

  /// User space ends here on all supported hosts.
  static final long LIMIT = 1L << 47;

  private final String type;
  private final String noun;
  private final int release;

  Structs(String type, String noun, int release) {
    this.type = type;
    this.noun = noun;
    this.release = release;
  }

  static final ValueLayout.OfLong WORD = JAVA_LONG_UNALIGNED;

  static long longAt(long address) {
    return CMemory.ALL.get(JAVA_LONG_UNALIGNED, address);
  }

  /// The address of a struct.
  ///
  /// @throws IllegalArgumentException if it can be none
  long address(MemorySegment struct) {
    Objects.requireNonNull(struct, noun);
    long address = struct.address();
    if (!struct.isNative() || address <= 0 || address >= LIMIT) {
      throw new IllegalArgumentException(
          "expected the address of an %s but found %s"
              .formatted(
                  type,
                  struct.isNative()
                      ? address == 0 ? "NULL" : "0x" + Long.toHexString(address)
                      : "a segment on the heap"));
    }
    return address;
  }

  /// The address of a struct that somebody has filled.
  ///
  /// @throws IllegalStateException if it has been released
  long live(MemorySegment struct) {
    long self = address(struct);
    if (isReleased(self)) {
      throw new IllegalStateException(
          "expected an %s with content but found one that is released: release is NULL"
              .formatted(type));
    }
    return self;
  }

  boolean isReleased(long self) {
    return longAt(self + release) == 0;
  }

  /// Calls a struct's release function, if it has one.
  void release(long self) {
    long function = longAt(self + release);
    if (function != 0) {
      ReleaseRoute.call(function, self, 0, 0);
    }
  }

  /// The same fault, saying what has become of the struct.
  RuntimeException released(Throwable fault) {
    String message = fault.getMessage() + "; the " + noun + " has been released";
    return switch (fault) {
      case UnsupportedOperationException e -> new UnsupportedOperationException(message, e);
      case IllegalArgumentException e -> new IllegalArgumentException(message, e);
      case RuntimeException e -> e;
      default -> throw (Error) fault;
    };
  }
}
