package org.culebra.ffi.internal.memory;

/// What keeps memory alive and can do so for one more.
public sealed interface Retainable permits NativeBlock, BlockLease {

  /// Keeps the memory alive independently of this.
  ///
  /// @return a new lease; the caller releases it once, on any thread
  /// @throws IllegalStateException if this keeps the memory alive no more
  BlockLease retain();

  /// The same without an object for it: whoever has the header releases it with
  /// [ReleaseChain#release].
  ///
  /// @return the header's address, for a struct's `manager_ctx` or `private_data`; 0 for memory
  ///   that nothing needs to keep alive
  /// @throws IllegalStateException if this keeps the memory alive no more
  /// @throws OutOfMemoryError if there is no memory for the header of an adopted block
  long retainHeader();
}
