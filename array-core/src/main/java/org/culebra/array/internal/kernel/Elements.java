package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;

/// One element at a time: bytes to bits, bits to a value, and back, for every type of at most eight
/// bytes and every byte order. Bulk operations have their own loops ([BlockCodec]) with the same
/// rules.
public final class Elements {

  private Elements() {}

  /// The element's bytes as an unsigned number in the order of the type, in the low bits.
  public static long bits(MemorySegment segment, long at, DType type) {
    boolean swap = !type.isNativeOrder();
    return switch (type.itemSize()) {
      case 1 -> segment.get(JAVA_BYTE, at) & 0xffL;
      case 2 -> {
        short raw = segment.get(JAVA_SHORT_UNALIGNED, at);
        yield (swap ? Short.reverseBytes(raw) : raw) & 0xffffL;
      }
      case 4 -> {
        int raw = segment.get(JAVA_INT_UNALIGNED, at);
        yield (swap ? Integer.reverseBytes(raw) : raw) & 0xffff_ffffL;
      }
      default -> {
        long raw = segment.get(JAVA_LONG_UNALIGNED, at);
        yield swap ? Long.reverseBytes(raw) : raw;
      }
    };
  }

  /// Stores the low bits as an element's bytes.
  public static void putBits(MemorySegment segment, long at, DType type, long bits) {
    boolean swap = !type.isNativeOrder();
    switch (type.itemSize()) {
      case 1 -> segment.set(JAVA_BYTE, at, (byte) bits);
      case 2 -> {
        short raw = (short) bits;
        segment.set(JAVA_SHORT_UNALIGNED, at, swap ? Short.reverseBytes(raw) : raw);
      }
      case 4 -> {
        int raw = (int) bits;
        segment.set(JAVA_INT_UNALIGNED, at, swap ? Integer.reverseBytes(raw) : raw);
      }
      default -> segment.set(JAVA_LONG_UNALIGNED, at, swap ? Long.reverseBytes(bits) : bits);
    }
  }

  /// Whether the type is a real number of at most eight bytes, or a count of time.
  static boolean isPlain(DType type) {
    return type.isNumeric() && type.kind() != Kind.COMPLEX || isTime(type);
  }

  private static boolean isTime(DType type) {
    return type.kind() == Kind.DATETIME || type.kind() == Kind.TIMEDELTA;
  }

  /// The type of the real and of the imaginary part.
  ///
  /// @param type a complex type
  public static DType partOf(DType type) {
    DType part = type.itemSize() == 8 ? DType.FLOAT32 : DType.FLOAT64;
    return part.withByteOrder(type.byteOrder());
  }

  public static boolean isFloat(DType type) {
    return type.kind() == Kind.FLOAT || type.kind() == Kind.BFLOAT;
  }

  /// The bits of a boolean, integer or time as a number; an unsigned 64-bit number keeps its bits.
  public static long decodeLong(DType type, long bits) {
    if (type.kind() == Kind.BOOL) {
      return bits == 0 ? 0 : 1;
    }
    int unused = type.kind() == Kind.UINT ? 0 : 64 - 8 * type.itemSize();
    return bits << unused >> unused;
  }

  public static double decodeDouble(DType type, long bits) {
    return switch (type.kind()) {
      case FLOAT ->
          switch (type.itemSize()) {
            case 2 -> Float.float16ToFloat((short) bits);
            case 4 -> Float.intBitsToFloat((int) bits);
            default -> Double.longBitsToDouble(bits);
          };
      case BFLOAT -> Halves.bfloat16ToFloat((short) bits);
      case UINT -> unsignedToDouble(bits);
      default -> decodeLong(type, bits);
    };
  }

  static double unsignedToDouble(long bits) {
    // Halving keeps the lost bit "sticky", so that the single rounding is right.
    return bits >= 0 ? bits : (double) (bits >>> 1 | bits & 1) * 2;
  }

  public static long encodeDouble(DType type, double value) {
    return switch (type.kind()) {
      case BOOL -> value == 0 ? 0 : 1;
      case FLOAT ->
          switch (type.itemSize()) {
            case 2 -> Halves.doubleToFloat16(value);
            case 4 -> Float.floatToRawIntBits((float) value);
            default -> Double.doubleToRawLongBits(value);
          };
      case BFLOAT -> Halves.doubleToBfloat16(value);
      default -> saturate(type.kind() == Kind.UINT, 8 * type.itemSize(), value);
    };
  }

  public static long encodeLong(DType type, long value) {
    return switch (type.kind()) {
      case BOOL -> value == 0 ? 0 : 1;
      case FLOAT ->
          switch (type.itemSize()) {
            case 2 -> Halves.doubleToFloat16(Halves.sticky(value));
            case 4 -> Float.floatToRawIntBits((float) value);
            default -> Double.doubleToRawLongBits((double) value);
          };
      case BFLOAT -> Halves.doubleToBfloat16(Halves.sticky(value));
      default -> value;
    };
  }

  /// The rule for a number that does not fit an integer: truncate, then saturate to the nearest end
  /// of the range; NaN becomes 0. It is Java's own rule for casts to int and long, on every CPU.
  static long saturate(boolean unsigned, int width, double value) {
    if (!unsigned) {
      long max = -1L >>> (65 - width);
      return Math.clamp((long) value, -max - 1, max);
    }
    if (width == 64 && value >= 0x1p63) {
      return value >= 0x1p64 ? -1L : (long) (value - 0x1p63) + Long.MIN_VALUE;
    }
    return Math.clamp((long) value, 0, width == 64 ? Long.MAX_VALUE : (1L << width) - 1);
  }

  // --- the checked conversions of Operand's get and set

  public static double getDouble(MemorySegment segment, long at, DType type) {
    if (!isPlain(type) || isTime(type)) {
      throw notANumber(type);
    }
    return decodeDouble(type, bits(segment, at, type));
  }

  public static long getLong(MemorySegment segment, long at, DType type) {
    if (!isPlain(type)) {
      throw notANumber(type);
    }
    long bits = bits(segment, at, type);
    if (isFloat(type)) {
      double value = decodeDouble(type, bits);
      if (value != Math.rint(value) || value < -0x1p63 || value >= 0x1p63) {
        throw new ArithmeticException("expected an integer of 64 bits but found " + value);
      }
      return (long) value;
    }
    if (type.kind() == Kind.UINT && bits < 0) {
      throw new ArithmeticException(
          Errors.text(
              "expected an integer of at most 2^63-1 but found %s: asLongs() reads the bits",
              Long.toUnsignedString(bits)));
    }
    return decodeLong(type, bits);
  }

  public static void setDouble(MemorySegment segment, long at, DType type, double value) {
    putBits(segment, at, type, exactBits(type, value));
  }

  public static void setLong(MemorySegment segment, long at, DType type, long value) {
    putBits(segment, at, type, exactBits(type, value));
  }

  /// The bits of a number; an integer type accepts only what it represents exactly.
  static long exactBits(DType type, double value) {
    if (!isPlain(type) || isTime(type)) {
      throw notANumber(type);
    }
    long bits = encodeDouble(type, value);
    // The greatest long and its unsigned counterpart would read back as 2^63 and 2^64, which they
    // are not.
    double limit = type.kind() == Kind.INT ? 0x1p63 : 0x1p64;
    boolean saturated = type.itemSize() == 8 && value == limit;
    if (type.isInteger() && (saturated || decodeDouble(type, mask(type, bits)) != value)) {
      throw Errors.argument("expected a value of %s but found %s", type, value);
    }
    return bits;
  }

  /// The bits of an integer; an integer type accepts only values in its range.
  static long exactBits(DType type, long value) {
    if (!isPlain(type)) {
      throw notANumber(type);
    }
    boolean fits =
        type.kind() == Kind.UINT
            ? value >= 0 && mask(type, value) == value
            : decodeLong(type, mask(type, value)) == value;
    if (type.isInteger() && !fits) {
      throw Errors.argument("expected a value of %s but found %d", type, value);
    }
    return encodeLong(type, value);
  }

  private static long mask(DType type, long bits) {
    return type.itemSize() == 8 ? bits : bits & (1L << 8 * type.itemSize()) - 1;
  }

  public static void requireReal(DType type) {
    if (!type.isNumeric() || type.kind() == Kind.COMPLEX) {
      throw notANumber(type);
    }
  }

  static void requireIntegers(Operand... arrays) {
    for (Operand array : arrays) {
      if (!array.dtype().isInteger() && array.dtype().kind() != Kind.BOOL) {
        throw Errors.argument("expected a type of integers but found %s", array.describe());
      }
    }
  }

  static IllegalArgumentException notANumber(DType type) {
    return Errors.argument(
        "expected a type of real numbers but found %s%s",
        type,
        switch (type.kind()) {
          case COMPLEX -> ": take real() or imag()";
          case STRUCT -> ": take a field";
          case BYTES, STRING -> ": getString and setString read and write text";
          case DATETIME, TIMEDELTA -> ": getLong and setLong read and write its count";
          default -> ": view it as another type, reinterpret(…)";
        });
  }
}
