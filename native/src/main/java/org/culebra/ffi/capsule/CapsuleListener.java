package org.culebra.ffi.capsule;

import org.culebra.array.Experimental;
import org.jspecify.annotations.Nullable;

/// Is told of every call that a consumer of a [Capsule] makes in [CapsuleMode#TRACE] or
/// [CapsuleMode#DEBUG].
///
/// It runs on the calling thread, within the time of the caller but outside the time that is
/// measured. What it throws is logged and otherwise ignored. It must not call the capsule's slots.
@Experimental
public interface CapsuleListener {
  /// A call begins.
  ///
  /// @param slot the name of the slot; `function` in a capsule of one function
  default void enter(String slot) {}

  /// A call ends.
  ///
  /// @param slot the name of the slot; `function` in a capsule of one function
  /// @param nanos how long it took
  /// @param failure what it threw in Java, or `null`
  default void exit(String slot, long nanos, @Nullable Throwable failure) {}
}
