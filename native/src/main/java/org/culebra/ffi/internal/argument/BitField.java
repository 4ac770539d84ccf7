package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// A bit-field in memory: an integer in adjacent bits of up to nine bytes, the lowest first, as on
/// all supported platforms (System V ABI, AMD64 supplement, 3.1.2).
///
/// @param segment the memory
/// @param byteOffset of its first byte
/// @param first its first bit in that byte
/// @param width its bits
/// @param type of its numbers
/// @param signed whether its highest bit is a sign
record BitField(
    MemorySegment segment,
    long byteOffset,
    int first,
    int width,
    CType.Scalar type,
    boolean signed) {

  /// @param byteOffset of the field in the memory, which need not be that of its struct
  static BitField of(MemorySegment segment, long byteOffset, StructType.Field field) {
    CType.Scalar type =
        field.type() instanceof CType.Enum named ? named.underlying() : (CType.Scalar) field.type();
    boolean signed =
        field.type() instanceof CType.Enum named
            ? named.negative()
            : type.kind() == CType.Scalar.Kind.SIGNED;
    return new BitField(segment, byteOffset, field.bitOffset(), field.bitWidth(), type, signed);
  }

  private boolean isBool() {
    return type.kind() == CType.Scalar.Kind.BOOL;
  }

  private int bytes() {
    return (first + width + 7) / 8;
  }

  /// The value, boxed as that of a field of the same type without a width, except that an enum
  /// without a sign that fills an `int` needs a `long`.
  Object get() {
    long value = 0;
    for (int i = 0; i < bytes(); i++) {
      long part = segment.get(ValueLayout.JAVA_BYTE, byteOffset + i) & 0xFFL;
      int shift = 8 * i - first;
      value |= shift < 0 ? part >>> -shift : part << shift;
    }
    int unused = Long.SIZE - width;
    return boxed(signed ? value << unused >> unused : value << unused >>> unused);
  }

  private Object boxed(long value) {
    if (isBool()) {
      return value != 0;
    }
    boolean wider = type.kind() == CType.Scalar.Kind.UNSIGNED || !signed && width == Integer.SIZE;
    return switch (wider ? 2 * type.size() : type.size()) {
      case 1 -> (Object) (byte) value;
      case 2 -> wider ? (Object) (int) value : (Object) (short) value;
      case 4 -> (int) value;
      default -> value;
    };
  }

  /// Sets the value; the bits beside it do not change.
  ///
  /// @return false if the bits cannot represent the value
  boolean set(@Nullable Object value) {
    switch (value) {
      case Boolean b when isBool() -> put(b ? 1 : 0);
      // 64 bits of an unsigned field are taken as they are, as for other unsigned numbers
      case Long l when width == Long.SIZE || isIn(l) -> put(l);
      case Byte b when isIn(b) -> put(b);
      case Short s when isIn(s) -> put(s);
      case Character c when isIn(c) -> put(c);
      case Integer i when isIn(i) -> put(i);
      case null, default -> {
        return false;
      }
    }
    return true;
  }

  private void put(long bits) {
    long mask = -1L >>> (Long.SIZE - width);
    for (int i = 0; i < bytes(); i++) {
      int shift = 8 * i - first;
      long part = shift < 0 ? bits << -shift : bits >>> shift;
      long partMask = shift < 0 ? mask << -shift : mask >>> shift;
      long old = segment.get(ValueLayout.JAVA_BYTE, byteOffset + i);
      segment.set(
          ValueLayout.JAVA_BYTE, byteOffset + i, (byte) (old & ~partMask | part & partMask));
    }
  }

  private boolean isIn(long value) {
    return !isBool() && value >= least() && value <= most();
  }

  private long least() {
    return signed ? -1L << (width - 1) : 0;
  }

  private long most() {
    int bits = Math.min(signed ? width - 1 : width, Long.SIZE - 1);
    return (1L << bits) - 1;
  }

  /// A description of the values that it can have.
  String expected() {
    return isBool()
        ? "a boolean"
        : "an integer from %d to %d (%s : %d)".formatted(least(), most(), type, width);
  }
}
