package org.culebra.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.array.python.BufferFormat;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.Addresses;
import org.jspecify.annotations.Nullable;

/// What a filled `Py_buffer` says, with the lengths, strides and suboffsets that it points to.
///
/// @param buf the address of element `(0, …, 0)`, before suboffsets
/// @param readOnly whether the elements must not be written
/// @param dtype the type of the elements
/// @param layout lengths and strides
/// @param suboffsets what is added behind each axis' pointer; null if there are no pointers
record PyBufferReader(
    long buf, boolean readOnly, DType dtype, StridedLayout layout, long @Nullable [] suboffsets) {
  static final int BUF = 0;
  static final int OBJ = 8;
  static final int LEN = 16;
  static final int ITEMSIZE = 24;
  static final int READONLY = 32;
  static final int NDIM = 36;
  static final int FORMAT = 40;
  static final int SHAPE = 48;
  static final int STRIDES = 56;
  static final int SUBOFFSETS = 64;
  static final int INTERNAL = 72;

  static PyBufferReader at(MemorySegment pointer) {
    return of(Restricted.segment(address(pointer), PyBuffer.BYTES));
  }

  /// Where a struct is.
  static long address(MemorySegment pointer) {
    return Addresses.ofStruct(pointer, "a Py_buffer", PyBuffer.BYTES);
  }

  static PyBufferReader of(MemorySegment struct) {
    int ndim = struct.get(JAVA_INT_UNALIGNED, NDIM);
    if (ndim < 0 || ndim > PyBuffer.MAX_NDIM) {
      throw new IllegalArgumentException(
          "expected ndim in [0, %d] but found %d".formatted(PyBuffer.MAX_NDIM, ndim));
    }
    long len = word(struct, LEN);
    boolean bytes = ndim > 0 && word(struct, SHAPE) == 0;
    if (bytes && ndim > 1) {
      throw new IllegalArgumentException(
          "expected the address of %d lengths in shape but found NULL".formatted(ndim));
    }
    // an answer to a request without ND: the item size means nothing
    DType dtype = bytes ? DType.UINT8 : dtype(word(struct, FORMAT), word(struct, ITEMSIZE));
    long[] shape = bytes ? new long[] {len} : words(struct, SHAPE, ndim);
    StridedLayout layout = layout(struct, dtype, shape, bytes);
    if (layout.byteSize() != len) {
      throw new IllegalArgumentException(
          "expected len = %d bytes of %s but found %d".formatted(layout.byteSize(), layout, len));
    }
    boolean readOnly = struct.get(JAVA_INT_UNALIGNED, READONLY) != 0;
    long[] suboffsets = suboffsets(struct, ndim);
    return new PyBufferReader(word(struct, BUF), readOnly, dtype, layout, suboffsets);
  }

  private static StridedLayout layout(
      MemorySegment struct, DType dtype, long[] shape, boolean bytes) {
    boolean packed = bytes || shape.length == 0 || word(struct, STRIDES) == 0;
    return packed
        ? StridedLayout.cOrder(dtype.itemSize(), shape)
        : StridedLayout.of(dtype.itemSize(), 0, shape, words(struct, STRIDES, shape.length));
  }

  private static DType dtype(long format, long itemSize) {
    if (itemSize < 1 || itemSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("expected an itemsize in [1, 2^31) but found " + itemSize);
    }
    if (format == 0) {
      return itemSize == 1 ? DType.UINT8 : DType.raw((int) itemSize);
    }
    Pointers.start(format, 0, 1);
    String text = Objects.requireNonNull(CMemory.text(format));
    return BufferFormat.parse(text, (int) itemSize);
  }

  private static long @Nullable [] suboffsets(MemorySegment struct, int ndim) {
    if (ndim == 0 || word(struct, SUBOFFSETS) == 0) {
      return null;
    }
    long[] suboffsets = words(struct, SUBOFFSETS, ndim);
    return Arrays.stream(suboffsets).allMatch(s -> s < 0) ? null : suboffsets;
  }

  private static long word(MemorySegment struct, long offset) {
    return struct.get(JAVA_LONG_UNALIGNED, offset);
  }

  private static long[] words(MemorySegment struct, long offset, int count) {
    return count == 0
        ? new long[0]
        : Pointers.longs(
            Pointers.memory("the words of a Py_buffer", word(struct, offset), 8L * count));
  }

  /// The elements where they are.
  NDArray view(Arena arena, MemoryOwner owner) {
    if (suboffsets != null) {
      throw new UnsupportedOperationException(
          "expected elements at fixed distances but found suboffsets %s: PyBuffer.copy follows them"
              .formatted(Arrays.toString(suboffsets)));
    }
    NDArray array = Pointers.at(arena, buf, dtype, layout);
    NDArray owned = NDArray.of(array.segment(), owner, dtype, array.layout());
    return readOnly ? owned.asReadOnly() : owned;
  }

  /// The elements in a new array.
  NDArray copy(Arena arena) {
    if (suboffsets == null) {
      try (Arena reading = Arena.ofConfined()) {
        return view(reading, ArenaMemory.borrowed(reading)).copy(arena);
      }
    }
    NDArray copy = NDArray.zeros(arena, dtype, layout.shape());
    if (copy.size() > 0) {
      gather(buf, suboffsets, 0, copy.segment(), 0);
    }
    return copy;
  }

  /// Copies what lies below one index of the axes before.
  ///
  /// @return where the next element goes
  private long gather(long from, long[] offsets, int axis, MemorySegment target, long at) {
    if (axis == layout.rank()) {
      MemorySegment.copy(
          Pointers.memory("an element", from, dtype.itemSize()), 0, target, at, dtype.itemSize());
      return at + dtype.itemSize();
    }
    long next = at;
    for (long i = 0; i < layout.shape(axis); i++) {
      long item = from + i * layout.stride(axis);
      if (offsets[axis] >= 0) {
        Pointers.memory("a pointer on axis " + axis, item, Long.BYTES);
        item = pointer(item, axis) + offsets[axis];
      }
      next = gather(item, offsets, axis + 1, target, next);
    }
    return next;
  }

  private static long pointer(long address, int axis) {
    long pointer = CMemory.ALL.get(JAVA_LONG_UNALIGNED, address);
    if (pointer == 0) {
      throw new IllegalArgumentException(
          "expected pointers along axis %d, which has a suboffset, but found NULL".formatted(axis));
    }
    return pointer;
  }
}
