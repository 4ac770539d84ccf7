package org.culebra.arrow.internal.column;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Bitmaps;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.arrow.internal.model.FormatString.Part;
import org.culebra.arrow.internal.model.TypeMatch;

/// Joins columns of one type in new memory: each buffer is written once, then the children are
/// joined in the same way. Offsets are checked when they are read.
public final class Concatenation {
  private final Arena arena;

  private Concatenation(Arena arena) {
    this.arena = arena;
  }

  /// `Columns.concatenate`.
  ///
  /// @param arena owns all memory of the result
  public static ArrayData of(Arena arena, List<ArrayData> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "expected at least one column, which determines the type, but found none");
    }
    FieldType field = columns.getFirst().field();
    for (ArrayData column : columns) {
      TypeMatch.require(columns.getFirst().field(), column.field());
      field = TypeMatch.widened(field, column.field());
    }
    return new Concatenation(arena).joined(field, columns);
  }

  ArrayData joined(FieldType field, List<ArrayData> columns) {
    List<ArrayData> parts = columns.stream().filter(column -> column.length() > 0).toList();
    if (parts.isEmpty()) {
      return ArrayData.empty(field);
    }
    if (field.dictionary() != null) {
      return new JoinedDictionaries(this, field, parts).column();
    }
    return switch (field.parsed().kind()) {
      case RUN_END_ENCODED -> runs(field, parts);
      case LIST_VIEW, LARGE_LIST_VIEW -> new JoinedTargets(this, field, parts).listViews();
      case DENSE_UNION -> new JoinedTargets(this, field, parts).denseUnion();
      case UTF8_VIEW, BINARY_VIEW -> column(field, parts, views(parts), List.of());
      default -> column(field, parts, buffers(field, parts), children(field, parts));
    };
  }

  static long length(List<ArrayData> parts) {
    long length = 0;
    for (ArrayData part : parts) {
      length += part.length();
      if (length < 0) {
        throw new IllegalArgumentException(
            "expected at most 2^63-1 elements in all but found more: " + part.describe());
      }
    }
    return length;
  }

  private static long nulls(List<ArrayData> parts) {
    long nulls = 0;
    for (ArrayData part : parts) {
      nulls += part.nullCount();
    }
    return nulls;
  }

  static ArrayData column(
      FieldType field, List<ArrayData> parts, List<Buffer> buffers, List<ArrayData> children) {
    return new ArrayData(field, length(parts), 0, nulls(parts), buffers, children, null);
  }

  // --- buffers

  MemorySegment allocate(long bytes) {
    return Rebase.allocate(arena, bytes);
  }

  Buffer owned(MemorySegment memory) {
    return Rebase.owned(arena, memory);
  }

  private List<Buffer> buffers(FieldType field, List<ArrayData> parts) {
    List<Buffer> buffers = new ArrayList<>();
    List<Part> kinds = field.parsed().kind().parts();
    for (int i = 0; i < kinds.size(); i++) {
      buffers.add(
          switch (kinds.get(i)) {
            case VALIDITY -> validity(parts);
            case BITS -> bits(parts, 1);
            case OFFSETS_32, OFFSETS_64 -> offsets(field.parsed(), parts);
            case BYTES -> bytes(parts);
            default -> fixed(field.parsed(), parts, i);
          });
    }
    return List.copyOf(buffers);
  }

  /// The bitmap of the present elements; absent if all are.
  Buffer validity(List<ArrayData> parts) {
    return nulls(parts) == 0 ? Buffer.ABSENT : bits(parts, 0);
  }

  private Buffer bits(List<ArrayData> parts, int index) {
    MemorySegment to = allocate(Bitmaps.bytes(length(parts)));
    long at = 0;
    for (ArrayData part : parts) {
      Buffer bits = part.buffer(index);
      if (bits.isAbsent()) {
        Bitmaps.fill(to, at, part.length()); // a bitmap without missing elements
      } else {
        Bitmaps.copy(bits.memory(), part.offset(), to, at, part.length());
      }
      at += part.length();
    }
    return owned(to);
  }

  private Buffer fixed(FormatString format, List<ArrayData> parts, int index) {
    Part kind = format.kind().parts().get(index);
    long width = kind == Part.FIXED ? format.byteWidth() : ArrowValidator.width(kind);
    if (width == 0) {
      return Buffer.ABSENT;
    }
    MemorySegment to = allocate(bytes(length(parts), width));
    long at = 0;
    for (ArrayData part : parts) {
      long count = part.length() * width;
      MemorySegment from = part.buffer(index).memory();
      MemorySegment.copy(from, part.offset() * width, to, at, count);
      at += count;
    }
    return owned(to);
  }

  /// The bytes of a buffer; too many for any memory if they do not fit 64 bits.
  static long bytes(long count, long width) {
    return Math.multiplyHigh(count, width) == 0 ? count * width : -1;
  }

  // --- offsets

  private Buffer offsets(FormatString format, List<ArrayData> parts) {
    boolean wide = ArrowValidator.isWide(format.kind());
    long width = wide ? Long.BYTES : Integer.BYTES;
    MemorySegment to = allocate(bytes(length(parts) + 1, width));
    long at = 1;
    long end = 0;
    for (int k = 0; k < parts.size(); k++) {
      ArrayData part = parts.get(k);
      long[] span = span(part);
      Offsets.requireReach(format, end + span[1] - span[0], "up to column " + k);
      long shift = end - span[0];
      long before = span[0];
      for (long i = 1; i <= part.length(); i++, at++) {
        long offset = span[0] == span[1] ? span[1] : Rebase.offset(part, i);
        if (offset < before || offset > span[1]) {
          throw new IllegalArgumentException(
              "expected offsets in [%d, %d] that do not decrease but found %d to %d at element %d: %s"
                  .formatted(span[0], span[1], before, offset, i - 1, part.describe()));
        }
        before = offset;
        Offsets.set(to, wide, at, offset + shift);
      }
      end += span[1] - span[0];
    }
    return owned(to);
  }

  /// The beginning and end of a column's own values in the target of its offsets.
  private static long[] span(ArrayData part) {
    boolean nested = !part.storedChildren().isEmpty();
    return Rebase.span(
        part,
        nested ? part.storedChildren().getFirst().length() : part.buffer(2).memory().byteSize());
  }

  private Buffer bytes(List<ArrayData> parts) {
    long size = 0;
    for (ArrayData part : parts) {
      long[] span = span(part);
      size += span[1] - span[0];
    }
    MemorySegment to = allocate(size);
    long at = 0;
    for (ArrayData part : parts) {
      long[] span = span(part);
      MemorySegment.copy(part.buffer(2).memory(), span[0], to, at, span[1] - span[0]);
      at += span[1] - span[0];
    }
    return owned(to);
  }

  // --- views

  /// Only the bytes that the views lead to.
  private List<Buffer> views(List<ArrayData> parts) {
    long bytes = 0;
    for (ArrayData part : parts) {
      for (long i = 0; i < part.length(); i++) {
        if (!ElementReader.isNull(part, i)) {
          long size = ElementReader.content(part, i).byteSize();
          bytes += ViewWriter.isInline(size) ? 0 : size;
        }
      }
    }
    ViewWriter views = new ViewWriter(arena, length(parts), bytes);
    long at = 0;
    for (ArrayData part : parts) {
      for (long i = 0; i < part.length(); i++, at++) {
        if (!ElementReader.isNull(part, i)) {
          views.put(at, ElementReader.content(part, i));
        }
      }
    }
    return views.buffers(validity(parts));
  }

  // --- children

  private List<ArrayData> children(FieldType field, List<ArrayData> parts) {
    return switch (field.parsed().kind()) {
      case LIST, LARGE_LIST, MAP ->
          List.of(
              child(
                  field,
                  parts,
                  0,
                  part -> {
                    long[] span = span(part);
                    return part.storedChildren().getFirst().slice(span[0], span[1]);
                  }));
      default -> {
        List<ArrayData> children = new ArrayList<>();
        for (int k = 0; k < field.children().size(); k++) {
          int index = k;
          children.add(child(field, parts, k, part -> part.child(index)));
        }
        yield List.copyOf(children);
      }
    };
  }

  private ArrayData child(
      FieldType field, List<ArrayData> parts, int index, Function<ArrayData, ArrayData> child) {
    return joined(field.children().get(index), parts.stream().map(child).toList());
  }

  // --- runs

  private ArrayData runs(FieldType field, List<ArrayData> parts) {
    List<ArrayData> trimmed = parts.stream().map(RunEndEncoding::trimmed).toList();
    FieldType endsField = field.children().getFirst();
    int width = endsField.parsed().byteWidth();
    RunEndEncoding.requireReach(endsField.parsed(), length(parts));
    List<ArrayData> allEnds = trimmed.stream().map(part -> part.storedChildren().get(0)).toList();
    long runs = length(allEnds);
    MemorySegment to = allocate(runs * width);
    long at = 0;
    long start = 0;
    for (int k = 0; k < trimmed.size(); k++) {
      ArrayData ends = allEnds.get(k);
      for (long i = 0; i < ends.length(); i++, at++) {
        RunEndEncoding.put(to, width, at, start + ArrowValidator.runEnd(ends, i));
      }
      start += trimmed.get(k).length();
    }
    ArrayData ends =
        LayoutColumns.of(endsField, runs, List.of(Buffer.ABSENT, owned(to)), List.of());
    ArrayData values = child(field, trimmed, 1, part -> part.storedChildren().get(1));
    return column(field, parts, List.of(), List.of(ends, values));
  }
}
