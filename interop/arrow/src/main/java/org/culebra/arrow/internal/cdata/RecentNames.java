package org.culebra.arrow.internal.cdata;

import java.nio.ByteOrder;
import java.util.Objects;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// Short strings of schemas, of which the last ones are remembered: a program reads schemas with
/// the same names again and again. Thread-safe: a lost update only costs another reading.
final class RecentNames {
  private static final boolean IS_LITTLE_ENDIAN =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private static final @Nullable Name[] NAMES = new Name[1 << 10];

  /// At most 15 bytes, and NULs after them.
  private record Name(long first, long second, String text) {}

  private RecentNames() {}

  /// Trusts the address: reads a string in UTF-8. Reads no byte after the NUL beyond its aligned
  /// group of eight, which is in the same page.
  static String at(long address) {
    if (address % Long.BYTES != 0 || !IS_LITTLE_ENDIAN) {
      return read(address);
    }
    long first = CMemory.longAt(address);
    long second = 0;
    long nul = nul(first);
    if (nul == 0) {
      second = CMemory.longAt(address + Long.BYTES);
      nul = nul(second);
      if (nul == 0) {
        return read(address);
      }
      second &= before(nul);
    } else {
      first &= before(nul);
    }
    int slot = (int) ((first * 31 + second) * 0x9e3779b97f4a7c15L >>> 54);
    Name known = NAMES[slot];
    if (known == null || known.first != first || known.second != second) {
      known = new Name(first, second, read(address));
      NAMES[slot] = known;
    }
    return known.text;
  }

  /// The highest bit of the first byte that is 0, and perhaps further bits; 0 if no byte is 0.
  private static long nul(long word) {
    long ones = 0x0101010101010101L;
    return word - ones & ~word & ones << 7;
  }

  /// All bits of the bytes before the first one that is 0.
  private static long before(long nul) {
    return Long.lowestOneBit(nul >>> 7) - 1;
  }

  private static String read(long address) {
    return Objects.requireNonNull(CMemory.text(address));
  }
}
