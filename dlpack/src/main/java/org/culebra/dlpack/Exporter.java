package org.culebra.dlpack;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.dlpack.DlpackStructs.DLManagedTensorVersioned;
import org.culebra.dlpack.DlpackStructs.DLTensor;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.PendingLease;

/// Writes the structs.
final class Exporter {
  private static final int DATA_ALIGNMENT = 64;
  private static final long VERSION = pair(DLPack.MAJOR, DLPack.MINOR);

  private Exporter() {}

  /// Creates a struct for an array.
  ///
  /// @return the struct, which the caller owns; if this throws, there is none
  static MemorySegment export(NDArray array, ExportOptions options) {
    TensorStruct struct = options.struct();
    return pointer(struct, write(array, options));
  }

  /// Java's heap may be exhausted, too.
  private static MemorySegment pointer(TensorStruct struct, long self) {
    try {
      return MemorySegment.ofAddress(self);
    } catch (Throwable e) {
      struct.release(self);
      throw e;
    }
  }

  private static long write(NDArray array, ExportOptions options) {
    TensorStruct struct = options.struct();
    int type = DLDataType.of(array.dtype());
    if (options.copy() == CopyPolicy.ALWAYS) {
      return copied(struct, array, type);
    }
    RuntimeException violation = ExportConstraints.violated(array, options);
    if (violation != null) {
      return copiedFor(violation, struct, array, type, options);
    }
    return options.ownership() == Ownership.LEASED
        ? leased(struct, array, type, options)
        : borrowed(struct, array, type);
  }

  private static long copiedFor(
      RuntimeException violation,
      TensorStruct struct,
      NDArray array,
      int type,
      ExportOptions options) {
    if (options.copy() == CopyPolicy.NEVER) {
      throw violation;
    }
    return copied(struct, array, type);
  }

  private static long leased(TensorStruct struct, NDArray array, int type, ExportOptions options) {
    PendingLease lease;
    try {
      lease = PendingLease.of(array.owner(), array.segment());
    } catch (IllegalStateException e) {
      return copiedFor(e, struct, array, type, options);
    }
    if (lease == null) {
      return borrowed(struct, array, type);
    }
    long self = struct.shared(16L * array.rank(), lease);
    fillShared(struct, self, struct.sharedExtra(self), array, type);
    return self;
  }

  private static long borrowed(TensorStruct struct, NDArray array, int type) {
    if (!array.segment().scope().isAlive()) {
      throw MemoryErrors.gone();
    }
    long self = struct.detached(16L * array.rank());
    fillShared(struct, self, struct.detachedExtra(self), array, type);
    return self;
  }

  private static void fillShared(
      TensorStruct struct, long self, long axes, NDArray array, int type) {
    StridedLayout layout = array.layout();
    long data = layout.size() == 0 ? 0 : array.address();
    long tensor =
        head(struct, self, array.isReadOnly() ? DLManagedTensorVersioned.FLAG_READ_ONLY : 0);
    tensor(tensor, data, DLDevice.CPU, layout.rank(), type, axes);
    boolean empty = layout.size() == 0;
    int shift = Integer.numberOfTrailingZeros(layout.itemSize());
    long below = 1;
    for (int k = layout.rank() - 1; k >= 0; k--) {
      long length = layout.shape(k);
      // for a stride without meaning, that of a packed array
      long stride = empty || length == 1 ? below : layout.stride(k) >> shift;
      axis(axes, layout.rank(), k, length, stride);
      below *= Math.max(1, length);
    }
  }

  /// Struct, lengths, strides and elements in one block.
  private static long copied(TensorStruct struct, NDArray array, int type) {
    int rank = array.rank();
    long bytes = array.byteSize();
    long extra = 16L * rank + DATA_ALIGNMENT + bytes;
    if (extra < bytes) {
      throw CMemory.noMemory("allocate", bytes);
    }
    long self = struct.detached(extra);
    try {
      long axes = struct.detachedExtra(self);
      long data = (axes + 16L * rank + DATA_ALIGNMENT - 1) & -DATA_ALIGNMENT;
      copyElements(array, data);
      long tensor = head(struct, self, DLManagedTensorVersioned.FLAG_IS_COPIED);
      tensor(tensor, bytes == 0 ? 0 : data, DLDevice.CPU, rank, type, axes);
      long stride = 1;
      for (int k = rank - 1; k >= 0; k--) {
        long length = array.shape(k);
        axis(axes, rank, k, length, stride);
        stride *= Math.max(1, length);
      }
      return self;
    } catch (Throwable e) {
      CMemory.free(self);
      throw e;
    }
  }

  private static void copyElements(NDArray array, long data) {
    long bytes = array.byteSize();
    DType type = array.dtype();
    if (type.isNativeOrder() && array.isCContiguous()) {
      MemorySegment.copy(array.segment(), array.byteOffset(), CMemory.ALL, data, bytes);
      return;
    }
    NDArray.of(
            Restricted.segment(data, bytes),
            Retention.PERMANENT,
            type.withByteOrder(ByteOrder.nativeOrder()),
            StridedLayout.cOrder(type.itemSize(), array.shape()))
        .copyFrom(array);
  }

  /// Exports an adopted tensor again, in memory that possibly only its device can read.
  static MemorySegment again(OpaqueTensor tensor, TensorStruct struct, PendingLease lease) {
    int rank = tensor.rank();
    long self = struct.shared(16L * rank, lease);
    long axes = struct.sharedExtra(self);
    boolean readOnly = tensor.isReadOnly() || tensor.layout().mayOverlapItself();
    long head = head(struct, self, readOnly ? DLManagedTensorVersioned.FLAG_READ_ONLY : 0);
    tensor(head, tensor.data(), tensor.device(), rank, DLDataType.of(tensor.dtype()), axes);
    CMemory.put(head + DLTensor.BYTE_OFFSET, tensor.byteOffset());
    int itemSize = tensor.dtype().itemSize();
    for (int k = 0; k < rank; k++) {
      axis(axes, rank, k, tensor.layout().shape(k), tensor.layout().stride(k) / itemSize);
    }
    return pointer(struct, self);
  }

  /// The part of a versioned struct before the tensor; `manager_ctx` and `deleter` are already
  /// written.
  private static long head(TensorStruct struct, long self, long flags) {
    if (struct == TensorStruct.VERSIONED) {
      CMemory.put(self + DLManagedTensorVersioned.VERSION, VERSION);
      CMemory.put(self + DLManagedTensorVersioned.FLAGS, flags);
    }
    return struct.tensor(self);
  }

  private static void tensor(long at, long data, DLDevice device, int rank, int type, long axes) {
    CMemory.put(at + DLTensor.DATA, data);
    CMemory.put(at + DLTensor.DEVICE, pair(device.type(), device.id()));
    CMemory.put(at + DLTensor.NDIM, pair(rank, type));
    CMemory.put(at + DLTensor.SHAPE, rank == 0 ? 0 : axes);
    CMemory.put(at + DLTensor.STRIDES, rank == 0 ? 0 : axes + 8L * rank);
    CMemory.put(at + DLTensor.BYTE_OFFSET, 0);
  }

  /// Two fields of 4 bytes in one store; hosts are little-endian.
  private static long pair(int first, int second) {
    return Integer.toUnsignedLong(first) | (long) second << 32;
  }

  private static void axis(long axes, int rank, int k, long length, long stride) {
    CMemory.put(axes + 8L * k, length);
    CMemory.put(axes + 8L * (rank + k), stride);
  }
}
