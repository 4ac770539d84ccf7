package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Where calls leave `errno`: memory of each thread that has made one which keeps it.
public final class ErrnoSlot {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long OFFSET =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<@Nullable MemorySegment> SLOT = new ThreadLocal<>();

  private ErrnoSlot() {}

  /// The value behind the last call of this thread that kept it.
  ///
  /// @throws IllegalStateException if this thread has made no such call
  public static int last() {
    MemorySegment slot = SLOT.get();
    if (slot == null) {
      throw new IllegalStateException(
          "expected an earlier call of a function with withErrno() on this thread but found none");
    }
    return slot.get(ValueLayout.JAVA_INT, OFFSET);
  }

  /// Where the linker puts the value: memory of the calling thread.
  static MemorySegment slot() {
    MemorySegment slot = SLOT.get();
    if (slot == null) {
      slot = Arena.ofAuto().allocate(STATE);
      SLOT.set(slot);
    }
    return slot;
  }
}
