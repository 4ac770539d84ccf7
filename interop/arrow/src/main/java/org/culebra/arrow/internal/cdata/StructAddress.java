package org.culebra.arrow.internal.cdata;

import java.lang.foreign.MemorySegment;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.Addresses;

/// C structs by address: the checks of an address, and access to its words.
final class StructAddress {
  private StructAddress() {}

  /// The address of a struct, if it has content.
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

  /// The address of a caller's `ArrowSchema`.
  static long schema(MemorySegment schema) {
    return Addresses.ofStruct(schema, "a struct ArrowSchema", ArrowSchema.BYTES);
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
