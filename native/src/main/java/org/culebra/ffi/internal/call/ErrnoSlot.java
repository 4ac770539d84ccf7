package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.jspecify.annotations.Nullable;

/// The `errno` values of calls: memory for each thread that has made a call that stores it.
public final class ErrnoSlot {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long OFFSET =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<@Nullable MemorySegment> SLOT = new ThreadLocal<>();

  /// The functions that return the address of the thread's `errno`, behind the macro of each C
  /// library: glibc and musl, macOS, Windows.
  private static final List<String> LOCATIONS = List.of("__errno_location", "__error", "_errno");

  private ErrnoSlot() {}

  /// Looked up on first use.
  private static final class Location {
    static final @Nullable MethodHandle FUNCTION =
        LOCATIONS.stream()
            .flatMap(name -> Linker.nativeLinker().defaultLookup().find(name).stream())
            .findFirst()
            .map(Location::function)
            .orElse(null);

    private static MethodHandle function(MemorySegment symbol) {
      return Restricted.downcall(
          symbol, FunctionDescriptor.of(ValueLayout.JAVA_LONG), Linker.Option.critical(false));
    }
  }

  /// Rejects platforms whose `errno` cannot be set.
  static void requireClearing() {
    Restricted.check(); // before a class is initialized, which fails with this only once
    if (Location.FUNCTION == null) {
      throw new UnsupportedOperationException(
          "expected one of the functions "
              + String.join(", ", LOCATIONS)
              + " but found none: errno cannot be set");
    }
  }

  /// A handle that sets `errno` to 0 right before it calls C.
  static MethodHandle clearedBefore(MethodHandle raw) {
    try {
      MethodHandle clear =
          MethodHandles.lookup()
              .findStatic(ErrnoSlot.class, "clear", MethodType.methodType(void.class));
      return MethodHandles.foldArguments(raw, clear);
    } catch (ReflectiveOperationException e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  @SuppressWarnings("UnusedMethod") // by a handle
  private static void clear() {
    try {
      long address = (long) Objects.requireNonNull(Location.FUNCTION).invokeExact();
      CMemory.ALL.set(ValueLayout.JAVA_INT, address, 0);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

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
