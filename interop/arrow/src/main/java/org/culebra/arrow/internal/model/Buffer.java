package org.culebra.arrow.internal.model;

import java.lang.foreign.MemorySegment;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;
import org.culebra.ffi.internal.host.Platform;

/// One buffer of a column: its memory, and the owner that keeps it alive.
///
/// @param memory its bytes; [#ABSENT]'s address is 0, which is C's NULL
/// @param owner leases the memory when the column is exported
public record Buffer(MemorySegment memory, MemoryOwner owner) {
  /// The end of the user address space, so that no buffer has as many bytes.
  public static final long ADDRESS_LIMIT = Platform.addressLimit();

  /// A NULL pointer.
  public static final Buffer ABSENT = new Buffer(MemorySegment.NULL, Retention.PERMANENT);

  public boolean isAbsent() {
    return memory.address() == 0;
  }
}
