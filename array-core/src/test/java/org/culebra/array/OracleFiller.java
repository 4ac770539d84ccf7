package org.culebra.array;

import java.nio.ByteOrder;
import org.culebra.array.internal.TimeUnits;

/// The bytes of a base, as `Filler` of `view_golden.py` makes them: SplitMix64 throughout, and over
/// it values that make sense for the type.
final class OracleFiller {

  private final byte[] data;
  private long state;

  private OracleFiller(long seed, int size) {
    this.state = seed;
    this.data = new byte[size];
  }

  static byte[] fill(long seed, int size, int offset, DType type) {
    OracleFiller filler = new OracleFiller(seed, size);
    for (int at = 0; at < size; at += 8) {
      filler.put(at, Math.min(8, size - at), ByteOrder.LITTLE_ENDIAN, filler.next());
    }
    int item = type.itemSize();
    for (int at = offset % item; at + item <= size; at += item) {
      filler.element(at, type);
    }
    return filler.data;
  }

  private long next() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private void put(int at, int width, ByteOrder order, long value) {
    for (int i = 0; i < width; i++) {
      int to = order == ByteOrder.LITTLE_ENDIAN ? i : width - 1 - i;
      data[at + to] = (byte) (value >>> 8 * i);
    }
  }

  private void element(int at, DType type) {
    switch (type.kind()) {
      case STRUCT -> fields(at, type);
      case BYTES -> {
        for (int i = 0; i < type.itemSize(); i++) {
          long r = next() >>> 1;
          data[at + i] = (byte) (r % 8 == 0 ? 0 : 97 + r % 26);
        }
      }
      case STRING -> {
        for (int i = 0; i < type.itemSize(); i += 4) {
          put(at + i, 4, type.byteOrder(), character(next() >>> 1));
        }
      }
      case COMPLEX -> {
        int half = type.itemSize() / 2;
        put(at, half, type.byteOrder(), real(half));
        put(at + half, half, type.byteOrder(), real(half));
      }
      case RAW -> {}
      default -> put(at, type.itemSize(), type.byteOrder(), scalar(type));
    }
  }

  private void fields(int at, DType struct) {
    for (Field field : struct.fields()) {
      int item = field.dtype().itemSize();
      for (int i = 0; i < field.byteSize() / item; i++) {
        element(at + field.byteOffset() + i * item, field.dtype());
      }
    }
  }

  private static long character(long r) {
    return switch ((int) (r % 64 > 1 ? r % 64 : r % 8)) {
      case 0, 1 -> 0;
      case 2 -> 0xe9;
      case 3 -> 0x1f600;
      default -> 97 + r % 26;
    };
  }

  private long scalar(DType type) {
    if (type.kind() == DType.Kind.BOOL) {
      return next() & 1;
    }
    if (type.kind() == DType.Kind.FLOAT) {
      return real(type.itemSize());
    }
    long value = next();
    long more = next() >>> 1;
    if (!type.unit().isEmpty()) {
      int bits = bitsOfTimes(TimeUnits.base(type.unit()));
      return more % 16 == 0 ? Long.MIN_VALUE : value >> 64 - bits;
    }
    int width = 8 * type.itemSize();
    return value >> 64 - width >> (int) (more % width);
  }

  /// Values of so many bits keep a time within some centuries of 1970.
  private static int bitsOfTimes(String unit) {
    return switch (unit) {
      case "Y" -> 8;
      case "M" -> 12;
      case "W" -> 14;
      case "D" -> 17;
      case "h" -> 21;
      case "m" -> 27;
      case "s" -> 33;
      case "ms" -> 43;
      case "us" -> 53;
      default -> 60;
    };
  }

  /// Bits of a floating-point number: short mantissas for ties, few zeros, infinities and NaN.
  private long real(int width) {
    int mantissaBits = width == 2 ? 10 : width == 4 ? 23 : 52;
    int exponentBits = 8 * width - 1 - mantissaBits;
    long r = next();
    long k = next() >>> 1;
    int zeros = (int) (k % (mantissaBits + 1));
    long mantissa = (r & (1L << mantissaBits) - 1) >> zeros << zeros;
    long top = (1L << exponentBits) - 1;
    long bias = top >> 1;
    long around = Math.min(70, bias - 1);
    long exponent = bias + (k >> 16) % (2 * around) - around;
    int kind = (int) ((k >> 8) % 16);
    if (kind == 0) {
      exponent = 0;
      mantissa = (k >> 12 & 1) == 0 ? 0 : mantissa;
    } else if (kind < 3) {
      exponent = top;
      mantissa = kind == 1 ? 0 : mantissa | 1;
    } else if (kind < 6 && width > 2) {
      exponent = bias + (k >> 16) % 40 - 22;
      mantissa = nearMiddle(mantissa, mantissaBits, k);
    }
    return r >>> 63 << 8 * width - 1 | exponent << mantissaBits | mantissa;
  }

  /// On, just below or just above the middle of two numbers of a narrower type.
  private static long nearMiddle(long mantissa, int mantissaBits, long k) {
    int cut = mantissaBits - (mantissaBits == 52 && (k >> 12 & 1) != 0 ? 24 : 11);
    return ((mantissa >> cut | 1) << cut) + (k >> 13) % 3 - 1;
  }
}
