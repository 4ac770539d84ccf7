package org.culebra.ffi.internal.memory;

/// Something that keeps memory alive and can issue further leases.
public sealed interface Retainable permits NativeBlock, BlockLease {

  /// Keeps the memory alive independently of this object.
  ///
  /// @return a new lease; the caller releases it once, on any thread
  /// @throws IllegalStateException if this no longer keeps the memory alive
  BlockLease retain();
}
