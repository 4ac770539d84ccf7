package org.culebra.dlpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Scopes;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.culebra.ffi.internal.memory.ReleaseChain;

/// Takes structs over.
///
/// Pointer and arena are the caller's faults, which leave the struct with the caller; from then on
/// the content's faults release it. That the arena is this thread's, the JDK says when the memory
/// is put into it; where the content is at fault, it is asked before the release.
final class Importer {
  private static final long PADDED = DLManagedTensorVersioned.FLAG_IS_SUBBYTE_TYPE_PADDED;

  private Importer() {}

  static NDArray array(Arena arena, TensorStruct kind, MemorySegment struct, boolean writable) {
    requireOpen(arena);
    long self = address(struct);
    TensorReader tensor;
    long flags;
    try {
      flags = flags(kind, self);
      tensor = TensorReader.read(kind.tensor(self));
      requireHost(tensor.device());
    } catch (Throwable e) {
      throw released(e, arena, kind, self);
    }
    boolean readOnly = !writable || (flags & DLManagedTensorVersioned.FLAG_READ_ONLY) != 0;
    NativeBlock block = block(kind, self, tensor.low(), tensor.span());
    // refused only where the arena is: then the struct is the caller's still
    MemorySegment memory = block.viewIn(arena);
    try {
      return array(memory, block, tensor, readOnly);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "tensor", block::release);
    }
  }

  static NDArray array(
      MemorySegment memory, MemoryOwner owner, TensorReader tensor, boolean readOnly) {
    NDArray array = NDArray.of(memory, owner, tensor.dtype(), tensor.fromLow());
    return readOnly ? array.asReadOnly() : array;
  }

  static OpaqueTensor opaque(Arena arena, TensorStruct kind, MemorySegment struct) {
    requireOpen(arena);
    long self = address(struct);
    TensorReader tensor;
    long flags;
    int version;
    try {
      flags = flags(kind, self);
      version = kind == TensorStruct.LEGACY ? 0 : version(self);
      tensor = TensorReader.read(kind.tensor(self));
    } catch (Throwable e) {
      throw released(e, arena, kind, self);
    }
    boolean host = tensor.device().isHostReachable();
    NativeBlock block =
        host ? block(kind, self, tensor.low(), tensor.span()) : block(kind, self, 0, 0);
    return new OpaqueTensor(
        tensor, block, block.viewIn(arena), flags, version, kind == TensorStruct.LEGACY);
  }

  /// Views a plain `DLTensor`, which has no deleter.
  static NDArray view(Arena arena, MemorySegment struct) {
    requireUsable(arena);
    TensorReader tensor = TensorReader.read(address(struct));
    requireHost(tensor.device());
    MemorySegment memory = Restricted.segment(tensor.low(), tensor.span(), arena);
    return array(memory, Scopes.borrowed(arena), tensor, false);
  }

  static void release(TensorStruct kind, MemorySegment struct) {
    long self = address(struct);
    ReleaseChain.call(kind.deleter(self), self, 0, 0);
  }

  private static NativeBlock block(TensorStruct kind, long self, long low, long span) {
    long deleter = kind.deleter(self);
    return NativeBlock.adopt(low, span, deleter, deleter == 0 ? 0 : self, 0, 0);
  }

  private static void requireOpen(Arena arena) {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("expected an open arena but found a closed one");
    }
  }

  private static void requireUsable(Arena arena) {
    requireOpen(arena);
    // the JDK refuses another thread's
    Restricted.segment(1, 0, arena);
  }

  private static long address(MemorySegment struct) {
    long address = struct.address();
    if (!struct.isNative() || address <= 0 || address >= TensorReader.LIMIT) {
      throw new IllegalArgumentException(
          "expected the address of a DLPack struct but found "
              + (struct.isNative()
                  ? address == 0 ? "NULL" : "0x" + Long.toHexString(address)
                  : "a segment on the heap"));
    }
    return address;
  }

  /// The flags, after the version has been found to be one whose structs are known.
  private static long flags(TensorStruct kind, long self) {
    if (kind == TensorStruct.LEGACY) {
      return 0;
    }
    int major = version(self);
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

  private static int version(long self) {
    return CMemory.intAt(self + DLManagedTensorVersioned.VERSION);
  }

  private static void requireHost(DLDevice device) {
    if (!device.isHostReachable()) {
      throw new UnsupportedOperationException(
          "expected memory that the CPU can read but found device %s (device_type %d); adoptOpaque hands it on unread"
              .formatted(device, device.type()));
    }
  }

  /// Releases a struct in which something was found wrong, and says so.
  private static RuntimeException released(Throwable fault, Arena arena, TensorStruct kind, long self) {
    requireUsable(arena);
    return MemoryErrors.released(fault, "tensor", () -> kind.release(self));
  }
}
