package org.culebra.arrow.internal.column;

import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.ExtensionTypes;

/// Columns of the elements of arrays with one axis, of any type.
final class PrimitiveColumns {
  private PrimitiveColumns() {}

  /// A column with as many elements as the array has.
  ///
  /// @param array with one axis, and not of structs
  /// @throws IllegalArgumentException if it would have to be copied and must not be
  /// @throws UnsupportedOperationException if Arrow has no such type
  static ArrayData of(String name, NDArray array, CopyPolicy copy) {
    DType type = array.dtype();
    return switch (type.kind()) {
      case INT, UINT, FLOAT -> fixed(name, letter(type), array, copy);
      case BYTES, RAW -> fixed(name, "w:" + type.itemSize(), array, copy);
      case BOOL -> LayoutColumns.extended(fixed(name, "c", array, copy), ExtensionTypes.BOOL8, "");
      case BFLOAT ->
          LayoutColumns.extended(fixed(name, "w:2", array, copy), ExtensionTypes.BFLOAT16, "");
      case COMPLEX -> complex(name, array, copy);
      case DATETIME, TIMEDELTA -> TimeColumns.of(name, array, copy);
      case STRING -> TextColumns.of(name, array, copy);
      case FLOAT8 -> throw noFloat8(type);
      case STRUCT -> throw new AssertionError(type);
    };
  }

  private static UnsupportedOperationException noFloat8(DType type) {
    return new UnsupportedOperationException(
        "expected a type that Arrow has but found "
            + type
            + "; reinterpret(UINT8) gives its bytes");
  }

  private static String letter(DType type) {
    int size = Integer.numberOfTrailingZeros(type.itemSize());
    String letters =
        switch (type.kind()) {
          case INT -> "csil";
          case UINT -> "CSIL";
          default -> " efg";
        };
    return letters.substring(size, size + 1);
  }

  /// A column of fixed-size elements, without missing ones.
  static ArrayData fixed(String name, String format, NDArray array, CopyPolicy copy) {
    NDArray packed = ContiguousBuffer.packed(array, copy);
    return LayoutColumns.leaf(
        name, format, array.shape(0), Buffer.ABSENT, ContiguousBuffer.buffer(packed));
  }

  private static ArrayData complex(String name, NDArray array, CopyPolicy copy) {
    NDArray packed = ContiguousBuffer.packed(array, copy);
    DType half = packed.itemSize() == 8 ? DType.FLOAT32 : DType.FLOAT64;
    ArrayData parts = fixed("", letter(half), packed.reinterpret(half), CopyPolicy.NEVER);
    ArrayData pairs = LayoutColumns.fixedSizeLists(name, parts, array.shape(0), 2);
    return LayoutColumns.extended(pairs, ExtensionTypes.COMPLEX, "");
  }
}
