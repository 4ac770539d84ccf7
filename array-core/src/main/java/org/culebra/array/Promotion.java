package org.culebra.array;

import java.nio.ByteOrder;
import java.util.List;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// The type that holds the values of two others, by NumPy's `promote_types`.
final class Promotion {

  /// From the smallest to the greatest; the first to which both convert safely is the answer.
  private static final List<DType> NUMBERS =
      List.of(
          DType.BOOL,
          DType.INT8,
          DType.UINT8,
          DType.INT16,
          DType.UINT16,
          DType.INT32,
          DType.UINT32,
          DType.INT64,
          DType.UINT64,
          DType.FLOAT16,
          DType.BFLOAT16,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.COMPLEX64,
          DType.COMPLEX128);

  private Promotion() {}

  static DType of(DType first, DType second) {
    DType a = first.withByteOrder(ByteOrder.nativeOrder());
    DType b = second.withByteOrder(ByteOrder.nativeOrder());
    DType both = a.isNumeric() && b.isNumeric() ? numbers(a, b) : others(a, b);
    if (both == null) {
      throw Errors.argument(
          "expected types with a common one but found %s and %s: convert the arrays first, copy(…)",
          first, second);
    }
    return both;
  }

  private static DType numbers(DType a, DType b) {
    return NUMBERS.stream().filter(t -> holds(t, a) && holds(t, b)).findFirst().orElseThrow();
  }

  private static boolean holds(DType type, DType other) {
    return Casting.SAFE.allows(other, type);
  }

  private static @Nullable DType others(DType a, DType b) {
    if (holds(b, a)) {
      return b;
    }
    if (holds(a, b)) {
      return a;
    }
    // Neither holds the other: bytes longer than the text.
    boolean texts = a.kind() == Kind.BYTES && b.kind() == Kind.STRING;
    return texts
        ? DType.string(a.itemSize())
        : b.kind() == Kind.BYTES && a.kind() == Kind.STRING ? DType.string(b.itemSize()) : null;
  }
}
