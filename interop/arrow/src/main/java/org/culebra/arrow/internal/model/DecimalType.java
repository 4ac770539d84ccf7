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
    String text = format.text();
    int start = text.indexOf(',') + 1;
    int end = text.indexOf(',', start);
    return Integer.parseInt(text, start, end < 0 ? text.length() : end, 10);
  }

  /// The type of a format that this library has written.
  public static DecimalType of(FormatString format) {
    String text = format.text();
    int precision = Integer.parseInt(text, "d:".length(), text.indexOf(','), 10);
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

  /// Reads a number of any decimal format.
  public static BigDecimal read(FormatString format, MemorySegment memory, long index) {
    int width = format.byteWidth();
    return width <= Long.BYTES
        ? BigDecimal.valueOf(word(memory, width, index), scale(format))
        : new BigDecimal(unscaled(memory, width, index), scale(format));
  }

  /// Reads an unscaled value.
  public static BigInteger unscaled(MemorySegment memory, int byteWidth, long index) {
    if (byteWidth <= Long.BYTES) {
      return BigInteger.valueOf(word(memory, byteWidth, index));
    }
    byte[] bytes = new byte[byteWidth];
    MemorySegment.copy(memory, JAVA_BYTE, index * byteWidth, bytes, 0, byteWidth);
    return new BigInteger(bigEndian(bytes));
  }

  private static long word(MemorySegment memory, int byteWidth, long index) {
    return byteWidth == Integer.BYTES
        ? memory.get(JAVA_INT_UNALIGNED, index * Integer.BYTES)
        : memory.get(JAVA_LONG_UNALIGNED, index * Long.BYTES);
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
