package org.culebra.array;

import java.nio.ByteOrder;
import java.util.List;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// The type that holds the values of others, by NumPy's `result_type`.
final class Promotion {

  /// From the smallest to the greatest; the first to which all convert safely is the answer.
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

  static DType of(DType... types) {
    if (types.length == 0) {
      throw Errors.argument("expected at least one type but found none");
    }
    boolean numeric = true;
    for (DType type : types) {
      numeric &= type.isNumeric();
    }
    if (numeric) {
      // For all at once: pair by pair, uint16, int16 and float32 would become float64.
      return NUMBERS.stream().filter(t -> holdsAll(t, types)).findFirst().orElseThrow();
    }
    DType common = types[0].withByteOrder(ByteOrder.nativeOrder());
    for (DType type : types) {
      DType both = others(common, type.withByteOrder(ByteOrder.nativeOrder()));
      if (both == null) {
        throw Errors.argument(
            "expected types with a common one but found %s and %s: convert the arrays first,"
                + " copy(…)",
            common, type);
      }
      common = both;
    }
    return common;
  }

  private static boolean holdsAll(DType type, DType... types) {
    for (DType other : types) {
      if (!holds(type, other)) {
        return false;
      }
    }
    return true;
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
