package org.culebra.ffi.internal.call;

import org.culebra.array.DType;
import org.culebra.ffi.ctype.CType;

/// The array types of C's numbers.
final class Elements {
  private Elements() {}

  /// The array type with the same kind, size and byte order.
  static DType dtype(CType.Scalar scalar) {
    return switch (scalar.kind()) {
      case BOOL -> DType.BOOL;
      case FLOATING -> scalar.size() == 4 ? DType.FLOAT32 : DType.FLOAT64;
      case SIGNED ->
          switch (scalar.size()) {
            case 1 -> DType.INT8;
            case 2 -> DType.INT16;
            case 4 -> DType.INT32;
            default -> DType.INT64;
          };
      case UNSIGNED ->
          switch (scalar.size()) {
            case 1 -> DType.UINT8;
            case 2 -> DType.UINT16;
            case 4 -> DType.UINT32;
            default -> DType.UINT64;
          };
    };
  }

  /// Whether C uses the type for bytes of any meaning: `char` and `unsigned char`, not `int8_t`.
  static boolean isByte(CType.Scalar scalar) {
    return scalar.spelling().equals("char") || scalar.spelling().equals("unsigned char");
  }
}
