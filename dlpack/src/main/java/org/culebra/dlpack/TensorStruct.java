package org.culebra.dlpack;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.dlpack.DlpackStructs.DLManagedTensor;
import org.culebra.dlpack.DlpackStructs.DLManagedTensorVersioned;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.OwnStack;
import org.culebra.ffi.internal.memory.Addresses;
import org.culebra.ffi.internal.memory.ExportedStruct;
import org.culebra.ffi.internal.memory.PendingLease;
import org.culebra.ffi.internal.memory.ReleaseChain;

/// The two structs that are exchanged: the offsets of their fields, and how structs created by this
/// library are released.
///
/// - **Detached**: the deleter is C's `free`. For structs that do not keep Java memory alive: a
///   copy in the same block, or memory that the caller keeps alive. No Java runs at the release.
/// - **Shared**: the deleter is one function per kind of struct, for the whole library; it frees
///   the struct and releases what `manager_ctx` retains, see [ExportedStruct].
enum TensorStruct {
  VERSIONED(
      "a DLManagedTensorVersioned",
      DLManagedTensorVersioned.BYTES,
      DLManagedTensorVersioned.MANAGER_CTX,
      DLManagedTensorVersioned.DELETER,
      DLManagedTensorVersioned.DL_TENSOR),
  LEGACY(
      "a DLManagedTensor",
      DLManagedTensor.BYTES,
      DLManagedTensor.MANAGER_CTX,
      DLManagedTensor.DELETER,
      DLManagedTensor.DL_TENSOR);

  private static volatile boolean hasDeleters;

  private final String what;
  private final int bytes;
  private final int managerCtx;
  private final int deleter;
  private final int tensor;

  TensorStruct(String what, int bytes, int managerCtx, int deleter, int tensor) {
    this.what = what;
    this.bytes = bytes;
    this.managerCtx = managerCtx;
    this.deleter = deleter;
    this.tensor = tensor;
  }

  /// C functions, created with the first shared struct.
  private static final class Deleters {
    static final ExportedStruct VERSIONED = of("DLManagedTensorVersioned", TensorStruct.VERSIONED);
    static final ExportedStruct LEGACY = of("DLManagedTensor", TensorStruct.LEGACY);

    private static ExportedStruct of(String name, TensorStruct struct) {
      return ExportedStruct.register(name, struct.bytes, struct.managerCtx, struct.deleter);
    }
  }

  /// A new struct that its receiver releases with `free`. The caller writes all fields but its
  /// deleter and `manager_ctx`.
  ///
  /// @param extraBytes additional bytes in the same block, from [#detachedExtra] on
  /// @return the address of the struct
  /// @throws OutOfMemoryError if there is no memory
  long detached(long extraBytes) {
    long total = bytes + extraBytes;
    if (total < extraBytes) {
      throw CMemory.noMemory("allocate", extraBytes);
    }
    long self = CMemory.malloc(total);
    CMemory.put(self + managerCtx, 0);
    CMemory.put(self + deleter, CMemory.FREE_FUNCTION.address());
    return self;
  }

  /// The offset after a detached struct in its block.
  long detachedExtra(long self) {
    return self + bytes;
  }

  /// A new struct whose deleter ends a lease. The caller writes all fields but its deleter and
  /// `manager_ctx`.
  ///
  /// @param extraBytes additional bytes in the same block, from [#sharedExtra] on
  /// @param lease becomes the struct's; released if this throws
  /// @return the address of the struct
  /// @throws OutOfMemoryError if there is no memory
  long shared(long extraBytes, PendingLease lease) {
    try {
      if (!hasDeleters) {
        OwnStack.initialize(MethodHandles.lookup(), Deleters.class);
        hasDeleters = true;
      }
      return stub().make(extraBytes, lease);
    } catch (Throwable e) {
      lease.release();
      throw e;
    }
  }

  /// The offset after a shared struct in its block.
  long sharedExtra(long self) {
    return stub().extra(self);
  }

  private ExportedStruct stub() {
    return this == VERSIONED ? Deleters.VERSIONED : Deleters.LEGACY;
  }

  /// The address that a caller states.
  ///
  /// @throws IllegalArgumentException if it cannot be one
  /// @throws IllegalStateException if its arena is closed
  long address(MemorySegment pointer) {
    return Addresses.ofStruct(pointer, what, bytes);
  }

  /// The `DLTensor` in a struct.
  long tensor(long self) {
    return self + tensor;
  }

  /// The release function of any producer's struct; 0 if there is nothing to call.
  long deleter(long self) {
    return CMemory.longAt(self + deleter);
  }

  /// Releases any producer's struct; the caller has checked the stack.
  void release(long self) {
    ReleaseChain.callWithin(deleter(self), self, 0, 0);
  }
}
