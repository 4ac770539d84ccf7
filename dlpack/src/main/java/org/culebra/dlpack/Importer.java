package org.culebra.dlpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.dlpack.DlpackStructs.DLManagedTensorVersioned;
import org.culebra.dlpack.DlpackStructs.DLTensor;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.Addresses;
import org.culebra.ffi.internal.memory.ArenaChecks;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.culebra.ffi.internal.memory.ReleaseChain;

/// Adopts structs.
///
/// If the pointer or the arena is wrong, the caller still owns the struct; after that, an invalid
/// struct is released. The JDK checks that the arena belongs to this thread when the memory is
/// attached to it; for an invalid struct, this is checked before the release.
final class Importer {
  private static final long PADDED = DLManagedTensorVersioned.FLAG_IS_SUBBYTE_TYPE_PADDED;

  private Importer() {}

  static NDArray array(Arena arena, MemorySegment pointer, ImportOptions options) {
    ArenaChecks.requireOpen(arena);
    TensorStruct struct = options.struct();
    long self = struct.address(pointer);
    TensorReader tensor;
    long flags;
    try {
      flags = flags(struct, self);
      tensor = TensorReader.read(struct.tensor(self));
      requireHost(tensor.device());
    } catch (Throwable e) {
      throw released(e, arena, struct, self);
    }
    NativeBlock block = block(struct, self, tensor.low(), tensor.span());
    // throws only because of the arena: then the caller still owns the struct
    MemorySegment memory = block.viewIn(arena);
    try {
      return array(memory, block, tensor, isReadOnly(options, flags));
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "tensor", block::release);
    }
  }

  private static boolean isReadOnly(ImportOptions options, long flags) {
    return !options.isWritable() || (flags & DLManagedTensorVersioned.FLAG_READ_ONLY) != 0;
  }

  static NDArray array(
      MemorySegment memory, MemoryOwner owner, TensorReader tensor, boolean readOnly) {
    NDArray array = NDArray.of(memory, owner, tensor.dtype(), tensor.fromLow());
    return readOnly ? array.asReadOnly() : array;
  }

  /// Begins as [#array] does, on purpose: one method for both would have to return three things,
  /// and be an allocation in the path of every import.
  static OpaqueTensor opaque(Arena arena, MemorySegment pointer, ImportOptions options) {
    ArenaChecks.requireOpen(arena);
    TensorStruct struct = options.struct();
    long self = struct.address(pointer);
    TensorReader tensor;
    long flags;
    int major;
    try {
      flags = flags(struct, self);
      major = struct == TensorStruct.LEGACY ? 0 : major(self);
      tensor = TensorReader.read(struct.tensor(self));
    } catch (Throwable e) {
      throw released(e, arena, struct, self);
    }
    boolean host = tensor.device().isHostReachable();
    NativeBlock block =
        host ? block(struct, self, tensor.low(), tensor.span()) : block(struct, self, 0, 0);
    MemorySegment memory = block.viewIn(arena);
    return new OpaqueTensor(tensor, block, memory, flags, major, isReadOnly(options, flags));
  }

  /// Views a plain `DLTensor`, which has no deleter.
  static NDArray view(Arena arena, MemorySegment pointer) {
    ArenaChecks.requireUsable(arena);
    return borrowed(arena, Addresses.ofStruct(pointer, "a DLTensor", DLTensor.BYTES), false);
  }

  /// Views the tensor in a struct that has a deleter, which is left to its owner.
  static TensorView view(Arena arena, MemorySegment pointer, ImportOptions options) {
    ArenaChecks.requireUsable(arena);
    TensorStruct struct = options.struct();
    long self = struct.address(pointer);
    long flags = flags(struct, self);
    return new TensorView(borrowed(arena, struct.tensor(self), isReadOnly(options, flags)), flags);
  }

  private static NDArray borrowed(Arena arena, long address, boolean readOnly) {
    TensorReader tensor = TensorReader.read(address);
    requireHost(tensor.device());
    MemorySegment memory = Restricted.segment(tensor.low(), tensor.span(), arena);
    return array(memory, ArenaMemory.borrowed(arena), tensor, readOnly);
  }

  static void release(MemorySegment pointer, TensorStruct struct) {
    long self = struct.address(pointer);
    ReleaseChain.call(struct.deleter(self), self, 0, 0);
  }

  private static NativeBlock block(TensorStruct struct, long self, long low, long span) {
    return NativeBlock.adopt(low, span, struct.deleter(self), self, 0, 0);
  }

  /// The flags, after checking that the structs of the version are known.
  private static long flags(TensorStruct struct, long self) {
    if (struct == TensorStruct.LEGACY) {
      return 0;
    }
    int major = major(self);
    if (major < 0 || major > DLPack.MAJOR) {
      throw new UnsupportedOperationException(
          "expected DLPack version %d.x but found version %s"
              .formatted(DLPack.MAJOR, Integer.toUnsignedString(major)));
    }
    long flags = CMemory.longAt(self + DLManagedTensorVersioned.FLAGS);
    if ((flags & PADDED) != 0) {
      throw new UnsupportedOperationException(
          "expected elements of whole bytes but found flags 0x%x: IS_SUBBYTE_TYPE_PADDED"
              .formatted(flags));
    }
    return flags;
  }

  private static int major(long self) {
    return CMemory.intAt(self + DLManagedTensorVersioned.VERSION);
  }

  private static void requireHost(DLDevice device) {
    if (!device.isHostReachable()) {
      throw new UnsupportedOperationException(
          "expected memory that the CPU can read but found device %s (device_type %d); adoptOpaque takes it without reading it"
              .formatted(device, device.type()));
    }
  }

  /// Releases an invalid struct and reports the error.
  private static RuntimeException released(
      Throwable error, Arena arena, TensorStruct struct, long self) {
    ArenaChecks.requireUsable(arena);
    return MemoryErrors.released(error, "tensor", () -> struct.release(self));
  }
}
