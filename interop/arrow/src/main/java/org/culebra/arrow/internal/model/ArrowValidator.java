package org.culebra.arrow.internal.model;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.culebra.arrow.internal.model.FormatString.Part;
import org.jspecify.annotations.Nullable;

/// The rules by which the parts of a column must be consistent, from the [columnar
/// format](https://arrow.apache.org/docs/format/Columnar.html): the same for C structs and for
/// buffers of a binding.
///
/// Only the first and the last offset are read. Those between are checked when they are used, so
/// that adopting a column takes the same time whatever its length.
public final class ArrowValidator {
  private ArrowValidator() {}

  /// Rejects a type that is invalid for reasons not shown by its format string.
  public static void type(FieldPath place, FieldType field) {
    FormatString format = field.parsed();
    if (field.dictionary() == null && format.kind() == Kind.FIXED) {
      return;
    }
    List<FieldType> children = field.children();
    if (field.dictionary() != null && !format.isIndex()) {
      throw place.rejected(
          "expected the format of an integer for a dictionary's indices but found \"%s\"",
          format.text());
    }
    if (format.kind() == Kind.MAP) {
      FieldType entries = children.getFirst();
      if (entries.parsed().kind() != Kind.STRUCT || entries.children().size() != 2) {
        throw place.rejected("expected a struct of keys and values in a map but found %s", entries);
      }
    }
    if (format.kind() == Kind.RUN_END_ENCODED && !"sil".contains(children.getFirst().format())) {
      throw place.rejected(
          "expected run ends of format s, i or l but found \"%s\"", children.getFirst().format());
    }
  }

  /// Elements from the start of the buffers to the end of the column.
  public static long elements(FieldPath place, long length, long offset) {
    if (length < 0 || offset < 0 || length + offset < 0) {
      throw place.rejected(
          "expected a length and an offset >= 0 that end below 2^63 but found length %d, offset %d",
          length, offset);
    }
    return offset + length;
  }

  /// The number of missing elements, as stored in a column.
  ///
  /// @param found as stated by the producer; -1 is unknown
  /// @param hasBitmap whether there is a validity buffer
  public static long nullCount(
      FieldPath place, FormatString format, long length, long found, boolean hasBitmap) {
    if (found < -1 || found > length) {
      throw place.rejected("expected null_count in [-1, %d] but found %d", length, found);
    }
    if (format.kind() == Kind.NULL) {
      return length;
    }
    if (hasBitmap || !format.kind().hasValidity()) {
      return hasBitmap ? found : 0;
    }
    if (found > 0) {
      throw place.rejected("expected a validity buffer for null_count %d but found NULL", found);
    }
    return 0;
  }

  /// The size of a buffer.
  ///
  /// @param index of the buffer
  /// @param elements from the start of the buffers to the end of the column
  /// @param length elements of the column
  /// @param before the previous buffer, which has been checked
  /// @return the required size in bytes
  public static long bytes(
      FieldPath place, FormatString format, int index, long elements, long length, Buffer before) {
    Part part = format.kind().parts().get(index);
    long width = part == Part.FIXED ? format.byteWidth() : width(part);
    if (width == 0 && part != Part.FIXED) {
      return Bitmaps.bytes(elements);
    }
    if (width < 0) {
      return lastOffset(place, format, elements, length, before);
    }
    if (width > 0 && elements >= Buffer.ADDRESS_LIMIT / width) {
      throw place.rejected(
          "expected elements that fit in memory but found %d of %d bytes", elements, width);
    }
    boolean oneMore = index == 1 && format.kind().hasOffsets();
    return width * (oneMore && length > 0 ? elements + 1 : elements);
  }

  /// The bytes per element; 0 for bits, -1 for the target of offsets.
  public static long width(Part part) {
    return switch (part) {
      case VALIDITY, BITS, FIXED -> 0;
      case OFFSETS_32, STARTS_32, SIZES_32 -> Integer.BYTES;
      case OFFSETS_64, STARTS_64, SIZES_64 -> Long.BYTES;
      case VIEWS -> 16;
      case TYPE_IDS -> 1;
      case BYTES -> -1;
    };
  }

  /// The end of the elements of a list or of the bytes of a string.
  private static long lastOffset(
      FieldPath place, FormatString format, long elements, long length, Buffer offsets) {
    if (length == 0) {
      return 0; // there need be no offsets
    }
    long first = at(format, offsets, elements - length);
    long last = at(format, offsets, elements);
    if (first < 0 || last < first) {
      throw place.rejected(
          "expected offsets that begin at 0 or more and do not decrease but found %d to %d",
          first, last);
    }
    return first == last ? 0 : last; // of nothing, wherever it is
  }

  /// An int32 or int64 of an offsets or sizes buffer.
  public static long at(FormatString format, Buffer buffer, long index) {
    MemorySegment memory = buffer.memory();
    return isWide(format.kind())
        ? memory.get(JAVA_LONG_UNALIGNED, Long.BYTES * index)
        : memory.get(JAVA_INT_UNALIGNED, Integer.BYTES * index);
  }

  public static boolean isWide(Kind kind) {
    return switch (kind) {
      case LARGE_BINARY, LARGE_UTF8, LARGE_LIST, LARGE_LIST_VIEW -> true;
      default -> false;
    };
  }

  /// Rejects children that are shorter than the column requires.
  ///
  /// @param buffers already checked
  public static void children(
      FieldPath place,
      FormatString format,
      long elements,
      long length,
      List<Buffer> buffers,
      List<ArrayData> children) {
    switch (format.kind()) {
      case FIXED_SIZE_LIST -> {
        int size = format.listSize();
        if (size != 0 && elements > Long.MAX_VALUE / size) {
          throw place.rejected(
              "expected children below 2^63 but found %d times %d", elements, size);
        }
        atLeast(place, children.getFirst(), elements * size);
      }
      case STRUCT, SPARSE_UNION -> {
        for (int i = 0; i < children.size(); i++) {
          atLeast(place, children.get(i), elements);
        }
      }
      case LIST, LARGE_LIST, MAP ->
          atLeast(
              place,
              children.getFirst(),
              lastOffset(place, format, elements, length, buffers.get(1)));
      case RUN_END_ENCODED -> runs(place, elements, length, children);
      default -> {}
    }
  }

  private static void atLeast(FieldPath place, ArrayData child, long need) {
    if (child.length() < need) {
      throw place.rejected(
          "expected at least %d elements in the child \"%s\" but found %d",
          need, child.name(), child.length());
    }
  }

  private static void runs(FieldPath place, long elements, long length, List<ArrayData> children) {
    ArrayData ends = children.getFirst();
    long runs = ends.length();
    if (children.get(1).length() < runs) {
      throw place.rejected(
          "expected a value for each of %d runs but found %d", runs, children.get(1).length());
    }
    long last = runs == 0 ? 0 : runEnd(ends, runs - 1);
    if (length > 0 && last < elements) {
      throw place.rejected("expected runs to %d or beyond but found an end at %d", elements, last);
    }
  }

  public static long runEnd(ArrayData ends, long run) {
    MemorySegment memory = ends.buffer(1).memory();
    long at = (ends.offset() + run) * ends.format().byteWidth();
    return switch (ends.format().byteWidth()) {
      case 2 -> memory.get(JAVA_SHORT_UNALIGNED, at);
      case 4 -> memory.get(JAVA_INT_UNALIGNED, at);
      default -> memory.get(JAVA_LONG_UNALIGNED, at);
    };
  }

  /// Rejects a dictionary without indices, or indices without one.
  public static void dictionary(FieldPath place, FieldType field, boolean isThere) {
    if ((field.dictionary() != null) != isThere) {
      throw place.rejected(
          "expected %s dictionary for %s but found %s",
          isThere ? "no" : "a", field.format(), isThere ? "one" : "none");
    }
  }

  /// Validates buffers of a binding as a column.
  public static ArrayData column(
      FieldType field,
      long length,
      long offset,
      long nullCount,
      List<Buffer> buffers,
      List<ArrayData> children,
      @Nullable ArrayData dictionary) {
    FieldPath place = FieldPath.top(field.name());
    type(place, field);
    FormatString format = field.parsed();
    long elements = elements(place, length, offset);
    int named = format.kind().parts().size();
    if (format.kind().isView() ? buffers.size() < named : buffers.size() != named) {
      throw place.rejected(
          "expected %d buffers for format \"%s\" but found %d",
          named, format.text(), buffers.size());
    }
    requireNative(place, buffers);
    for (int i = 0; i < named; i++) {
      Buffer before = i == 0 ? Buffer.ABSENT : buffers.get(i - 1);
      long need = bytes(place, format, i, elements, length, before);
      long found = buffers.get(i).memory().byteSize();
      boolean optional = buffers.get(i).isAbsent() && format.kind().parts().get(i) == Part.VALIDITY;
      if (found < need && length > 0 && !optional) {
        throw place.rejected(
            "expected %d bytes in buffer %d of format \"%s\" but found %d",
            need, i, format.text(), found);
      }
    }
    boolean hasBitmap = format.kind().hasValidity() && !buffers.getFirst().isAbsent();
    requireTypes(place, field, children, dictionary);
    children(place, format, elements, length, buffers, children);
    return new ArrayData(
        field,
        length,
        offset,
        nullCount(place, format, length, nullCount, hasBitmap),
        buffers,
        children,
        dictionary);
  }

  private static void requireNative(FieldPath place, List<Buffer> buffers) {
    for (Buffer buffer : buffers) {
      if (!buffer.memory().isNative()) {
        throw place.rejected("expected native memory but found a segment on the heap");
      }
    }
  }

  private static void requireTypes(
      FieldPath place, FieldType field, List<ArrayData> children, @Nullable ArrayData dictionary) {
    if (!children.stream().map(ArrayData::field).toList().equals(field.children())) {
      throw place.rejected(
          "expected children %s but found %s",
          field.children(), children.stream().map(ArrayData::field).toList());
    }
    dictionary(place, field, dictionary != null);
    if (dictionary != null && !dictionary.field().equals(field.dictionary())) {
      throw place.rejected(
          "expected a dictionary %s but found %s", field.dictionary(), dictionary.field());
    }
  }
}
