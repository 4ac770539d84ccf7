package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.internal.Errors;

/// Copies from and to Java arrays.
public final class HeapArrays {

  private HeapArrays() {}

  public static int length(Operand array) {
    return fitting(array.size(), "elements", array);
  }

  public static int bytes(Operand array) {
    return fitting(array.size() * array.itemSize(), "bytes", array);
  }

  private static int fitting(long count, String what, Operand array) {
    if (count > Integer.MAX_VALUE - 8) {
      throw Errors.argument(
          "expected at most 2^31-9 %s for a Java array but found %d: %s",
          what, count, array.describe());
    }
    return (int) count;
  }

  public static byte[] bytes(boolean[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return bytes;
  }

  /// Copies an array in C order, converted to a type, to heap memory.
  public static void store(Operand array, DType type, MemorySegment heap) {
    if (array.size() == 0) {
      return;
    }
    if (array.dtype().equals(type) && array.isCContiguous()) {
      MemorySegment.copy(
          array.segment(), array.byteOffset(), heap, 0, array.size() * array.itemSize());
      return;
    }
    try (Arena temporary = Arena.ofConfined()) {
      Operand packed = array.zerosAlike(temporary, type);
      Copies.copy(packed, array, Casting.UNSAFE);
      heap.copyFrom(packed.segment());
    }
  }
}
