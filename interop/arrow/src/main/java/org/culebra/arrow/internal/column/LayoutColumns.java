package org.culebra.arrow.internal.column;

import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldType;

/// Columns of one of Arrow's layouts over buffers and children that exist, without missing values.
/// Nothing is checked, see [ContentValidator].
final class LayoutColumns {
  private LayoutColumns() {}

  /// A column of fixed-size lists over all their values.
  static ArrayData fixedSizeLists(String name, ArrayData values, long length, long listSize) {
    return over(name, "+w:" + listSize, length, List.of(Buffer.ABSENT), values);
  }

  /// A column of lists of any kind.
  static ArrayData over(
      String name, String format, long length, List<Buffer> buffers, ArrayData values) {
    ArrayData items = values.withName("item");
    return of(FieldType.of(name, format, items.field()), length, buffers, List.of(items));
  }

  /// A column of any type.
  static ArrayData of(
      FieldType field, long length, List<Buffer> buffers, List<ArrayData> children) {
    return new ArrayData(field, length, 0, 0, buffers, children, null);
  }

  /// A column without children and without missing values.
  static ArrayData leaf(String name, String format, long length, Buffer... buffers) {
    return of(FieldType.of(name, format), length, List.of(buffers), List.of());
  }

  static ArrayData extended(ArrayData storage, String extension, String parameters) {
    return storage.withField(storage.field().withExtension(extension, parameters));
  }

  /// Columns as the children of a struct.
  static ArrayData struct(String name, long length, List<ArrayData> children) {
    List<FieldType> fields = children.stream().map(ArrayData::field).toList();
    return of(FieldType.of(name, "+s", fields), length, List.of(Buffer.ABSENT), children);
  }

  static void requireListSize(String name, long listSize) {
    if (listSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expected at most 2^31-1 elements in each list of \"%s\", as Arrow's +w has, but found %d"
              .formatted(name, listSize));
    }
  }
}
