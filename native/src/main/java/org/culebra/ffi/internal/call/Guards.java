package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.jspecify.annotations.Nullable;

/// What happens around a call that was given callbacks: their failures come back through it.
public final class Guards {
  private Guards() {}

  /// Begins a call with an argument.
  ///
  /// @param copied whether it is a struct that C gets by value
  /// @return what was begun: for a callback, or for a struct with all that C can reach from it,
  ///   which may be others when the call ends
  /// @throws StackOverflowError if there is too little stack to be called back; nothing was begun
  static @Nullable Object enter(@Nullable Object argument, boolean copied) {
    if (argument instanceof CallbackImpl callback) {
      Nesting.enter();
      callback.enter();
      return callback;
    }
    if (argument instanceof StructValue value) {
      return StructCall.enter(value, copied);
    }
    return null;
  }

  /// Adds what [#enter] found to be held to what has to be held already, for [HeldCall].
  ///
  /// @return a map; `null` if nothing has to be held
  static @Nullable Object held(@Nullable Object earlier, @Nullable Object entered) {
    if (!(entered instanceof StructCall call) || call.held().isEmpty()) {
      return earlier;
    }
    Map<MemorySegment.Scope, MemorySegment> all = new LinkedHashMap<>(call.held());
    if (earlier instanceof Map<?, ?> others) {
      others.forEach(
          (scope, memory) -> all.put((MemorySegment.Scope) scope, (MemorySegment) memory));
    }
    return all;
  }

  /// Ends what [#enter] began.
  ///
  /// @param entered what it returned
  /// @return the first failure of this argument's callbacks, or the earlier one
  static @Nullable Throwable leave(@Nullable Throwable earlier, @Nullable Object entered) {
    Throwable first = earlier;
    if (entered instanceof CallbackImpl callback) {
      Nesting.leave();
      first = first(first, callback.leave());
    } else if (entered instanceof StructLeases leases) {
      leases.leave();
    } else if (entered instanceof StructCall call) {
      first = call.leave(first);
    }
    return first;
  }

  @SuppressWarnings("ReferenceEquality") // a throwable cannot suppress itself
  static @Nullable Throwable first(@Nullable Throwable earlier, @Nullable Throwable later) {
    if (earlier != null && later != null && earlier != later) {
      earlier.addSuppressed(later);
    }
    return earlier == null ? later : earlier;
  }

  static void rethrow(@Nullable Throwable failure) {
    if (failure != null) {
      throw SneakyThrow.rethrow(failure);
    }
  }

  /// Where a returned struct goes.
  public static SegmentAllocator automatic() {
    return Arena.ofAuto();
  }
}
