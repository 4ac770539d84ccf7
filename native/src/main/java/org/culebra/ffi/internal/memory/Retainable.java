package org.culebra.ffi.internal.memory;

/// What keeps memory alive and can do so for one more.
public sealed interface Retainable permits NativeBlock, BlockLease {

  /// Keeps the memory alive independently of this.
  ///
  /// @return a new lease; the caller releases it once, on any thread
  /// @throws IllegalStateException if this keeps the memory alive no more
  BlockLease retain();
}
