package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;

/// Copies from and to Java arrays.
public final class HeapArrays {

  private HeapArrays() {}

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

  public static byte[] rawBytes(Operand array) {
    byte[] bytes = new byte[fitting(array.size() * array.itemSize(), "bytes", array)];
    store(array, array.dtype(), MemorySegment.ofArray(bytes));
    return bytes;
  }

  public static double[] doubles(Operand array) {
    return copy(array, DType.FLOAT64, "toDoubleArray", double[]::new, MemorySegment::ofArray);
  }

  public static float[] floats(Operand array) {
    return copy(array, DType.FLOAT32, "toFloatArray", float[]::new, MemorySegment::ofArray);
  }

  public static long[] longs(Operand array) {
    return copy(array, DType.INT64, "toLongArray", long[]::new, MemorySegment::ofArray);
  }

  public static int[] ints(Operand array) {
    return copy(array, DType.INT32, "toIntArray", int[]::new, MemorySegment::ofArray);
  }

  public static short[] shorts(Operand array) {
    return copy(array, DType.INT16, "toShortArray", short[]::new, MemorySegment::ofArray);
  }

  public static byte[] bytes(Operand array) {
    return copy(array, DType.INT8, "toByteArray", byte[]::new, MemorySegment::ofArray);
  }

  /// @param type what the Java array holds
  private static <A> A copy(
      Operand array,
      DType type,
      String method,
      IntFunction<A> allocate,
      Function<A, MemorySegment> segment) {
    DType stored = storedAs(type, method, array);
    A values = allocate.apply(fitting(array.size(), "elements", array));
    store(array, stored, segment.apply(values));
    return values;
  }

  /// The type in which elements go into a Java array: unsigned integers of its size as their bits,
  /// booleans as their bytes.
  private static DType storedAs(DType type, String method, Operand array) {
    DType dtype = array.dtype();
    boolean sameSize = dtype.itemSize() == type.itemSize();
    boolean bits = dtype.isInteger() && type.isInteger();
    boolean bytes = dtype.kind() == Kind.BOOL && type.isInteger();
    if (sameSize && (bits || bytes)) {
      return dtype.withByteOrder(ByteOrder.nativeOrder());
    }
    Elements.requireReal(dtype);
    if (!Casting.SAFE.allows(dtype, type)) {
      throw Errors.argument(
          "%s: expected a type whose values %s holds but found %s; copy(DType.%s) converts",
          method, type, array.describe(), type.name().toUpperCase(Locale.ROOT));
    }
    return type;
  }

  /// Copies an array in C order, converted to a type, into heap memory.
  private static void store(Operand array, DType type, MemorySegment heap) {
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
