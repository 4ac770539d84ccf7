package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.jspecify.annotations.Nullable;

/// Columns whose elements are those of another column: of the dictionary, of the runs' values, of a
/// union's children.
public final class Indirection {
  private Indirection() {}

  /// The column that has an element's value.
  ///
  /// @param index of an element that is not missing
  /// @return null if the column itself has it
  /// @throws IllegalArgumentException if a type id is not one of the union's
  public static @Nullable ArrayData source(ArrayData column, long index) {
    if (column.dictionary() != null) {
      return column.dictionary();
    }
    return switch (column.format().kind()) {
      case RUN_END_ENCODED -> column.storedChildren().get(1);
      case SPARSE_UNION, DENSE_UNION -> column.storedChildren().get(childIndex(column, index));
      default -> null;
    };
  }

  /// The position of an element's value in its [#source(ArrayData, long)].
  ///
  /// @throws IllegalArgumentException if the source has no such position
  public static long sourceIndex(ArrayData column, long index) {
    if (column.dictionary() != null) {
      return dictionaryIndex(column, index);
    }
    long at = column.offset() + index;
    return switch (column.format().kind()) {
      case RUN_END_ENCODED -> RunEndEncoding.runOf(column.storedChildren().getFirst(), at);
      case DENSE_UNION -> start(column, index);
      default -> at; // of a sparse union
    };
  }

  /// Whether elements of a column are those of another.
  static boolean isIndirect(ArrayData column) {
    return column.dictionary() != null
        || column.format().kind() == Kind.RUN_END_ENCODED
        || column.format().kind().isUnion();
  }

  /// Whether an element is missing, in the column or in its source.
  static boolean isMissing(ArrayData column, long index) {
    if (ElementReader.isNull(column, index)) {
      return true;
    }
    ArrayData source = source(column, index);
    return source != null && isMissing(source, sourceIndex(column, index));
  }

  // --- dictionaries

  /// The index of an element's value in the dictionary.
  private static long dictionaryIndex(ArrayData column, long index) {
    long found = index(column, index);
    long values = Objects.requireNonNull(column.dictionary()).length();
    if (found < 0 || found >= values) {
      throw new IllegalArgumentException(
          "expected an index into the %d values of the dictionary but found %d: %s"
              .formatted(values, found, column.describe()));
    }
    return found;
  }

  /// An element of a column of integers; those of 64 bits are read as signed.
  static long index(ArrayData column, long index) {
    long width = column.format().byteWidth();
    MemorySegment memory = column.buffer(1).memory();
    long at = (column.offset() + index) * width;
    return switch (column.format().text().charAt(0)) {
      case 'c' -> memory.get(JAVA_BYTE, at);
      case 'C' -> memory.get(JAVA_BYTE, at) & 0xff;
      case 's' -> memory.get(JAVA_SHORT_UNALIGNED, at);
      case 'S' -> memory.get(JAVA_SHORT_UNALIGNED, at) & 0xffff;
      case 'i' -> memory.get(JAVA_INT_UNALIGNED, at);
      case 'I' -> memory.get(JAVA_INT_UNALIGNED, at) & 0xffff_ffffL;
      default -> memory.get(JAVA_LONG_UNALIGNED, at);
    };
  }

  // --- unions

  /// The position of the child that has an element of a union.
  static int childIndex(ArrayData union, long index) {
    int id = union.buffer(0).memory().get(JAVA_BYTE, union.offset() + index);
    int child = union.format().typeIds().indexOf(id);
    if (child < 0) {
      throw new IllegalArgumentException(
          "expected one of the type ids %s but found %d in element %d: %s"
              .formatted(union.format().typeIds(), id, index, union.describe()));
    }
    return child;
  }

  /// The position of an element of a dense union in its child.
  static long start(ArrayData union, long index) {
    long at = union.offset() + index;
    long start = union.buffer(1).memory().get(JAVA_INT_UNALIGNED, at * Integer.BYTES);
    ArrayData child = union.storedChildren().get(childIndex(union, index));
    if (start < 0 || start >= child.length()) {
      throw new IllegalArgumentException(
          "expected an offset in [0, %d) but found %d in element %d: %s"
              .formatted(child.length(), start, index, union.describe()));
    }
    return start;
  }
}
