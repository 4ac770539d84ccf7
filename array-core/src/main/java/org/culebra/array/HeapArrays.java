package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.internal.Errors;

/// Copies to and from Java's own arrays.
final class HeapArrays {

  private HeapArrays() {}

  /// No shape means one axis; else the number of values has to fit.
  static long[] shape(int values, long[] shape) {
    return shape.length == 0 ? new long[] {values} : Reshape.resolve(values, shape);
  }

  static int length(NDArray array) {
    return fitting(array.size(), "elements", array);
  }

  static int bytes(NDArray array) {
    return fitting(array.byteSize(), "bytes", array);
  }

  private static int fitting(long count, String what, NDArray array) {
    if (count > Integer.MAX_VALUE - 8) {
      throw Errors.argument(
          "expected at most 2^31-9 %s for a Java array but found %d: %s",
          what, count, LayoutErrors.describe(array.layout(), array.dtype()));
    }
    return (int) count;
  }

  static byte[] bytes(boolean[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return bytes;
  }

  /// Copies an array in C order, converted to a type, into heap memory.
  static void store(NDArray array, DType type, MemorySegment heap) {
    if (array.size() == 0) {
      return;
    }
    if (array.dtype().equals(type) && array.isCContiguous()) {
      MemorySegment.copy(array.segment(), array.byteOffset(), heap, 0, array.byteSize());
      return;
    }
    try (Arena aside = Arena.ofConfined()) {
      heap.copyFrom(array.copy(aside, type).segment());
    }
  }
}
