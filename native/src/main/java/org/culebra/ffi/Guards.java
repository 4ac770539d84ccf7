package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import org.culebra.ffi.internal.Sneaky;
import org.jspecify.annotations.Nullable;

/// What happens around a call that was given callbacks: their failures come back through it.
final class Guards {
  private Guards() {}

  /// Begins a call with an argument.
  ///
  /// @return what was begun: a callback, or the callbacks in a struct, which may be others when the
  ///   call ends
  static @Nullable Object enter(@Nullable Object argument) {
    if (argument instanceof Callback callback) {
      callback.enter();
      return callback;
    }
    if (argument instanceof CStruct.Value value) {
      List<Callback> callbacks = value.callbacks();
      callbacks.forEach(Callback::enter);
      return callbacks;
    }
    return null;
  }

  /// Ends what [#enter] began.
  ///
  /// @param entered what it returned
  /// @return the first failure of this argument's callbacks, or the earlier one
  static @Nullable Throwable leave(@Nullable Throwable earlier, @Nullable Object entered) {
    Throwable first = earlier;
    if (entered instanceof Callback callback) {
      first = first(first, callback.leave());
    } else if (entered instanceof List<?> callbacks) {
      for (Object callback : callbacks) {
        first = first(first, ((Callback) callback).leave());
      }
    }
    return first;
  }

  @SuppressWarnings("ReferenceEquality") // a throwable cannot suppress itself
  private static @Nullable Throwable first(@Nullable Throwable earlier, @Nullable Throwable later) {
    if (earlier != null && later != null && earlier != later) {
      earlier.addSuppressed(later);
    }
    return earlier == null ? later : earlier;
  }

  static void rethrow(@Nullable Throwable failure) {
    if (failure != null) {
      throw Sneaky.rethrow(failure);
    }
  }

  /// Where a returned struct goes.
  static SegmentAllocator automatic() {
    return Arena.ofAuto();
  }
}
