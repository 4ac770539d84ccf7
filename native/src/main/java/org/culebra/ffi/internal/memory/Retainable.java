package org.culebra.ffi.internal.memory;

/// Something that keeps memory alive and can issue further leases.
public sealed interface Retainable permits NativeBlock, BlockLease {

  /// Keeps the memory alive independently of this object.
  ///
  /// @return a new lease; the caller releases it once, on any thread
  /// @throws IllegalStateException if this no longer keeps the memory alive
  BlockLease retain();

  /// The same without a Java object: the owner of the header releases it with
  /// [ReleaseChain#release].
  ///
  /// @return the header's address, for a struct's `manager_ctx` or `private_data`; 0 for memory
  ///   that nothing needs to keep alive
  /// @throws IllegalStateException if this no longer keeps the memory alive
  /// @throws OutOfMemoryError if there is no memory for the header of an adopted block
  long retainHeader();
}
