package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.culebra.array.DType;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// A Java array, or a `ByteBuffer`. C gets the memory of a direct buffer itself, and a copy of all
/// other, in memory of the call; if C may write, the copy is copied back after the call.
///
/// The methods return `null` if the array must be rejected.
public final class CopiedArray {
  private CopiedArray() {}

  /// The type of the elements of such a class, without their sign; `null` for other classes.
  static @Nullable DType elements(Class<?> type) {
    if (type == byte[].class || ByteBuffer.class.isAssignableFrom(type)) {
      return DType.INT8;
    }
    if (type == short[].class) {
      return DType.INT16;
    }
    if (type == int[].class) {
      return DType.INT32;
    }
    if (type == long[].class) {
      return DType.INT64;
    }
    if (type == float[].class) {
      return DType.FLOAT32;
    }
    return type == double[].class ? DType.FLOAT64 : null;
  }

  /// The class of Java's arrays with elements like a number of C.
  static Class<?> classFor(CType.Scalar number) {
    Class<?> carrier = Carriers.carrier(number);
    return (carrier == boolean.class ? byte.class : carrier).arrayType();
  }

  /// The memory of an array, on the heap unless it is a direct buffer.
  static MemorySegment memory(Object array) {
    return switch (array) {
      case ByteBuffer buffer -> MemorySegment.ofBuffer(buffer);
      case byte[] bytes -> MemorySegment.ofArray(bytes);
      case short[] shorts -> MemorySegment.ofArray(shorts);
      case int[] ints -> MemorySegment.ofArray(ints);
      case long[] longs -> MemorySegment.ofArray(longs);
      case float[] floats -> MemorySegment.ofArray(floats);
      case double[] doubles -> MemorySegment.ofArray(doubles);
      default -> throw new IllegalArgumentException("not an array of numbers: " + array.getClass());
    };
  }

  /// Whether a rule accepts an array.
  static boolean isAccepted(Object array, PointerRule rule, long needed) {
    return isAccepted(array, memory(array), rule, needed);
  }

  private static boolean isAccepted(
      Object array, MemorySegment memory, PointerRule rule, long needed) {
    DType elements = elements(array.getClass());
    return elements != null
        && rule.acceptsView(elements)
        && (rule.isConst() || !memory.isReadOnly())
        && needed >= 0
        && has(memory, rule, needed);
  }

  /// The number of targets, as counted by a declared length.
  static long targets(MemorySegment memory, PointerRule rule) {
    return memory.byteSize() / rule.targetSize();
  }

  /// The memory for C.
  public static @Nullable MemorySegment of(
      @Nullable Object array, PointerRule rule, long needed, CallMemory memory) {
    if (array == null) {
      return ArgumentMarshaller.absent(rule);
    }
    MemorySegment from = memory(array);
    if (!isAccepted(array, from, rule, needed)) {
      return null;
    }
    return from.isNative()
        ? from
        : memory.allocate(from.byteSize(), alignment(rule)).copyFrom(from);
  }

  /// The alignment of a copy: as of `malloc` for `void *`, which C converts to any pointer.
  private static long alignment(PointerRule rule) {
    return rule.what() == PointerRule.What.ANYTHING ? CallMemory.ALIGNMENT : rule.alignMask() + 1;
  }

  /// The memory of a direct buffer, which C gets itself; `null` for all that is copied.
  public static @Nullable MemorySegment direct(@Nullable Object array) {
    return array instanceof ByteBuffer buffer && buffer.isDirect() ? memory(buffer) : null;
  }

  private static boolean has(MemorySegment from, PointerRule rule, long needed) {
    return targets(from, rule) >= needed || (from.byteSize() == 0 && rule.mayBeEmpty());
  }

  /// Copies what C has written.
  ///
  /// @param copy the result of [#of]
  public static void copyBack(@Nullable Object array, MemorySegment copy) {
    if (array != null) {
      MemorySegment to = memory(array);
      if (!to.isNative()) {
        to.copyFrom(copy);
      }
    }
  }

  /// A description for messages: `byte[] of length 5`.
  static String describe(Object array) {
    MemorySegment memory = memory(array);
    String type =
        array instanceof ByteBuffer buffer
            ? (buffer.isDirect() ? "direct" : "heap")
                + " ByteBuffer with "
                + buffer.remaining()
                + " bytes remaining"
            : array.getClass().getSimpleName()
                + " of length "
                + memory.byteSize() / itemSize(array);
    return memory.isReadOnly() ? type + ", read-only" : type;
  }

  private static long itemSize(Object array) {
    DType elements = elements(array.getClass());
    return elements == null ? 1 : elements.itemSize();
  }
}
