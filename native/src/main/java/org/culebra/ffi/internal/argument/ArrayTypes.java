package org.culebra.ffi.internal.argument;

import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// The array types of C types: with the sign of every integer, `char[n]` as text, structs field by
/// field.
public final class ArrayTypes {
  private ArrayTypes() {}

  /// The array type with the same kind, size and byte order.
  public static DType of(CType.Scalar scalar) {
    if (!scalar.isInteger()) {
      boolean isBoolean = scalar.kind() == CType.Scalar.Kind.BOOL;
      return isBoolean ? DType.BOOL : scalar.size() == 4 ? DType.FLOAT32 : DType.FLOAT64;
    }
    boolean isSigned = scalar.kind() == CType.Scalar.Kind.SIGNED;
    return switch (scalar.size()) {
      case 1 -> isSigned ? DType.INT8 : DType.UINT8;
      case 2 -> isSigned ? DType.INT16 : DType.UINT16;
      case 4 -> isSigned ? DType.INT32 : DType.UINT32;
      default -> isSigned ? DType.INT64 : DType.UINT64;
    };
  }

  /// The array type of a number, a complex number or a struct; `null` if there is none.
  public static @Nullable DType find(CType type) {
    CType plain = Carriers.plain(type);
    if (plain instanceof CType.Scalar scalar) {
      return of(scalar);
    }
    if (plain instanceof StructType struct) {
      return struct.isComplete() && problem(struct) == null ? of(struct) : null;
    }
    if (plain instanceof CType.Complex complex) {
      return complex.part().size() == 4 ? DType.COMPLEX64 : DType.COMPLEX128;
    }
    return null;
  }

  /// The array type of a struct, with its fields at C's offsets.
  ///
  /// @throws UnsupportedOperationException if a field has none; the message names it
  static DType of(StructType struct) {
    String problem = problem(struct);
    if (problem != null) {
      throw new UnsupportedOperationException(problem + " in " + struct);
    }
    List<Field> fields = new ArrayList<>();
    addFields(struct, 0, fields);
    int size = (int) struct.byteSize();
    DType dtype = DType.struct(size, fields);
    boolean natural = dtype.isAlignedAsInC() && dtype.cAlignment() == struct.byteAlignment();
    return natural ? DType.aligned(size, fields) : dtype;
  }

  /// The fields of an anonymous member are those of the struct (C11 6.7.2.1 §13).
  private static void addFields(StructType struct, long offset, List<Field> fields) {
    for (StructType.Field field : struct.fields()) {
      long at = offset + field.byteOffset();
      if (!field.name().isEmpty()) {
        fields.add(field(field, (int) at));
      } else if (field.type() instanceof StructType anonymous) {
        addFields(anonymous, at, fields);
      }
    }
  }

  private static Field field(StructType.Field field, int offset) {
    List<Long> lengths = new ArrayList<>();
    CType type = field.type();
    while (type instanceof CType.Array array) {
      lengths.add(array.count());
      type = array.element();
    }
    DType dtype = element(type);
    if (type.isChar() && !lengths.isEmpty()) {
      dtype = DType.bytes(lengths.removeLast().intValue());
    }
    long[] shape = lengths.stream().mapToLong(Long::longValue).toArray();
    return new Field(field.name(), null, dtype, shape, offset);
  }

  private static DType element(CType type) {
    if (type instanceof CType.Opaque opaque) {
      return DType.raw((int) opaque.byteSize());
    }
    DType dtype = find(type);
    if (dtype == null) {
      throw new IllegalStateException("expected a type with a dtype but found " + type);
    }
    return dtype;
  }

  /// Why a struct has no array type; `null` if it has.
  static @Nullable String problem(StructType struct) {
    if (struct.byteSize() < 1 || struct.byteSize() > Integer.MAX_VALUE) {
      return "expected 1 to 2^31-1 bytes but found " + struct.byteSize();
    }
    for (StructType.Field field : struct.fields()) {
      String problem = problem(field);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable String problem(StructType.Field field) {
    if (field.isBitField()) {
      return field.name().isEmpty() ? null : reason(field);
    }
    CType type = field.type();
    while (type instanceof CType.Array array) {
      if (array.count() < 1) {
        return reason(field);
      }
      type = array.element();
    }
    if (type instanceof StructType struct) {
      return problem(struct);
    }
    return find(type) != null || type instanceof CType.Opaque ? null : reason(field);
  }

  private static String reason(StructType.Field field) {
    return "expected numbers, text and structs, which have a dtype, but found field '"
        + field
        + "'";
  }

  /// The first difference between two array types of structs: `field 'x' at offset 4: expected
  /// int32 but found float32`.
  static String difference(DType expected, DType found) {
    for (int i = 0; i < expected.fields().size(); i++) {
      Field field = expected.fields().get(i);
      Field other = i < found.fields().size() ? found.fields().get(i) : null;
      if (!field.equals(other)) {
        return "expected field %s but found %s".formatted(field, other == null ? "none" : other);
      }
    }
    if (expected.fields().size() < found.fields().size()) {
      return "expected no field after '%s' but found %s"
          .formatted(
              expected.fields().getLast().name(), found.fields().get(expected.fields().size()));
    }
    return "expected %d bytes but found %d".formatted(expected.itemSize(), found.itemSize());
  }
}
