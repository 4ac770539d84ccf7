package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.FormatString;

/// Offsets of strings, binary values and lists: which arrays can be offsets, and how far they
/// reach.
final class Offsets {
  private Offsets() {}

  /// Rejects an array that cannot be offsets, whatever its values.
  ///
  /// @return whether they have 64 bits
  static boolean require(NDArray offsets) {
    NestedColumns.requireIntegers("offsets", offsets, offsets.dtype().kind() == DType.Kind.INT);
    boolean wide = offsets.itemSize() == 8;
    if (!wide && offsets.itemSize() != 4 || offsets.shape(0) == 0) {
      throw new IllegalArgumentException(
          "expected offsets of int32 or int64, one more than elements, but found "
              + ContiguousBuffer.describe(offsets));
    }
    return wide;
  }

  /// Writes an offset that [#requireReach] accepts.
  ///
  /// @param wide whether offsets have 64 bits
  static void set(MemorySegment offsets, boolean wide, long index, long end) {
    if (wide) {
      offsets.setAtIndex(JAVA_LONG, index, end);
    } else {
      offsets.setAtIndex(JAVA_INT, index, (int) end);
    }
  }

  /// Rejects an offset that the format cannot have.
  ///
  /// @param end the offset
  /// @param where ends the message
  static void requireReach(FormatString format, long end, String where) {
    String remedy =
        switch (format.kind()) {
          case UTF8 -> "large strings, U, have offsets of 64 bits";
          case BINARY -> "large binary values, Z, have offsets of 64 bits";
          case LIST -> "large lists, +L, have offsets of 64 bits";
          case LIST_VIEW -> "large list-views, +vL, have offsets of 64 bits";
          case MAP -> "maps have no larger type, but a stream can have several columns";
          case DENSE_UNION -> "dense unions have no larger type, but sparse ones have no offsets";
          default -> "";
        };
    if (end > Integer.MAX_VALUE && !remedy.isEmpty()) {
      throw new IllegalArgumentException(
          "expected offsets of at most 2^31-1, as the format %s has, but found %d %s; %s"
              .formatted(format.text(), end, where, remedy));
    }
  }
}
