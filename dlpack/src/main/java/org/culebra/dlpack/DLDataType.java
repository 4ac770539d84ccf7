package org.culebra.dlpack;

import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;

/// DLPack's element types, as the four bytes in the struct: code, bits, lanes. The codes are those
/// of [dlpack.h of version 1.3](https://github.com/dmlc/dlpack/blob/v1.3/include/dlpack/dlpack.h).
///
/// ```c
/// typedef struct {
///   uint8_t code;   // 0: what it means
///   uint8_t bits;   // 1: of one lane; of a complex number, both parts
///   uint16_t lanes; // 2: 1 for a number
/// } DLDataType;     // 4 bytes, alignment 2
/// ```
///
/// In an `int` of a little-endian host: code, then bits shifted by 8, then lanes shifted by 16.
final class DLDataType {
  static final int BYTES = 4;

  private static final int INT = 0;
  private static final int UINT = 1;
  private static final int FLOAT = 2;
  private static final int BFLOAT = 4;
  private static final int COMPLEX = 5;
  private static final int BOOL = 6;
  private static final int FLOAT8 = 7;

  /// DLPack's codes from 7 on, in order; created once, so that an import creates no types.
  private static final List<DType> FLOAT8_TYPES =
      List.of(
          DType.FLOAT8_E3M4,
          DType.FLOAT8_E4M3,
          DType.FLOAT8_E4M3B11FNUZ,
          DType.FLOAT8_E4M3FN,
          DType.FLOAT8_E4M3FNUZ,
          DType.FLOAT8_E5M2,
          DType.FLOAT8_E5M2FNUZ,
          DType.FLOAT8_E8M0FNU);

  private DLDataType() {}

  private static int pack(int code, int bits) {
    return code | bits << 8 | 1 << 16;
  }

  /// DLPack's representation of a type, whatever its byte order.
  ///
  /// @throws UnsupportedOperationException if there is none
  static int of(DType type) {
    int bits = 8 * type.itemSize();
    return switch (type.kind()) {
      case INT -> pack(INT, bits);
      case UINT -> pack(UINT, bits);
      case FLOAT -> pack(FLOAT, bits);
      case BFLOAT -> pack(BFLOAT, bits);
      case COMPLEX -> pack(COMPLEX, bits);
      case BOOL -> pack(BOOL, bits);
      case FLOAT8 -> pack(FLOAT8 + FLOAT8_TYPES.indexOf(type), bits);
      case TIMEDELTA, DATETIME, BYTES, STRING, RAW, STRUCT ->
          throw new UnsupportedOperationException(
              "expected a type that DLPack has (bool, integers, floating-point and complex numbers)"
                  + " but found "
                  + type
                  + timeAdvice(type));
    };
  }

  private static String timeAdvice(DType type) {
    boolean time = type.kind() == Kind.TIMEDELTA || type.kind() == Kind.DATETIME;
    return time ? "; reinterpret(INT64) gives the counts" : "";
  }

  /// The type for DLPack's four bytes.
  ///
  /// @throws UnsupportedOperationException if Culebra has no such type
  static DType type(int packed) {
    int code = packed & 0xff;
    int bits = packed >>> 8 & 0xff;
    if (packed >>> 16 != 1) {
      throw unsupported(packed, "1 lane");
    }
    return switch (code) {
      case INT -> integer(packed, bits);
      case UINT -> unsigned(packed, bits);
      case FLOAT -> real(packed, bits);
      case BFLOAT -> only(packed, bits, 16, DType.BFLOAT16);
      case COMPLEX -> complex(packed, bits);
      case BOOL -> only(packed, bits, 8, DType.BOOL);
      default -> float8(packed, code, bits);
    };
  }

  private static DType integer(int packed, int bits) {
    return switch (bits) {
      case 8 -> DType.INT8;
      case 16 -> DType.INT16;
      case 32 -> DType.INT32;
      case 64 -> DType.INT64;
      default -> throw unsupported(packed, "8, 16, 32 or 64 bits");
    };
  }

  private static DType unsigned(int packed, int bits) {
    return switch (bits) {
      case 8 -> DType.UINT8;
      case 16 -> DType.UINT16;
      case 32 -> DType.UINT32;
      case 64 -> DType.UINT64;
      default -> throw unsupported(packed, "8, 16, 32 or 64 bits");
    };
  }

  private static DType real(int packed, int bits) {
    return switch (bits) {
      case 16 -> DType.FLOAT16;
      case 32 -> DType.FLOAT32;
      case 64 -> DType.FLOAT64;
      default -> throw unsupported(packed, "16, 32 or 64 bits");
    };
  }

  private static DType complex(int packed, int bits) {
    return switch (bits) {
      case 64 -> DType.COMPLEX64;
      case 128 -> DType.COMPLEX128;
      default -> throw unsupported(packed, "64 or 128 bits");
    };
  }

  private static DType float8(int packed, int code, int bits) {
    if (code < FLOAT8 || code >= FLOAT8 + FLOAT8_TYPES.size()) {
      throw unsupported(packed, "one of the codes 0, 1, 2, 4, 5, 6 and 7 to 14");
    }
    return only(packed, bits, 8, FLOAT8_TYPES.get(code - FLOAT8));
  }

  private static DType only(int packed, int bits, int expected, DType type) {
    if (bits != expected) {
      throw unsupported(packed, expected + " bits");
    }
    return type;
  }

  private static UnsupportedOperationException unsupported(int packed, String expected) {
    return new UnsupportedOperationException(
        "expected a type of %s but found code %d (%s), bits %d, lanes %d"
            .formatted(
                expected, packed & 0xff, name(packed & 0xff), packed >>> 8 & 0xff, packed >>> 16));
  }

  private static String name(int code) {
    return switch (code) {
      case INT -> "int";
      case UINT -> "unsigned int";
      case FLOAT -> "float";
      case 3 -> "opaque handle";
      case BFLOAT -> "bfloat";
      case COMPLEX -> "complex";
      case BOOL -> "bool";
      case 15, 16 -> "6-bit float";
      case 17 -> "4-bit float";
      case 18 -> "complex of bfloat";
      default -> code < 15 ? FLOAT8_TYPES.get(code - FLOAT8).name() : "unknown";
    };
  }
}
