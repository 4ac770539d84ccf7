package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.ffi.internal.argument.CopiedText;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.TextDecoder;
import org.culebra.ffi.internal.memory.Addresses;

/// C strings: UTF-8 with a terminating NUL.
///
/// A `const char *` parameter takes a Java `String` directly, which is valid during the call. If C
/// stores the pointer, allocate the string:
///
/// ```java
/// MemorySegment name = CText.allocate(arena, "x axis");
/// setLabel.call(name); // C keeps it: the arena must outlive that
/// String text = CText.read((MemorySegment) getLabel.call(), 100);
/// ```
public final class CText {
  private CText() {}

  /// Copies a string to native memory.
  ///
  /// @param arena owns the copy
  /// @param text the string
  /// @return the bytes in UTF-8, NUL-terminated
  /// @throws IllegalArgumentException if the string contains a NUL or an unpaired surrogate; or if
  ///   the arena returns memory of the wrong size, on the heap, or otherwise unsuitable
  public static MemorySegment allocate(Arena arena, String text) {
    String problem = CopiedText.textProblem(text);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment copy = ArenaMemory.allocate(arena, bytes.length + 1L, 1);
    MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
    copy.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    return copy;
  }

  /// Trusts the pointer: reads a string that C returned. Reads no byte after the NUL beyond its
  /// aligned group of eight.
  ///
  /// @param pointer a native segment, usually of length 0; only the address counts
  /// @param maxBytes the maximal length of the string, without the NUL
  /// @return a copy of the string
  /// @throws IllegalArgumentException if the pointer is NULL or on the heap, if there is no NUL
  ///   among the first `maxBytes` + 1 bytes, or if the bytes are not UTF-8
  public static String read(MemorySegment pointer, long maxBytes) {
    long address = Addresses.of(pointer, "a text");
    if (maxBytes < 0 || maxBytes > TextDecoder.MOST) {
      throw new IllegalArgumentException(
          "expected at most " + TextDecoder.MOST + " bytes but found " + maxBytes);
    }
    Restricted.check(); // before a class is initialized, which fails with this only once
    return TextDecoder.at(address, maxBytes);
  }
}
