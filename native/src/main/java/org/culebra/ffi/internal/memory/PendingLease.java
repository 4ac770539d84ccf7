package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;
import org.jspecify.annotations.Nullable;

/// A lease of an array's memory without a Java object of its own: it ends with the struct that it
/// is transferred to, or by [#release()].
///
/// @param header of a block, whose count includes this lease
/// @param ticket of the stack trace of its creation, see [ExportRegistry#remember]
public record PendingLease(long header, long ticket) {

  /// Keeps memory alive for a struct.
  ///
  /// @param owner the owner of the memory
  /// @param memory the memory to keep alive
  /// @return the lease; null if nothing has to be released
  /// @throws IllegalStateException if the owner cannot keep the memory alive
  public static @Nullable PendingLease of(MemoryOwner owner, MemorySegment memory) {
    long header = retain(owner, memory);
    return header == 0 ? null : remembered(header);
  }

  /// Keeps memory alive for a struct that is counted and listed separately: a lease that is
  /// transferred at once.
  ///
  /// @param owner the owner of the memory
  /// @param memory the memory to keep alive
  /// @return the header, released by the struct's release; 0 if nothing has to be released
  /// @throws IllegalStateException if the owner cannot keep the memory alive
  public static long retain(MemoryOwner owner, MemorySegment memory) {
    if (owner == Retention.PERMANENT) {
      return 0;
    }
    try {
      if (owner instanceof NativeBlock block) {
        block.requirePart(memory);
        return block.retainHeader();
      }
      if (owner instanceof BlockArena arena) {
        return arena.blockOf(memory).retainHeader();
      }
      if (owner == Retention.GC_MANAGED) {
        requireAlive(memory);
        return HandleTable.add(memory); // to be reachable is all that it needs
      }
      if (owner instanceof RetainedMemory retained) {
        requireAlive(memory);
        return retained.by().retainHeader();
      }
      return header(lease(owner, memory));
    } finally {
      // an automatic arena must not end between the lookup and the lease
      Reference.reachabilityFence(memory);
      Reference.reachabilityFence(owner);
    }
  }

  /// Keeps a block alive for a struct.
  ///
  /// @param block the block
  /// @return the lease
  /// @throws IllegalStateException if Java has released the block
  public static PendingLease of(NativeBlock block) {
    return remembered(block.retainHeader());
  }

  /// Takes ownership of a lease, even if this throws.
  private static long header(Lease lease) {
    if (lease instanceof BlockLease own) {
      return own.transfer().transfer();
    }
    try {
      return HandleTable.addLease(lease, 1);
    } catch (Throwable e) {
      lease.release();
      throw e;
    }
  }

  private static PendingLease remembered(long header) {
    try {
      return new PendingLease(header, ExportRegistry.remember("export"));
    } catch (Throwable e) {
      ReleaseChain.release(header);
      throw e;
    }
  }

  /// For an owner that is not of this library, or relies on the caller's statement.
  private static Lease lease(MemoryOwner owner, MemorySegment memory) {
    requireAlive(memory);
    return Objects.requireNonNull(owner.leaseFor(memory), "the owner's lease");
  }

  private static void requireAlive(MemorySegment memory) {
    if (!memory.scope().isAlive()) {
      throw MemoryErrors.gone();
    }
  }

  /// Transfers the lease to a struct that is counted and listed separately.
  ///
  /// @return the header, released by the struct's release
  public long transfer() {
    ExportRegistry.forget(ticket);
    return header;
  }

  /// Ends the lease if no struct was created.
  public void release() {
    ExportRegistry.forget(ticket);
    ReleaseChain.release(header);
  }
}
