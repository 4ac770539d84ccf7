package org.culebra.dlpack;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.dlpack.DlpackStructs.DLManagedTensorVersioned;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.culebra.ffi.internal.memory.PendingLease;

/// An adopted tensor that may be in a device's memory. Its type, layout and device are known and it
/// can be exported again, but its elements cannot be read here. If the CPU can read them,
/// [#array()] returns the array.
///
/// The producer's deleter is called once, when the arena of the adoption has been closed and every
/// consumer of [#export()] has released its struct, on the thread of the last of these releases.
/// This object may be used by any thread that may use its arena.
public final class OpaqueTensor {
  private final TensorReader tensor;
  private final NativeBlock block;

  /// Keeps an automatic arena alive as long as this is reachable.
  private final MemorySegment memory;

  private final long flags;
  private final int major;
  private final boolean readOnly;

  OpaqueTensor(
      TensorReader tensor,
      NativeBlock block,
      MemorySegment memory,
      long flags,
      int major,
      boolean readOnly) {
    this.tensor = tensor;
    this.block = block;
    this.memory = memory;
    this.flags = flags;
    this.major = major;
    this.readOnly = readOnly;
  }

  /// The device of the memory.
  ///
  /// @return the device
  public DLDevice device() {
    return tensor.device();
  }

  /// The type of the elements.
  ///
  /// @return the type
  public DType dtype() {
    return tensor.dtype();
  }

  /// The number of axes.
  ///
  /// @return the number of axes, 0 for a single element
  public int rank() {
    return tensor.layout().rank();
  }

  /// The lengths of all axes.
  ///
  /// @return a new array, in elements
  public long[] shape() {
    return tensor.layout().shape();
  }

  /// The strides of all axes.
  ///
  /// @return a new array, in bytes
  public long[] strides() {
    return tensor.layout().strides();
  }

  /// The start of the memory as stated by the producer: an address on the device, or a handle of
  /// its driver. Element `(0, …, 0)` is [#byteOffset()] bytes after it.
  ///
  /// @return the struct's `data`
  public long data() {
    return tensor.data();
  }

  /// The position of element `(0, …, 0)`.
  ///
  /// @return the struct's `byte_offset`, in bytes from [#data()]
  public long byteOffset() {
    return tensor.byteOffset();
  }

  /// Whether the memory must not be written, according to the struct or the [ImportOptions].
  ///
  /// @return true if read-only
  public boolean isReadOnly() {
    return readOnly;
  }

  /// Whether the producer has made a copy for this consumer alone.
  ///
  /// @return true if the struct's flags say so
  public boolean isCopied() {
    return (flags & DLManagedTensorVersioned.FLAG_IS_COPIED) != 0;
  }

  /// All flags, including those unknown to this version.
  ///
  /// @return the struct's `flags`; 0 for a legacy struct
  public long flags() {
    return flags;
  }

  /// The major version of DLPack in the struct.
  ///
  /// @return 1, or 0 for a legacy struct and for structs that state 0
  public int majorVersion() {
    return major;
  }

  /// The elements, if the CPU can read them. The array borrows from this tensor: its memory ends
  /// with the same arena, on whichever thread that is closed.
  ///
  /// @return the array, read-only if the tensor is or elements overlap
  /// @throws UnsupportedOperationException if only the device can read them
  public NDArray array() {
    if (!device().isHostReachable()) {
      throw new UnsupportedOperationException(
          "expected memory that the CPU can read but found " + this);
    }
    return Importer.array(memory, block, tensor, isReadOnly());
  }

  /// Exports the tensor as a versioned struct, with the same device. It is flagged read-only if the
  /// tensor is or elements overlap. The receiver owns the struct and calls its deleter exactly
  /// once, on any thread; the memory stays until then, even if the arena is closed first.
  ///
  /// @return the address of a `DLManagedTensorVersioned`
  /// @throws IllegalStateException if the arena is closed
  public MemorySegment export() {
    Readiness.toExport();
    try {
      return Exporter.again(this, TensorStruct.VERSIONED, PendingLease.of(block));
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  StridedLayout layout() {
    return tensor.layout();
  }

  /// Describes the type, shape and device, not the values.
  @Override
  public String toString() {
    return "OpaqueTensor[%s of shape %s on %s]"
        .formatted(dtype(), Arrays.toString(shape()), device());
  }
}
