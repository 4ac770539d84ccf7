package org.culebra.arrow.internal.cdata;

import java.util.List;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.ffi.internal.host.CMemory;

/// Reads an `ArrowArray` and all that it points to, except for the elements themselves. Nothing is
/// trusted but that pointers, where they can be pointers, lead to memory. Who owns the struct is
/// decided elsewhere, in [Importer] and [OpaqueReader].
abstract class ArrayReader {
  private final boolean isReadable;

  /// @param isReadable whether the CPU can read buffers, so that what depends on them is checked
  ArrayReader(boolean isReadable) {
    this.isReadable = isReadable;
  }

  /// Reads where the buffers are.
  ///
  /// @param elements from the start of the buffers to the end of the column
  abstract List<Buffer> buffers(
      long self, FormatString format, FieldPath place, long elements, long length, long nulls);

  /// @param field the type that the array must have
  /// @param self the struct's address
  /// @throws IllegalArgumentException if the array is not of that type
  final ArrayData read(FieldType field, long self) {
    return column(field, self, FieldPath.top(field.name()), 1);
  }

  private ArrayData column(FieldType field, long self, FieldPath place, int depth) {
    if (depth > FieldPath.MAX_DEPTH) {
      throw place.rejected(
          "expected at most %d nested structs but found more", FieldPath.MAX_DEPTH);
    }
    ArrowValidator.type(place, field);
    FormatString format = field.parsed();
    long length = CMemory.longAt(self + ArrowArray.LENGTH);
    long elements =
        ArrowValidator.elements(place, length, CMemory.longAt(self + ArrowArray.OFFSET));
    long nulls = CMemory.longAt(self + ArrowArray.NULL_COUNT);
    List<Buffer> buffers = buffers(self, format, place, elements, length, nulls);
    List<ArrayData> children = children(self, field, place, depth);
    if (isReadable) {
      ArrowValidator.children(place, format, elements, length, buffers, children);
    }
    long dictionary = CMemory.longAt(self + ArrowArray.DICTIONARY);
    ArrowValidator.dictionary(place, field, dictionary != 0);
    FieldType values = field.dictionary();
    return new ArrayData(
        field,
        length,
        elements - length,
        nullCount(place, format, length, nulls, buffers),
        buffers,
        children,
        values == null ? null : child(values, dictionary, place, FieldPath.DICTIONARY, depth));
  }

  private long nullCount(
      FieldPath place, FormatString format, long length, long found, List<Buffer> buffers) {
    if (!isReadable) {
      return found;
    }
    boolean hasBitmap = format.kind().hasValidity() && !buffers.getFirst().isAbsent();
    return ArrowValidator.nullCount(place, format, length, found, hasBitmap);
  }

  /// Rejects another number of buffers.
  static void requireCount(FieldPath place, FormatString format, int expected, long found) {
    boolean more = format.kind().isView() && found > expected && found < Integer.MAX_VALUE;
    if (found != expected && !more) {
      throw place.rejected(
          "expected %d buffers for format \"%s\" but found n_buffers %d",
          expected, format.text(), found);
    }
  }

  private List<ArrayData> children(long self, FieldType field, FieldPath place, int depth) {
    int expected = field.children().size();
    long found = CMemory.longAt(self + ArrowArray.N_CHILDREN);
    if (found != expected) {
      throw place.rejected(
          "expected %d children for format \"%s\" but found n_children %d",
          expected, field.format(), found);
    }
    if (expected == 0) {
      return List.of();
    }
    long pointers = CMemory.longAt(self + ArrowArray.CHILDREN);
    StructAddress.requirePointers(place, "children", pointers, found);
    ArrayData[] children = new ArrayData[expected];
    for (int i = 0; i < expected; i++) {
      long child = CMemory.longAt(pointers + (long) Long.BYTES * i);
      children[i] = child(field.children().get(i), child, place, i, depth);
    }
    return List.of(children);
  }

  private ArrayData child(FieldType field, long self, FieldPath parent, int index, int depth) {
    StructAddress.requirePointers(parent, "a child or dictionary", self, 1);
    FieldPath place = new FieldPath(parent, field.name(), index);
    if (StructTree.ARRAY.isReleased(self)) {
      throw place.rejected("expected a live array but found a released one");
    }
    return column(field, self, place, depth + 1);
  }
}
