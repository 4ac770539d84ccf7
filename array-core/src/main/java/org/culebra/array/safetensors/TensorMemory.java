package org.culebra.array.safetensors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;

/// The memory of a file, of which the first tensor begins at the offset.
record TensorMemory(MemorySegment segment, MemoryOwner owner, long byteOffset) {

  TensorMemory(Arena arena, MemorySegment segment, long byteOffset) {
    this(segment, MemoryOwner.of(arena, segment), byteOffset);
  }

  /// Views a tensor. If its bytes are odd, and mapped, the view includes the one before, which the
  /// header has: a typed view needs an even number.
  NDArray view(TensorInfo tensor, DType dtype, long... shape) {
    int before = segment.isMapped() ? (int) (tensor.byteSize() % 2) : 0;
    long from = byteOffset + tensor.begin() - before;
    MemorySegment slice = segment.asSlice(from, tensor.byteSize() + before);
    StridedLayout packed = StridedLayout.cOrder(dtype.itemSize(), shape);
    return NDArray.ofNonOverlapping(
        slice,
        owner,
        dtype,
        StridedLayout.of(dtype.itemSize(), before, packed.shape(), packed.strides()));
  }
}
