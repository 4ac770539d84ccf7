package org.culebra.arrow.internal.cdata;

import java.lang.foreign.MemorySegment;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.Addresses;

/// The structs of C by their addresses: what makes an address one, and the words that are there.
final class StructAddress {
  private StructAddress() {}

  /// The address of a struct, if it has content.
  ///
  /// @param release where the struct has its release
  /// @throws IllegalStateException if it is released
  static long live(long self, String name, int release) {
    if (CMemory.longAt(self + release) == 0) {
      throw new IllegalStateException(
          "expected a live struct %s but found a released one: release is NULL".formatted(name));
    }
    return self;
  }

  /// The address of a caller's `ArrowSchema`.
  static long schema(MemorySegment schema) {
    return Addresses.ofStruct(schema, "a struct ArrowSchema", ArrowSchema.BYTES);
  }

  /// The same, if it has content; see [#live].
  static long liveSchema(MemorySegment schema) {
    return live(schema(schema), "ArrowSchema", ArrowSchema.RELEASE);
  }

  /// An address where so many words can be.
  static void requirePointers(FieldPath place, String what, long address, long count) {
    if (count > 0 && (address <= 0 || address > Buffer.ADDRESS_LIMIT - Long.BYTES * count)) {
      throw place.rejected(
          "expected an address that a process can have in %s but found %s",
          what, address == 0 ? "NULL" : "0x" + Long.toHexString(address));
    }
  }
}
