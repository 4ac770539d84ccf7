package org.culebra.ffi.internal.host;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads C strings, as UTF-8: other bytes are rejected, never replaced.
public final class TextDecoder {
  /// A Java array has no more bytes.
  public static final int MOST = Integer.MAX_VALUE - 16;

  private TextDecoder() {}

  /// Trusts the address: reads a string to its NUL.
  ///
  /// @param address of the string
  /// @return a copy
  /// @throws IllegalArgumentException if the bytes are not UTF-8
  public static String at(long address) {
    return at(address, MOST);
  }

  /// Trusts the address: reads a string of limited length.
  ///
  /// @param address of the string
  /// @param most the maximal length in bytes
  /// @return a copy
  /// @throws IllegalArgumentException if there is no NUL, or the bytes are not UTF-8
  public static String at(long address, long most) {
    long length = CMemory.textLength(address, most);
    if (length < 0) {
      throw new IllegalArgumentException(
          "expected a NUL after at most " + most + " bytes but found none");
    }
    return decode(CMemory.ALL.asSlice(address, length));
  }

  /// Reads a string in memory of known size: to its NUL, or all of it if there is none.
  ///
  /// @param memory the bytes
  /// @return a copy
  /// @throws IllegalArgumentException if the bytes are not UTF-8
  public static String bounded(MemorySegment memory) {
    long length = 0;
    while (length < memory.byteSize() && memory.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    return decode(memory.asSlice(0, length));
  }

  private static String decode(MemorySegment bytes) {
    try {
      ByteBuffer copy = ByteBuffer.wrap(bytes.toArray(ValueLayout.JAVA_BYTE));
      return StandardCharsets.UTF_8.newDecoder().decode(copy).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "expected text in UTF-8 but found other bytes: " + e.getMessage(), e);
    }
  }
}
