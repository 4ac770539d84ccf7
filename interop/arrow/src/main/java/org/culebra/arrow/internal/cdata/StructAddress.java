package org.culebra.arrow.internal.cdata;

import java.lang.foreign.MemorySegment;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.ffi.internal.host.CMemory;

/// C structs by address: the checks of an address, and access to its words.
final class StructAddress {
  private StructAddress() {}

  /// The address of a caller's struct; rejects an invalid one before anything is touched.
  ///
  /// @param struct its length is checked only for memory of an arena: a bare pointer has length 0
  /// @param name of the struct, for the message
  /// @param bytes its size
  /// @throws IllegalArgumentException if it is NULL, on the heap, or too short
  /// @throws IllegalStateException if its arena is closed
  static long address(MemorySegment struct, String name, int bytes) {
    long address = struct.address();
    if (!struct.isNative() || address <= 0 || address > Buffer.ADDRESS_LIMIT - bytes) {
      throw rejected(struct, name);
    }
    long size = struct.byteSize();
    if (size != 0 && size < bytes) {
      throw new IllegalArgumentException(
          "expected %d bytes for a struct %s but found %d".formatted(bytes, name, size));
    }
    if (!struct.scope().isAlive()) {
      throw new IllegalStateException(
          "expected a struct %s in live memory but found that its arena has been closed"
              .formatted(name));
    }
    return address;
  }

  private static IllegalArgumentException rejected(MemorySegment struct, String name) {
    String found = "0x" + Long.toHexString(struct.address());
    if (!struct.isNative()) {
      found = "a segment on the heap";
    } else if (struct.address() == 0) {
      found = "NULL";
    }
    return new IllegalArgumentException(
        "expected the address of a struct %s but found %s".formatted(name, found));
  }

  /// The same address, if the struct has content.
  ///
  /// @param release the offset of the struct's release
  /// @throws IllegalStateException if it has been released
  static long live(long self, String name, int release) {
    if (CMemory.longAt(self + release) == 0) {
      throw new IllegalStateException(
          "expected a live struct %s but found a released one: release is NULL".formatted(name));
    }
    return self;
  }

  /// The address of a caller's `ArrowSchema`; see [#address].
  static long schema(MemorySegment schema) {
    return address(schema, "ArrowSchema", ArrowSchema.BYTES);
  }

  /// The same, if it has content; see [#live].
  static long liveSchema(MemorySegment schema) {
    return live(schema(schema), "ArrowSchema", ArrowSchema.RELEASE);
  }

  /// Checks that this many words fit at an address.
  static void requirePointers(FieldPath place, String what, long address, long count) {
    if (count > 0 && (address <= 0 || address > Buffer.ADDRESS_LIMIT - Long.BYTES * count)) {
      throw place.rejected(
          "expected a valid address in %s but found %s",
          what, address == 0 ? "NULL" : "0x" + Long.toHexString(address));
    }
  }
}
