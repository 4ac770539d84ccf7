package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;

/// One buffer of a column: where it is, and who keeps it there.
///
/// @param memory its bytes; [#ABSENT]'s address is 0, which is C's NULL
/// @param owner asked when the column is exported
record Buffer(MemorySegment memory, MemoryOwner owner) {
  /// A NULL pointer.
  static final Buffer ABSENT = new Buffer(MemorySegment.NULL, Retention.PERMANENT);

  boolean isAbsent() {
    return memory.address() == 0;
  }
}
