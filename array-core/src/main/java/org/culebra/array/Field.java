package org.culebra.array;

import java.util.Arrays;
import java.util.Objects;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// A field of a struct type: a name, a type and an offset. A field with a shape is a sub-array in C
/// order.
///
/// @param name the name
/// @param title a second name, NumPy's title; null for none
/// @param dtype the type of the field, or of an element of the sub-array
/// @param shape the lengths of the sub-array's axes; empty for a plain field
/// @param byteOffset the offset of the field in the struct, in bytes
public record Field(
    String name, @Nullable String title, DType dtype, long[] shape, int byteOffset) {

  /// Checks the components.
  ///
  /// @throws IllegalArgumentException if the offset is negative, or the shape is invalid or has an
  ///   axis of length 0
  public Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(dtype, "dtype");
    shape = shape.clone();
    Shapes.check(dtype.itemSize(), shape);
    long bytes = StridedLayout.cOrder(dtype.itemSize(), shape).byteSize();
    if (bytes < 1) {
      throw Errors.argument(
          "expected lengths of at least 1 in the shape of field '%s' but found %s",
          name, Errors.tuple(shape));
    }
    if (byteOffset < 0 || bytes > Integer.MAX_VALUE - byteOffset) {
      throw Errors.argument(
          "expected field '%s' inside 2^31-1 bytes but found offset %d, %s of shape %s",
          name, byteOffset, dtype, Errors.tuple(shape));
    }
  }

  /// A plain field without a title.
  ///
  /// @param name the name
  /// @param dtype the type
  /// @param byteOffset the offset of the field in the struct, in bytes
  public Field(String name, DType dtype, int byteOffset) {
    this(name, null, dtype, new long[0], byteOffset);
  }

  /// A field for [DType#packed(Field...)] and [DType#aligned(Field...)], which place it:
  /// `DType.packed(Field.of("x", FLOAT32), Field.of("rgb", UINT8, 3))`. Its offset is 0.
  ///
  /// @param name the name
  /// @param dtype the type of the field, or of an element of the sub-array
  /// @param shape the lengths of the sub-array's axes; none for a plain field
  /// @return the field
  /// @throws IllegalArgumentException if the shape is invalid or has an axis of length 0
  public static Field of(String name, DType dtype, long... shape) {
    return new Field(name, null, dtype, shape, 0);
  }

  /// The lengths of the sub-array's axes.
  ///
  /// @return a new array, empty for a plain field
  @Override
  public long[] shape() {
    return shape.clone();
  }

  /// The size of the field.
  ///
  /// @return the size in bytes
  public int byteSize() {
    return (int) StridedLayout.cOrder(dtype.itemSize(), shape).byteSize();
  }

  Field at(int newByteOffset) {
    return new Field(name, title, dtype, shape, newByteOffset);
  }

  Field withType(DType type) {
    return new Field(name, title, type, shape, byteOffset);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Field that
        && name.equals(that.name)
        && Objects.equals(title, that.title)
        && dtype.equals(that.dtype)
        && Arrays.equals(shape, that.shape)
        && byteOffset == that.byteOffset;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, title, dtype, Arrays.hashCode(shape), byteOffset);
  }

  @Override
  public String toString() {
    return Errors.text(
        "%s: %s%s at %d", name, dtype, shape.length == 0 ? "" : Errors.tuple(shape), byteOffset);
  }
}
