package org.culebra.dlpack;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.PendingLease;

/// Writes the structs.
final class Exporter {
  private static final int DATA_ALIGNMENT = 64;
  private static final long VERSION = pair(DLPack.MAJOR, DLPack.MINOR);

  private Exporter() {}

  /// Makes a struct for an array.
  ///
  /// @return the struct, the caller's; there is none if this throws
  static MemorySegment export(NDArray array, ExportOptions options) {
    TensorStruct kind = options.isLegacy() ? TensorStruct.LEGACY : TensorStruct.VERSIONED;
    return pointer(kind, struct(array, options));
  }

  /// Java's own memory may be at its end, too.
  private static MemorySegment pointer(TensorStruct kind, long self) {
    try {
      return MemorySegment.ofAddress(self);
    } catch (Throwable e) {
      kind.release(self);
      throw e;
    }
  }

  private static long struct(NDArray array, ExportOptions options) {
    TensorStruct kind = options.isLegacy() ? TensorStruct.LEGACY : TensorStruct.VERSIONED;
    int type = DLDataType.of(array.dtype());
    if (options.copy() == CopyPolicy.ALWAYS) {
      return copied(kind, array, type);
    }
    RuntimeException obstacle = Obstacles.first(array, options);
    if (obstacle != null) {
      return copiedFor(obstacle, kind, array, type, options);
    }
    return options.ownership() == Ownership.LEASED
        ? leased(kind, array, type, options)
        : borrowed(kind, array, type);
  }

  private static long copiedFor(
      RuntimeException obstacle, TensorStruct kind, NDArray array, int type, ExportOptions options) {
    if (options.copy() == CopyPolicy.NEVER) {
      throw obstacle;
    }
    return copied(kind, array, type);
  }

  private static long leased(TensorStruct kind, NDArray array, int type, ExportOptions options) {
    PendingLease lease;
    try {
      lease = PendingLease.of(array.owner(), array.segment());
    } catch (IllegalStateException e) {
      return copiedFor(e, kind, array, type, options);
    }
    if (lease == null) {
      return borrowed(kind, array, type);
    }
    long self = kind.shared(16L * array.rank(), lease);
    fillShared(kind, self, kind.sharedExtra(self), array, type);
    return self;
  }

  private static long borrowed(TensorStruct kind, NDArray array, int type) {
    if (!array.segment().scope().isAlive()) {
      throw new IllegalStateException(
          "expected memory that is alive but found that its arena has been closed");
    }
    long self = kind.detached(16L * array.rank());
    fillShared(kind, self, kind.detachedExtra(self), array, type);
    return self;
  }

  private static void fillShared(TensorStruct kind, long self, long axes, NDArray array, int type) {
    StridedLayout layout = array.layout();
    long data = layout.size() == 0 ? 0 : array.address();
    long tensor =
        head(kind, self, array.isReadOnly() ? DLManagedTensorVersioned.FLAG_READ_ONLY : 0);
    tensor(tensor, data, DLDevice.CPU, layout.rank(), type, axes);
    boolean empty = layout.size() == 0;
    int shift = Integer.numberOfTrailingZeros(layout.itemSize());
    long below = 1;
    for (int k = layout.rank() - 1; k >= 0; k--) {
      long length = layout.shape(k);
      // where a stride means nothing, a packed array's
      long stride = empty || length == 1 ? below : layout.stride(k) >> shift;
      axis(axes, layout.rank(), k, length, stride);
      below *= Math.max(1, length);
    }
  }

  /// Struct, lengths, strides and elements in one block.
  private static long copied(TensorStruct kind, NDArray array, int type) {
    int rank = array.rank();
    long bytes = array.byteSize();
    long behind = 16L * rank + DATA_ALIGNMENT + bytes;
    if (behind < bytes) {
      throw CMemory.noMemory("allocate", bytes);
    }
    long self = kind.detached(behind);
    try {
      long axes = kind.detachedExtra(self);
      long data = (axes + 16L * rank + DATA_ALIGNMENT - 1) & -DATA_ALIGNMENT;
      copyElements(array, data);
      long tensor = head(kind, self, DLManagedTensorVersioned.FLAG_IS_COPIED);
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

  /// The same tensor once more, of memory that only its device can read.
  static MemorySegment again(OpaqueTensor tensor, TensorStruct kind, PendingLease lease) {
    int rank = tensor.rank();
    long self = kind.shared(16L * rank, lease);
    long axes = kind.sharedExtra(self);
    boolean readOnly = tensor.isReadOnly() || tensor.layout().mayOverlapItself();
    long head = head(kind, self, readOnly ? DLManagedTensorVersioned.FLAG_READ_ONLY : 0);
    tensor(head, tensor.data(), tensor.device(), rank, DLDataType.of(tensor.dtype()), axes);
    CMemory.put(head + DLTensor.BYTE_OFFSET, tensor.byteOffset());
    int itemSize = tensor.dtype().itemSize();
    for (int k = 0; k < rank; k++) {
      axis(axes, rank, k, tensor.layout().shape(k), tensor.layout().stride(k) / itemSize);
    }
    return pointer(kind, self);
  }

  /// What lies before the tensor in a versioned struct; `manager_ctx` and `deleter` are written.
  private static long head(TensorStruct kind, long self, long flags) {
    if (kind == TensorStruct.VERSIONED) {
      CMemory.put(self + DLManagedTensorVersioned.VERSION, VERSION);
      CMemory.put(self + DLManagedTensorVersioned.FLAGS, flags);
    }
    return kind.tensor(self);
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
