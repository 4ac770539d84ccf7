package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.arrow.internal.cdata.Readiness;
import org.culebra.ffi.internal.memory.Addresses;
import org.culebra.ffi.internal.memory.NativeBlock;

/// Memory of another library, adopted together with a lease that keeps it alive: for bindings that
/// create columns over that library's buffers, with [Column#ofBuffers].
///
/// ```java
/// AdoptedMemory memory = AdoptedMemory.in(arena, buffer::release);
/// MemorySegment data = memory.at(MemorySegment.ofAddress(buffer.address()), buffer.bytes());
/// Column.ofBuffers(field, n, 0, 0, List.of(MemorySegment.NULL, data), memory.owner(), …);
/// ```
///
/// The lease is released exactly once, when the arena has been closed and the last export of the
/// memory has been released, on the thread of the last of these events.
public final class AdoptedMemory {
  private final NativeBlock block;
  private final MemorySegment all;

  private AdoptedMemory(NativeBlock block, MemorySegment all) {
    this.block = block;
    this.all = all;
  }

  /// Adopts a lease.
  ///
  /// @param arena ends Java's access
  /// @param lease belongs to the memory after the call; to the caller if this throws
  /// @return the memory
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if it belongs to another thread
  public static AdoptedMemory in(Arena arena, Lease lease) {
    Objects.requireNonNull(lease, "lease");
    Readiness.check();
    // contains every address, so that it can own all later buffers
    NativeBlock block = NativeBlock.adopt(0, Long.MAX_VALUE, lease);
    return new AdoptedMemory(block, block.viewIn(arena));
  }

  /// Trusts the pointer: views some of the memory.
  ///
  /// @param pointer of any length, since only the address counts; NULL is allowed if there are no
  ///   bytes
  /// @param byteSize the memory's size in bytes
  /// @return a segment that ends with the arena
  /// @throws IllegalArgumentException if the size is negative, the pointer cannot be one, or it is
  ///   NULL and the size is not 0
  public MemorySegment at(MemorySegment pointer, long byteSize) {
    long address = Addresses.orNull(pointer, "memory of another library");
    if (address < 0 || byteSize < 0 || (address == 0 && byteSize > 0)) {
      throw new IllegalArgumentException(
          "expected memory of another library but found %d bytes at 0x%x"
              .formatted(byteSize, address));
    }
    return address == 0 ? MemorySegment.NULL : all.asSlice(address, byteSize);
  }

  /// The owner that keeps the memory alive when it is exported.
  ///
  /// @return the owner for [Column#ofBuffers]
  public MemoryOwner owner() {
    return block;
  }
}
