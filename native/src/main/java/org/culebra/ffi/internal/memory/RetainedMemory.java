package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;

/// The owner of memory that lies anywhere, and that a block or a lease keeps alive: elements that a
/// struct leads to, which is released with the block; or memory whose arena has been closed, which
/// a lease still keeps.
///
/// Trusts its maker: whatever memory it is asked for, the block or lease keeps it alive.
///
/// @param by what keeps the memory alive; a lease stays its holder's to release
public record RetainedMemory(Retainable by) implements MemoryOwner {
  @Override
  public Lease leaseFor(MemorySegment segment) {
    return by.retain();
  }
}
