package org.culebra.ffi.internal.call;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.culebra.array.internal.Releases;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.KeptMemory;
import org.jspecify.annotations.Nullable;

/// The arguments of one call that C keeps until a function is called. Their memory is kept before C
/// is reached: at once for that function if the prototype names a parameter, since a callback may
/// call it; otherwise when C has returned the pointer. If C is not reached, nothing is kept.
final class KeptArguments {
  private static final MethodHandle CALL;

  static {
    try {
      CALL =
          MethodHandles.lookup()
              .findVirtual(
                  KeptArguments.class,
                  "call",
                  MethodType.methodType(Object.class, MethodHandle.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  private final List<KeptUntil> until;
  private final int arity;

  /// The memory of each argument; null for NULL, and when it was released.
  private final @Nullable KeptMemory[] memory;

  /// What will be passed to each function.
  private final long[] pointers;

  /// The number of arguments whose memory the functions release.
  private int begun;

  private boolean isReached;

  /// Before any memory is kept.
  ///
  /// @param until the parameters
  /// @param arity the number of all of them
  KeptArguments(List<KeptUntil> until, int arity) {
    this.until = until;
    this.arity = arity;
    this.memory = new @Nullable KeptMemory[until.size()];
    this.pointers = new long[until.size()];
  }

  /// A handle with an additional leading argument, one of this class.
  ///
  /// @param raw the linker's handle
  static MethodHandle around(MethodHandle raw) {
    MethodType type = raw.type();
    MethodHandle spread =
        raw.asSpreader(Object[].class, type.parameterCount())
            .asType(MethodType.methodType(Object.class, Object[].class));
    return MethodHandles.insertArguments(CALL, 1, spread)
        .asCollector(Object[].class, type.parameterCount())
        .asType(type.insertParameterTypes(0, KeptArguments.class));
  }

  /// Adds the memory of an argument.
  ///
  /// @param index which of those that are kept
  /// @param kept null for NULL
  void add(int index, @Nullable KeptMemory kept) {
    memory[index] = kept;
  }

  /// Calls C.
  ///
  /// @param raw the linker's handle, which takes an array
  /// @param arguments those of the function at the end
  @SuppressWarnings("UnusedMethod") // by a handle
  private @Nullable Object call(MethodHandle raw, Object[] arguments) throws Throwable {
    int first = arguments.length - arity;
    for (int i = 0; i < memory.length; i++) {
      if (!isReturned(until.get(i))) {
        pointers[i] = ((MemorySegment) arguments[first + until.get(i).pointer()]).address();
        keep(i);
      }
      begun++;
    }
    Object result = raw.invokeExact(arguments);
    isReached = true;
    for (int i = 0; i < memory.length; i++) {
      if (isReturned(until.get(i))) {
        returned(i, pointer(until.get(i), first, arguments, result));
      }
    }
    return result;
  }

  /// Whether only C knows the pointer.
  private static boolean isReturned(KeptUntil until) {
    return until.isTarget() || until.pointer() == KeptUntil.RESULT;
  }

  private static long pointer(
      KeptUntil until, int first, Object[] arguments, @Nullable Object result) {
    if (!until.isTarget()) {
      return result == null ? 0 : ((MemorySegment) result).address();
    }
    long out = ((MemorySegment) arguments[first + until.pointer()]).address();
    return out == 0 ? 0 : CMemory.longAt(out);
  }

  /// NULL instead of a pointer: C has not made what would keep the memory.
  private void returned(int i, long pointer) {
    pointers[i] = pointer;
    KeptMemory kept = memory[i];
    if (pointer != 0) {
      keep(i);
    } else if (kept != null) {
      kept.release();
    }
  }

  private void keep(int i) {
    KeptMemory kept = memory[i];
    if (kept != null) {
      until.get(i).function().keep(pointers[i], kept);
    }
  }

  /// Ends the call: if C was not reached, it has kept nothing.
  void leave() {
    if (isReached) {
      return;
    }
    isReached = true; // not twice
    Releases releases = new Releases();
    for (int i = 0; i < memory.length; i++) {
      KeptMemory kept = memory[i];
      if (kept != null && (isOwn(i) || until.get(i).function().remove(pointers[i], kept))) {
        releases.and(kept::release);
      }
    }
    releases.rethrow();
  }

  /// Whether the memory has not been given to the function that releases it.
  private boolean isOwn(int i) {
    return i >= begun || isReturned(until.get(i));
  }
}
