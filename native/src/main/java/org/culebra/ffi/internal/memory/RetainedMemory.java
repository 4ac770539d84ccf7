package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;

/// The owner of memory anywhere that a block or a lease keeps alive: elements to which a struct
/// points, released with the block; or memory whose arena has been closed but which a lease keeps
/// alive.
///
/// Trusts its creator: it does not check that the block or lease keeps the memory alive.
///
/// @param by what keeps the memory alive; the holder of a lease still releases it
public record RetainedMemory(Retainable by) implements MemoryOwner {
  @Override
  public Lease leaseFor(MemorySegment segment) {
    return by.retain();
  }
}
