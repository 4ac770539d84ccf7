package org.culebra.arrow.internal.model;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A type of decimal numbers: each is stored as its unscaled value, a signed integer.
///
/// @param precision the maximal number of digits
/// @param scale the digits after the point; may be negative
/// @param byteWidth 4, 8, 16 or 32
public record DecimalType(int precision, int scale, int byteWidth) {

  /// Checks that all numbers of the precision fit the width.
  ///
  /// @throws IllegalArgumentException if they do not
  public DecimalType {
    int most = maxPrecision(byteWidth);
    if (precision < 1 || precision > most) {
      throw new IllegalArgumentException(
          "expected a precision in [1, %d] for decimals of %d bits but found %d"
              .formatted(most, 8 * byteWidth, precision));
    }
  }

  /// The type of a number of bits.
  ///
  /// @throws IllegalArgumentException if there are no such decimals
  public static DecimalType ofBits(int precision, int scale, int bits) {
    if (maxPrecision(bits / 8) == 0 || bits % 8 != 0) {
      throw new IllegalArgumentException(
          "expected decimals of 32, 64, 128 or 256 bits but found " + bits);
    }
    return new DecimalType(precision, scale, bits / 8);
  }

  /// The digits that any number of that width can have; 0 if there is no such width.
  public static int maxPrecision(int byteWidth) {
    return switch (byteWidth) {
      case 4 -> 9;
      case 8 -> 18;
      case 16 -> 38;
      case 32 -> 76;
      default -> 0;
    };
  }

  public static boolean isDecimal(FormatString format) {
    return format.text().startsWith("d:");
  }

  /// The digits after the point of a decimal format; its precision may be any number.
  public static int scale(FormatString format) {
    return Integer.parseInt(format.text().split("[:,]", -1)[2]);
  }

  /// The type of a format that this library has written.
  public static DecimalType of(FormatString format) {
    int precision = Integer.parseInt(format.text().split("[:,]", -1)[1]);
    return new DecimalType(precision, scale(format), format.byteWidth());
  }

  /// The format string.
  public String format() {
    return "d:" + precision + "," + scale + (byteWidth == 16 ? "" : "," + 8 * byteWidth);
  }

  /// The least unscaled value with too many digits.
  public BigInteger limit() {
    return BigInteger.TEN.pow(precision);
  }

  /// Reads an unscaled value.
  public static BigInteger unscaled(MemorySegment memory, int byteWidth, long index) {
    long at = index * byteWidth;
    if (byteWidth == 4) {
      return BigInteger.valueOf(memory.get(JAVA_INT_UNALIGNED, at));
    }
    if (byteWidth == 8) {
      return BigInteger.valueOf(memory.get(JAVA_LONG_UNALIGNED, at));
    }
    byte[] bytes = new byte[byteWidth];
    MemorySegment.copy(memory, JAVA_BYTE, at, bytes, 0, byteWidth);
    return new BigInteger(bigEndian(bytes));
  }

  /// Reads a number of any decimal format.
  public static BigDecimal read(FormatString format, MemorySegment memory, long index) {
    return new BigDecimal(unscaled(memory, format.byteWidth(), index), scale(format));
  }

  /// Writes an unscaled value that fits.
  public void write(MemorySegment memory, long index, BigInteger unscaled) {
    byte[] digits = unscaled.toByteArray();
    byte[] bytes = new byte[byteWidth];
    Arrays.fill(bytes, (byte) (unscaled.signum() < 0 ? -1 : 0));
    System.arraycopy(digits, 0, bytes, byteWidth - digits.length, digits.length);
    MemorySegment.copy(bigEndian(bytes), 0, memory, JAVA_BYTE, index * byteWidth, byteWidth);
  }

  /// Turns bytes in this machine's order into the order of [BigInteger], or back.
  private static byte[] bigEndian(byte[] bytes) {
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      for (int i = 0, k = bytes.length - 1; i < k; i++, k--) {
        byte low = bytes[i];
        bytes[i] = bytes[k];
        bytes[k] = low;
      }
    }
    return bytes;
  }
}
