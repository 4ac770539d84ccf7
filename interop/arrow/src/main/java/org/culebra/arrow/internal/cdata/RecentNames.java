package org.culebra.arrow.internal.cdata;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.util.Objects;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// Names of fields, of which the last ones are remembered: a program reads schemas with the same
/// names again and again. Thread-safe: a lost update only costs another reading.
final class RecentNames {
  private static final int MAX_BYTES = 32;

  /// At the slot given by its hash code, a name of ASCII characters.
  private static final @Nullable String[] NAMES = new String[1 << 8];

  private RecentNames() {}

  /// Trusts the address: reads a name in UTF-8.
  static String at(long address) {
    int length = 0;
    int hash = 0; // that of the string
    byte next = CMemory.ALL.get(JAVA_BYTE, address);
    while (next > 0 && length < MAX_BYTES) {
      hash = 31 * hash + next;
      length++;
      next = CMemory.ALL.get(JAVA_BYTE, address + length);
    }
    if (next != 0) {
      return read(address);
    }
    int slot = (hash ^ hash >>> 8) & NAMES.length - 1;
    String known = NAMES[slot];
    if (known != null && known.hashCode() == hash && isAt(address, known, length)) {
      return known;
    }
    String name = read(address);
    NAMES[slot] = name;
    return name;
  }

  private static boolean isAt(long address, String name, int length) {
    if (name.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name.charAt(i) != CMemory.ALL.get(JAVA_BYTE, address + i)) {
        return false;
      }
    }
    return true;
  }

  private static String read(long address) {
    return Objects.requireNonNull(CMemory.text(address));
  }
}
