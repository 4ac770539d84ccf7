package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import org.culebra.ffi.internal.Sneaky;
import org.jspecify.annotations.Nullable;

/// What happens around a call that was given callbacks: their failures come back through it.
final class Guards {
  private Guards() {}

  static void enter(@Nullable Object argument) {
    if (argument instanceof Callback callback) {
      callback.enter();
    } else if (argument instanceof CStruct.Value value) {
      value.callbacks().forEach(Callback::enter);
    }
  }

  /// Ends what [#enter] began.
  ///
  /// @return the first failure of this argument's callbacks, or the earlier one
  static @Nullable Throwable leave(@Nullable Throwable earlier, @Nullable Object argument) {
    Throwable first = earlier;
    if (argument instanceof Callback callback) {
      first = first(first, callback.leave());
    } else if (argument instanceof CStruct.Value value) {
      for (Callback callback : value.callbacks()) {
        first = first(first, callback.leave());
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
