package org.culebra.array.safetensors;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Suggestions;
import org.culebra.array.internal.literal.Literal;
import org.jspecify.annotations.Nullable;

/// The types of the format, by their names there and in the order of its reference implementation,
/// which writes tensors of the last one first.
enum TensorType {
  BOOL(DType.BOOL),
  F4(4),
  F6_E2M3(6),
  F6_E3M2(6),
  U8(DType.UINT8),
  I8(DType.INT8),
  F8_E5M2(DType.FLOAT8_E5M2),
  F8_E4M3(DType.FLOAT8_E4M3FN),
  F8_E8M0(DType.FLOAT8_E8M0FNU),
  F8_E4M3FNUZ(DType.FLOAT8_E4M3FNUZ),
  F8_E5M2FNUZ(DType.FLOAT8_E5M2FNUZ),
  I16(DType.INT16),
  U16(DType.UINT16),
  F16(DType.FLOAT16),
  BF16(DType.BFLOAT16),
  I32(DType.INT32),
  U32(DType.UINT32),
  F32(DType.FLOAT32),
  C64(DType.COMPLEX64),
  F64(DType.FLOAT64),
  I64(DType.INT64),
  U64(DType.UINT64);

  private static final Map<String, TensorType> BY_NAME = new LinkedHashMap<>();
  private static final Map<DType, TensorType> BY_DTYPE = new LinkedHashMap<>();

  static {
    for (TensorType type : values()) {
      BY_NAME.put(type.name(), type);
      if (type.dtype != null) {
        BY_DTYPE.put(type.dtype, type);
      }
    }
  }

  private final int bits;

  /// Little-endian, as the format; null for the types of less than a byte, which arrays do not
  /// have.
  private final @Nullable DType dtype;

  TensorType(DType dtype) {
    this.bits = 8 * dtype.itemSize();
    this.dtype = dtype.withByteOrder(ByteOrder.LITTLE_ENDIAN);
  }

  TensorType(int bits) {
    this.bits = bits;
    this.dtype = null;
  }

  /// The type of a name.
  ///
  /// @throws FormatException if there is none
  static TensorType parse(String name) {
    TensorType type = BY_NAME.get(name);
    if (type == null) {
      throw new FormatException(
          Errors.text(
              "expected a type such as F32, BF16 or F8_E4M3 but found %s%s",
              Literal.show(name), Suggestions.hint(name, BY_NAME.keySet())));
    }
    return type;
  }

  /// The type for elements in either byte order; null if the format has none.
  static @Nullable TensorType of(DType dtype) {
    return BY_DTYPE.get(dtype.withByteOrder(ByteOrder.LITTLE_ENDIAN));
  }

  /// The types of arrays that the format has.
  static List<String> writable() {
    return BY_DTYPE.keySet().stream().map(DType::name).toList();
  }

  int bits() {
    return bits;
  }

  @Nullable DType dtype() {
    return dtype;
  }
}
