package org.culebra.dlpack;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.culebra.array.DType;
import org.culebra.array.StridedLayout;
import org.culebra.dlpack.DlpackStructs.DLTensor;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.Addresses;

/// The content of a `DLTensor`, copied and validated. Its pointers are trusted to be valid if they
/// are plausible.
///
/// @param data as in the struct
/// @param byteOffset as in the struct
/// @param device where the memory is
/// @param dtype the type of the elements
/// @param layout shape and strides in bytes, relative to element `(0, …, 0)`
/// @param low the address of the lowest byte of any element; 0 if there are no elements,
///   meaningless for device memory
/// @param span how many bytes the elements span
record TensorReader(
    long data,
    long byteOffset,
    DLDevice device,
    DType dtype,
    StridedLayout layout,
    long low,
    long span) {

  private static final long LIMIT = Addresses.LIMIT;

  /// Trusts the address of the struct.
  ///
  /// @throws IllegalArgumentException if it does not describe an array
  /// @throws UnsupportedOperationException if Culebra does not have such an array
  static TensorReader read(long tensor) {
    long ndimAndType = CMemory.longAt(tensor + DLTensor.NDIM);
    int ndim = (int) ndimAndType;
    if (ndim < 0 || ndim > StridedLayout.MAX_RANK) {
      throw new IllegalArgumentException(
          "expected ndim in [0, %d] but found %d".formatted(StridedLayout.MAX_RANK, ndim));
    }
    DType dtype = DLDataType.type((int) (ndimAndType >>> 32));
    StridedLayout layout =
        ndim == 0
            ? StridedLayout.cOrder(dtype.itemSize())
            : layout(
                CMemory.longAt(tensor + DLTensor.SHAPE),
                CMemory.longAt(tensor + DLTensor.STRIDES),
                ndim,
                dtype.itemSize());
    return located(
        CMemory.longAt(tensor + DLTensor.DATA),
        CMemory.longAt(tensor + DLTensor.BYTE_OFFSET),
        device(CMemory.longAt(tensor + DLTensor.DEVICE)),
        dtype,
        layout);
  }

  private static TensorReader located(
      long data, long byteOffset, DLDevice device, DType dtype, StridedLayout layout) {
    long low = layout.lowByte();
    long high = layout.highByte();
    if (layout.size() == 0) {
      return new TensorReader(data, byteOffset, device, dtype, layout, 0, 0);
    }
    if (data == 0) {
      throw new IllegalArgumentException(
          "expected the address of %s of shape %s in data but found NULL"
              .formatted(dtype, Arrays.toString(layout.shape())));
    }
    long element = data + byteOffset;
    // an address on a device is not checked; the others must not overflow first
    boolean possible = byteOffset >= 0 && byteOffset < LIMIT && low > -LIMIT && high < LIMIT;
    if (possible && device.isHostReachable()) {
      possible = data > 0 && data < LIMIT && element + low > 0 && element + high <= LIMIT;
    }
    if (!possible) {
      throw new IllegalArgumentException(
          ("expected elements at valid addresses but found data 0x%x, byte_offset %s, elements in"
                  + " bytes [%d, %d) from there")
              .formatted(data, Long.toUnsignedString(byteOffset), low, high));
    }
    return new TensorReader(data, byteOffset, device, dtype, layout, element + low, high - low);
  }

  private static DLDevice device(long typeAndId) {
    return typeAndId == 1 ? DLDevice.CPU : new DLDevice((int) typeAndId, (int) (typeAndId >>> 32));
  }

  private static StridedLayout layout(long shape, long strides, int ndim, int itemSize) {
    if (shape == 0) {
      throw new IllegalArgumentException(
          "expected the address of %d lengths in shape but found NULL".formatted(ndim));
    }
    checkAddress("shape", shape, ndim);
    checkAddress("strides", strides, ndim);
    StridedLayout packed =
        ndim > 4
            ? StridedLayout.cOrder(itemSize, longs(shape, ndim))
            : packed(
                itemSize,
                ndim,
                CMemory.longAt(shape),
                ndim > 1 ? CMemory.longAt(shape + 8) : 1,
                ndim > 2 ? CMemory.longAt(shape + 16) : 1,
                ndim > 3 ? CMemory.longAt(shape + 24) : 1);
    // without elements, strides are arbitrary
    boolean isPacked = strides == 0 || packed.size() == 0 || hasStrides(packed, strides, itemSize);
    return isPacked ? packed : strided(packed, longs(strides, ndim));
  }

  /// Arrays of constant length, which C2 does not allocate.
  private static StridedLayout packed(int itemSize, int ndim, long n0, long n1, long n2, long n3) {
    return switch (ndim) {
      case 1 -> StridedLayout.cOrder(itemSize, n0);
      case 2 -> StridedLayout.cOrder(itemSize, n0, n1);
      case 3 -> StridedLayout.cOrder(itemSize, n0, n1, n2);
      default -> StridedLayout.cOrder(itemSize, n0, n1, n2, n3);
    };
  }

  private static boolean hasStrides(StridedLayout layout, long strides, int itemSize) {
    int shift = Integer.numberOfTrailingZeros(itemSize); // DLPack's sizes are powers of two
    for (int k = 0; k < layout.rank(); k++) {
      if (CMemory.longAt(strides + 8L * k) != layout.stride(k) >> shift && layout.shape(k) != 1) {
        return false;
      }
    }
    return true;
  }

  private static StridedLayout strided(StridedLayout packed, long[] strides) {
    int itemSize = packed.itemSize();
    long[] bytes = new long[strides.length];
    for (int k = 0; k < strides.length; k++) {
      bytes[k] = packed.shape(k) == 1 ? packed.stride(k) : strides[k] * itemSize;
      if (packed.shape(k) != 1 && bytes[k] / itemSize != strides[k]) {
        throw new IllegalArgumentException(
            "expected strides of at most 2^63-1 bytes but found %s elements of %d bytes"
                .formatted(Arrays.toString(strides), itemSize));
      }
    }
    return StridedLayout.of(itemSize, 0, packed.shape(), bytes);
  }

  /// The layout, relative to the lowest byte.
  StridedLayout fromLow() {
    long low = layout.lowByte();
    return low == 0
        ? layout
        : StridedLayout.of(layout.itemSize(), -low, layout.shape(), layout.strides());
  }

  private static void checkAddress(String field, long address, int count) {
    if (address < 0 || address > LIMIT - 8L * count) {
      throw new IllegalArgumentException(
          "expected a valid address in %s but found 0x%x".formatted(field, address));
    }
  }

  private static long[] longs(long address, int count) {
    long[] values = new long[count];
    MemorySegment.copy(CMemory.ALL, JAVA_LONG_UNALIGNED, address, values, 0, count);
    return values;
  }
}
