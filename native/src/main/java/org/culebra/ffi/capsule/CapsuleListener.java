package org.culebra.ffi.capsule;

import org.culebra.array.Experimental;
import org.jspecify.annotations.Nullable;

/// Is notified of every call that a consumer of a [Capsule] makes in [CapsuleMode#TRACE] or
/// [CapsuleMode#DEBUG].
///
/// It runs on the calling thread, and its time is not part of the measured time. Exceptions that it
/// throws are logged and ignored. It must not call the capsule's slots.
@Experimental
public interface CapsuleListener {
  /// A call begins.
  ///
  /// @param slot the name of the slot; `function` in a single-function capsule
  default void enter(String slot) {}

  /// A call ends.
  ///
  /// @param slot the name of the slot; `function` in a single-function capsule
  /// @param nanos the duration of the call
  /// @param failure what the call threw in Java, or `null`
  default void exit(String slot, long nanos, @Nullable Throwable failure) {}
}
