package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Bitmaps;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.culebra.arrow.internal.model.FormatString.Part;
import org.culebra.arrow.internal.model.PaddedMemory;

/// The same column with other buffers: without its offset, copied, or with other owners.
public final class Rebase {
  private Rebase() {}

  public static ArrayData borrowed(ArrayData column) {
    return rebuilt(
        column,
        column.offset(),
        column.buffers().stream()
            .map(buffer -> new Buffer(buffer.memory(), Retention.PERMANENT))
            .toList(),
        column.storedChildren().stream().map(Rebase::borrowed).toList(),
        Rebase::borrowed);
  }

  private static ArrayData rebuilt(
      ArrayData column,
      long offset,
      List<Buffer> buffers,
      List<ArrayData> children,
      UnaryOperator<ArrayData> dictionary) {
    ArrayData values = column.dictionary();
    return new ArrayData(
        column.field(),
        column.length(),
        offset,
        column.knownNullCount(),
        buffers,
        children,
        values == null ? null : dictionary.apply(values));
  }

  // --- offset 0

  public static ArrayData withoutOffset(ArrayData found) {
    if (isPlain(found)) {
      return found;
    }
    ArrayData column = hasLooseRuns(found) ? RunEndEncoding.trimmed(found) : found;
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < column.buffers().size(); i++) {
      buffers.add(shifted(column, i));
    }
    List<ArrayData> children = column.children().stream().map(Rebase::withoutOffset).toList();
    return rebuilt(column, 0, List.copyOf(buffers), children, Rebase::withoutOffset);
  }

  private static boolean isPlain(ArrayData column) {
    ArrayData values = column.dictionary();
    return column.offset() == 0
        && !hasLooseRuns(column)
        && arePlain(column.storedChildren(), column.children())
        && (values == null || isPlain(values));
  }

  /// @param parts of the children, cut to their parent
  private static boolean arePlain(List<ArrayData> children, List<ArrayData> parts) {
    for (int i = 0; i < children.size(); i++) {
      ArrayData child = children.get(i);
      boolean cut = parts.get(i).length() != child.length() && hasRuns(child);
      if (cut || !isPlain(child)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasRuns(ArrayData column) {
    return isRuns(column) || column.storedChildren().stream().anyMatch(Rebase::hasRuns);
  }

  /// Whether runs begin before the column or extend after it.
  private static boolean hasLooseRuns(ArrayData column) {
    if (!isRuns(column)) {
      return false;
    }
    ArrayData ends = column.storedChildren().getFirst();
    long end = ends.length() == 0 ? 0 : ArrowValidator.runEnd(ends, ends.length() - 1);
    return column.offset() != 0 || end != column.length();
  }

  private static boolean isRuns(ArrayData column) {
    return column.format().kind() == Kind.RUN_END_ENCODED;
  }

  private static Buffer shifted(ArrayData column, int index) {
    Buffer buffer = column.buffer(index);
    long offset = column.offset();
    if (index >= column.format().kind().parts().size() || buffer.isAbsent() || offset == 0) {
      return buffer;
    }
    Part part = column.format().kind().parts().get(index);
    if (part == Part.BYTES) {
      return buffer;
    }
    boolean isBits = part == Part.VALIDITY || part == Part.BITS;
    if (isBits && (offset & 7) != 0) {
      return column.length() == 0 ? Buffer.ABSENT : bits(buffer.memory(), offset, column.length());
    }
    long from = isBits ? offset >>> 3 : offset * width(column.format(), part);
    return new Buffer(buffer.memory().asSlice(from), buffer.owner());
  }

  private static long width(FormatString format, Part part) {
    return part == Part.FIXED ? format.byteWidth() : ArrowValidator.width(part);
  }

  // --- copies

  public static ArrayData copy(ArrayData found) {
    ArrayData column = isRuns(found) ? RunEndEncoding.trimmed(found) : found;
    Kind kind = column.format().kind();
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < column.buffers().size(); i++) {
      buffers.add(i < kind.parts().size() ? copied(column, i) : copied(column.buffer(i).memory()));
    }
    return rebuilt(column, 0, List.copyOf(buffers), copiedChildren(column), Rebase::copy);
  }

  private static List<ArrayData> copiedChildren(ArrayData column) {
    return switch (column.format().kind()) {
      case LIST, LARGE_LIST, MAP -> {
        ArrayData values = column.storedChildren().getFirst();
        long[] span = span(column, values.length());
        yield List.of(copy(values.slice(span[0], span[1])));
      }
      default -> column.children().stream().map(Rebase::copy).toList();
    };
  }

  /// The beginning and end of the column's own values in the target of its offsets.
  static long[] span(ArrayData column, long limit) {
    long from = offset(column, 0);
    long to = offset(column, column.length());
    if (from == to) {
      return new long[2];
    }
    if (from < 0 || to < from || to > limit) {
      throw new IllegalArgumentException(
          "expected offsets in [0, %d] that do not decrease but found %d to %d: %s"
              .formatted(limit, from, to, column.describe()));
    }
    return new long[] {from, to};
  }

  static long offset(ArrayData column, long index) {
    return column.length() == 0
        ? 0
        : ArrowValidator.at(column.format(), column.buffer(1), column.offset() + index);
  }

  private static Buffer copied(ArrayData column, int index) {
    Buffer buffer = column.buffer(index);
    long length = column.length();
    if (buffer.isAbsent() || length == 0) {
      return Buffer.ABSENT;
    }
    MemorySegment memory = buffer.memory();
    Part part = column.format().kind().parts().get(index);
    return switch (part) {
      case VALIDITY, BITS -> bits(memory, column.offset(), length);
      case BYTES -> {
        long[] span = span(column, memory.byteSize());
        yield copied(memory.asSlice(span[0], span[1] - span[0]));
      }
      case OFFSETS_32, OFFSETS_64 -> offsets(column, part);
      default -> {
        long width = width(column.format(), part);
        yield copied(memory.asSlice(column.offset() * width, length * width));
      }
    };
  }

  private static Buffer copied(MemorySegment memory) {
    MemorySegment copy = allocate(memory.byteSize());
    MemorySegment.copy(memory, 0, copy, 0, memory.byteSize());
    return owned(copy);
  }

  static Buffer owned(MemorySegment copy) {
    return new Buffer(copy, Retention.GC_MANAGED);
  }

  static Buffer owned(Arena arena, MemorySegment copy) {
    return new Buffer(copy, MemoryOwner.of(arena, copy));
  }

  /// Offsets that begin at 0.
  private static Buffer offsets(ArrayData column, Part part) {
    long width = ArrowValidator.width(part);
    long count = column.length() + 1;
    long first = offset(column, 0);
    MemorySegment copy = allocate(count * width);
    for (long i = 0; i < count; i++) {
      long value = offset(column, i) - first;
      if (width == Integer.BYTES) {
        copy.set(ValueLayout.JAVA_INT, i * width, (int) value);
      } else {
        copy.set(ValueLayout.JAVA_LONG, i * width, value);
      }
    }
    return owned(copy);
  }

  /// Bits from any position as bits from the first position; those after the last are 0.
  static Buffer bits(MemorySegment bitmap, long start, long length) {
    long bytes = Bitmaps.bytes(length);
    MemorySegment copy = allocate(bytes);
    int shift = (int) (start & 7);
    long from = start >>> 3;
    long available = Bitmaps.bytes(start + length) - from;
    for (long i = 0; i < bytes; i++) {
      int low = bitmap.get(JAVA_BYTE, from + i) & 0xff;
      int high = i + 1 < available ? bitmap.get(JAVA_BYTE, from + i + 1) & 0xff : 0;
      copy.set(JAVA_BYTE, i, (byte) ((high << 8 | low) >>> shift));
    }
    if ((length & 7) != 0) {
      byte last = copy.get(JAVA_BYTE, bytes - 1);
      copy.set(JAVA_BYTE, bytes - 1, (byte) (last & (1 << (length & 7)) - 1));
    }
    return owned(copy);
  }

  static MemorySegment allocate(long bytes) {
    return allocate(Arena.ofAuto(), bytes);
  }

  static MemorySegment allocate(Arena arena, long bytes) {
    return PaddedMemory.allocate(arena, bytes).asSlice(0, Math.max(bytes, 1));
  }
}
