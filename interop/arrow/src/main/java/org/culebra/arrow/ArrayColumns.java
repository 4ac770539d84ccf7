package org.culebra.arrow;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType.Kind;
import org.culebra.array.Field;
import org.culebra.array.NDArray;

/// Makes columns of arrays: here what depends on the axes, in [PrimitiveColumns] what depends on
/// the elements.
final class ArrayColumns {
  private ArrayColumns() {}

  /// See [Column#of(String, NDArray, CopyPolicy)].
  static Column of(String name, NDArray array, CopyPolicy copy) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(copy, "copy");
    NDArray elements = array.rank() == 0 ? array.expandDims(0) : array;
    if (elements.dtype().kind() == Kind.STRUCT) {
      return fields(name, elements, field -> of(field.name(), elements.field(field.name()), copy));
    }
    return elements.rank() == 1
        ? PrimitiveColumns.of(name, elements, copy)
        : TensorColumns.of(name, elements, copy);
  }

  /// See [Column#nested(String, NDArray, CopyPolicy)].
  static Column nested(String name, NDArray array, CopyPolicy copy) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(copy, "copy");
    if (array.rank() < 2) {
      return of(name, array, copy);
    }
    for (int axis = 1; axis < array.rank(); axis++) {
      requireListSize(name, array.shape(axis));
    }
    NDArray packed = ContiguousBuffer.packed(array, copy);
    CopyPolicy further = copy == CopyPolicy.ALWAYS ? CopyPolicy.IF_NEEDED : copy;
    Column values = of(name, packed.reshape(packed.size()), further);
    for (int axis = packed.rank() - 1; axis > 0; axis--) {
      values = fixedSizeLists(name, values, lists(packed, axis), packed.shape(axis));
    }
    return values;
  }

  /// How many lists an axis makes: one for each index of the axes before it.
  private static long lists(NDArray array, int axis) {
    long lists = 1;
    for (int k = 0; k < axis; k++) {
      lists *= array.shape(k);
    }
    return lists;
  }

  static void requireListSize(String name, long listSize) {
    if (listSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expected at most 2^31-1 elements in each list of \"%s\", as Arrow's +w has, but found %d"
              .formatted(name, listSize));
    }
  }

  /// A column of lists of one size over the values of all of them.
  static Column fixedSizeLists(String name, Column values, long length, long listSize) {
    return over(name, "+w:" + listSize, length, List.of(Buffer.ABSENT), values);
  }

  /// A column of lists of any kind.
  static Column over(String name, String format, long length, List<Buffer> buffers, Column values) {
    Column items = values.withName("item");
    ArrowField field = ArrowField.of(name, format, items.field());
    return new Column(field, length, 0, 0, buffers, List.of(items), null);
  }

  /// A column without children and without missing values.
  static Column leaf(String name, String format, long length, Buffer... buffers) {
    ArrowField field = ArrowField.of(name, format);
    return new Column(field, length, 0, 0, List.of(buffers), List.of(), null);
  }

  static Column extended(Column storage, String extension, String parameters) {
    return storage.withField(storage.field().withExtension(extension, parameters));
  }

  private static Column fields(String name, NDArray array, Function<Field, Column> columns) {
    List<Column> children = array.dtype().fields().stream().map(columns).toList();
    return NestedColumns.struct(name, array.shape(0), children);
  }
}
