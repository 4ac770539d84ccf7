package org.culebra.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.array.python.BufferFormat;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;

/// Fills a `Py_buffer` for an array. What it points to lies in one block of C's memory: lengths,
/// strides, format.
final class PyBufferWriter {
  private static final int ALL_FLAGS =
      PyBuffer.FULL | PyBuffer.C_CONTIGUOUS | PyBuffer.F_CONTIGUOUS | PyBuffer.ANY_CONTIGUOUS;

  private PyBufferWriter() {}

  static PyBuffer fill(MemorySegment pointer, NDArray array, int flags) {
    long address = PyBufferReader.address(pointer);
    MemorySegment struct =
        pointer.byteSize() == 0 ? Restricted.segment(address, PyBuffer.BYTES) : pointer;
    struct.set(JAVA_LONG_UNALIGNED, PyBufferReader.OBJ, 0);
    check(array, flags);
    String format = asks(flags, PyBuffer.FORMAT) ? BufferFormat.print(array.dtype()) : "";
    Lease lease = array.owner().leaseFor(array.segment());
    PyBuffer buffer;
    try {
      buffer = PyBuffer.pinned(block(array, format), lease);
    } catch (Throwable e) {
      lease.release();
      throw e;
    }
    try {
      write(struct, array, flags, buffer.block());
      return buffer;
    } catch (Throwable e) {
      buffer.release();
      throw e;
    }
  }

  private static boolean asks(int flags, int bits) {
    return (flags & bits) == bits;
  }

  private static void check(NDArray array, int flags) {
    if ((flags & ~ALL_FLAGS) != 0) {
      throw new IllegalArgumentException(
          "expected flags of a buffer request but found 0x" + Integer.toHexString(flags));
    }
    if (asks(flags, PyBuffer.WRITABLE) && array.isReadOnly()) {
      throw rejected("a writable array", array);
    }
    boolean c = array.isCContiguous();
    boolean f = array.isFContiguous();
    if (!c && (!asks(flags, PyBuffer.STRIDES) || asks(flags, PyBuffer.C_CONTIGUOUS))) {
      throw rejected("C-contiguous elements", array);
    }
    if (!f && asks(flags, PyBuffer.F_CONTIGUOUS)) {
      throw rejected("Fortran-contiguous elements", array);
    }
    if (!c && !f && asks(flags, PyBuffer.ANY_CONTIGUOUS)) {
      throw rejected("contiguous elements", array);
    }
  }

  private static IllegalArgumentException rejected(String expected, NDArray array) {
    return new IllegalArgumentException(
        "the request expected " + expected + " but found " + Describe.value(array));
  }

  private static long block(NDArray array, String format) {
    int rank = array.rank();
    byte[] text = format.getBytes(StandardCharsets.UTF_8);
    long words = 2L * Long.BYTES * rank;
    long block = CMemory.malloc(words + text.length + 1);
    MemorySegment memory = CMemory.ALL.asSlice(block, words + text.length + 1);
    long[] strides = strides(array);
    for (int k = 0; k < rank; k++) {
      memory.set(JAVA_LONG_UNALIGNED, (long) Long.BYTES * k, array.shape(k));
      memory.set(JAVA_LONG_UNALIGNED, (long) Long.BYTES * (rank + k), strides[k]);
    }
    MemorySegment.copy(text, 0, memory, JAVA_BYTE, words, text.length);
    memory.set(JAVA_BYTE, words + text.length, (byte) 0);
    return block;
  }

  /// Strides of axes of length 1, and of arrays without elements, mean nothing, but some consumers
  /// believe them.
  private static long[] strides(NDArray array) {
    long[] packed = StridedLayout.cOrder(array.itemSize(), array.shape()).strides();
    if (array.isCContiguous()) {
      return packed;
    }
    if (array.isFContiguous()) {
      return StridedLayout.fOrder(array.itemSize(), array.shape()).strides();
    }
    long[] strides = array.strides();
    for (int k = 0; k < strides.length; k++) {
      strides[k] = array.shape(k) == 1 ? packed[k] : strides[k];
    }
    return strides;
  }

  private static void write(MemorySegment struct, NDArray array, int flags, long block) {
    int rank = array.rank();
    boolean lengths = asks(flags, PyBuffer.ND);
    boolean strides = asks(flags, PyBuffer.STRIDES);
    long format = block + 2L * Long.BYTES * rank;
    struct.set(JAVA_LONG_UNALIGNED, PyBufferReader.BUF, array.address());
    struct.set(JAVA_LONG_UNALIGNED, PyBufferReader.LEN, array.byteSize());
    struct.set(JAVA_LONG_UNALIGNED, PyBufferReader.ITEMSIZE, array.itemSize());
    struct.set(JAVA_INT_UNALIGNED, PyBufferReader.READONLY, array.isReadOnly() ? 1 : 0);
    struct.set(JAVA_INT_UNALIGNED, PyBufferReader.NDIM, lengths ? rank : 1);
    struct.set(
        JAVA_LONG_UNALIGNED, PyBufferReader.FORMAT, asks(flags, PyBuffer.FORMAT) ? format : 0);
    struct.set(JAVA_LONG_UNALIGNED, PyBufferReader.SHAPE, lengths && rank > 0 ? block : 0);
    struct.set(
        JAVA_LONG_UNALIGNED,
        PyBufferReader.STRIDES,
        strides && rank > 0 ? block + (long) Long.BYTES * rank : 0);
    struct.set(JAVA_LONG_UNALIGNED, PyBufferReader.SUBOFFSETS, 0);
    struct.set(JAVA_LONG_UNALIGNED, PyBufferReader.INTERNAL, block);
  }

  /// Frees what a struct pointed to.
  static void free(long block) {
    CMemory.free(block);
  }
}
