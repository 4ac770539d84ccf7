package org.culebra.arrow.internal.model;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;

/// Bitmaps: a bit for each element, least significant first. Any alignment is allowed.
public final class Bitmaps {
  private static final ValueLayout.OfLong EIGHT =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// 1 in each byte.
  private static final long ONES = 0x0101_0101_0101_0101L;

  /// In byte i, bit i.
  private static final long DIAGONAL = 0x8040_2010_0804_0201L;

  /// Moves bit 0 of byte i to bit 56 + i.
  private static final long GATHER = 0x0102_0408_1020_4080L;

  private static final long LOW_BITS = 0x7f7f_7f7f_7f7f_7f7fL;

  private Bitmaps() {}

  /// The number of bytes for a number of bits.
  public static long bytes(long bits) {
    return (bits >>> 3) + ((bits & 7) == 0 ? 0 : 1);
  }

  public static boolean isSet(MemorySegment bitmap, long bit) {
    return (bitmap.get(JAVA_BYTE, bit >>> 3) >>> (bit & 7) & 1) != 0;
  }

  /// The number of bits that are 1.
  public static long count(MemorySegment bitmap, long start, long length) {
    long end = start + length;
    long bit = start;
    long count = 0;
    for (; bit < end && (bit & 63) != 0; bit++) {
      count += isSet(bitmap, bit) ? 1 : 0;
    }
    for (; bit + 64 <= end; bit += 64) {
      count += Long.bitCount(bitmap.get(EIGHT, bit >>> 3));
    }
    for (; bit < end; bit++) {
      count += isSet(bitmap, bit) ? 1 : 0;
    }
    return count;
  }

  /// As many booleans, all false.
  ///
  /// @return new GC-managed memory
  /// @throws IllegalArgumentException if that exceeds the address space of a process
  public static NDArray booleans(long length) {
    PaddedMemory.requireBytes(length);
    return NDArray.zeros(DType.BOOL, length);
  }

  /// A byte for each bit, 0 or 1.
  ///
  /// @return new GC-managed memory
  public static NDArray unpack(MemorySegment bitmap, long start, long length) {
    NDArray result = booleans(length);
    MemorySegment to = result.segment();
    long base = result.byteOffset();
    long i = 0;
    if ((start & 7) == 0) {
      for (; i + 8 <= length; i += 8) {
        long spread = (bitmap.get(JAVA_BYTE, start + i >>> 3) & 0xffL) * ONES & DIAGONAL;
        // a byte that is not 0 becomes 1
        to.set(EIGHT, base + i, (spread | (spread & LOW_BITS) + LOW_BITS) >>> 7 & ONES);
      }
    }
    for (; i < length; i++) {
      to.set(JAVA_BYTE, base + i, isSet(bitmap, start + i) ? (byte) 1 : 0);
    }
    return result;
  }

  /// Copies bits.
  ///
  /// @param to the bits to write, all 0
  public static void copy(MemorySegment from, long start, MemorySegment to, long at, long length) {
    long i = 0;
    for (; i < length && (at + i & 7) != 0; i++) {
      copyBit(from, start + i, to, at + i);
    }
    int shift = (int) (start + i & 7);
    for (; i + 64 + 8 <= length; i += 64) { // 8 more, which the ninth byte has
      long first = start + i >>> 3;
      long bits = from.get(EIGHT, first) >>> shift;
      bits |= shift == 0 ? 0 : (long) from.get(JAVA_BYTE, first + 8) << 64 - shift;
      to.set(EIGHT, at + i >>> 3, bits);
    }
    for (; i < length; i++) {
      copyBit(from, start + i, to, at + i);
    }
  }

  private static void copyBit(MemorySegment from, long start, MemorySegment to, long at) {
    if (isSet(from, start)) {
      set(to, at);
    }
  }

  /// Sets bits to 1.
  public static void fill(MemorySegment to, long at, long length) {
    long i = 0;
    for (; i < length && (at + i & 7) != 0; i++) {
      set(to, at + i);
    }
    long bytes = length - i >>> 3;
    to.asSlice(at + i >>> 3, bytes).fill((byte) -1);
    for (i += bytes << 3; i < length; i++) {
      set(to, at + i);
    }
  }

  /// Sets a bit to 1.
  public static void set(MemorySegment to, long bit) {
    byte before = to.get(JAVA_BYTE, bit >>> 3);
    to.set(JAVA_BYTE, bit >>> 3, (byte) (before | 1 << (bit & 7)));
  }

  /// A bit for each byte, 1 where it is not 0; all other bits are 0.
  ///
  /// @param mask booleans, one axis, of any stride
  /// @param start the first element's bit
  /// @return new GC-managed memory, aligned and padded
  public static Buffer pack(NDArray mask, long start) {
    long length = mask.shape(0);
    MemorySegment to = PaddedMemory.allocate(bytes(start + length));
    MemorySegment from = mask.segment();
    long at = mask.byteOffset();
    long step = mask.stride(0);
    long i = 0;
    for (; i < length && (start + i & 7) != 0; i++) {
      pack(from, at + i * step, to, start + i);
    }
    if (step == 1) {
      for (; i + 8 <= length; i += 8) {
        long bytes = from.get(EIGHT, at + i);
        long bits = (bytes | (bytes & LOW_BITS) + LOW_BITS) >>> 7 & ONES;
        to.set(JAVA_BYTE, start + i >>> 3, (byte) (bits * GATHER >>> 56));
      }
    }
    for (; i < length; i++) {
      pack(from, at + i * step, to, start + i);
    }
    return new Buffer(to, Retention.GC_MANAGED);
  }

  private static void pack(MemorySegment from, long at, MemorySegment to, long bit) {
    if (from.get(JAVA_BYTE, at) != 0) {
      set(to, bit);
    }
  }
}
