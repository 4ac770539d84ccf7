package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The `errno` values of calls: memory for each thread that has made a call that stores it.
public final class ErrnoSlot {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long OFFSET =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<@Nullable MemorySegment> SLOT = new ThreadLocal<>();

  private ErrnoSlot() {}

  /// The value after this thread's last call that stored it.
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

  /// The memory for the linker to store the value: the calling thread's.
  static MemorySegment slot() {
    MemorySegment slot = SLOT.get();
    if (slot == null) {
      slot = Arena.ofAuto().allocate(STATE);
      SLOT.set(slot);
    }
    return slot;
  }
}
