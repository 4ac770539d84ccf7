package org.culebra.arrow.internal.column;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.PaddedMemory;

/// Checks whether an array's elements are in Arrow's layout, contiguous and in this machine's byte
/// order, and copies them if they are not and may be copied.
public final class ContiguousBuffer {
  private ContiguousBuffer() {}

  /// The array, or a copy in C order, of any shape.
  ///
  /// @throws IllegalArgumentException if it would have to be copied and must not be
  static NDArray packed(NDArray array, CopyPolicy copy) {
    if (copy == CopyPolicy.NEVER) {
      requirePacked(array, "CopyPolicy.IF_NEEDED copies");
      return array;
    }
    boolean fits = array.dtype().isNativeOrder() && array.isCContiguous();
    return copy == CopyPolicy.IF_NEEDED && fits && canBeKept(array) ? array : copied(array);
  }

  /// Rejects an array that would have to be copied.
  ///
  /// @param remedy ends the message
  static void requirePacked(NDArray array, String remedy) {
    if (!array.dtype().isNativeOrder()) {
      throw rejected("elements in native byte order", array, remedy);
    }
    if (!array.isCContiguous()) {
      throw rejected("elements that are contiguous" + culprit(array), array, remedy);
    }
  }

  /// The first stride from the end that differs from a packed array's.
  private static String culprit(NDArray array) {
    long packed = array.itemSize();
    for (int k = array.rank() - 1; k >= 0; k--) {
      if (array.shape(k) != 1 && array.stride(k) != packed) {
        return " (stride %d on axis %d)".formatted(packed, k);
      }
      packed *= array.shape(k);
    }
    return "";
  }

  static IllegalArgumentException rejected(String expected, NDArray array, String remedy) {
    return new IllegalArgumentException(
        "expected %s but found %s; %s".formatted(expected, describe(array), remedy));
  }

  static String describe(NDArray array) {
    return "%s of shape %s, strides %s in bytes"
        .formatted(array.dtype(), Arrays.toString(array.shape()), Arrays.toString(array.strides()));
  }

  /// Whether the memory's owner can keep it alive beyond its arena: tries a lease.
  static boolean canBeKept(NDArray array) {
    try {
      array.owner().leaseFor(array.segment()).release();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /// A copy in C order, in GC-managed memory.
  public static NDArray copied(NDArray array) {
    DType type = array.dtype().withByteOrder(ByteOrder.nativeOrder());
    return zeros(type, array.shape()).copyFrom(array);
  }

  /// An array of zeros in GC-managed memory, aligned to 64 bytes and padded to a multiple of them,
  /// as Arrow recommends.
  static NDArray zeros(DType type, long... shape) {
    StridedLayout layout = StridedLayout.cOrder(type.itemSize(), shape);
    MemorySegment memory = PaddedMemory.allocate(layout.byteSize());
    return NDArray.of(memory, Retention.GC_MANAGED, type, layout);
  }

  /// The elements of a packed array as a buffer; absent if there are none.
  static Buffer buffer(NDArray packed) {
    long bytes = packed.byteSize();
    if (bytes == 0) {
      return Buffer.ABSENT;
    }
    return new Buffer(packed.segment().asSlice(packed.byteOffset(), bytes), packed.owner());
  }
}
