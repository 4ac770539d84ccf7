package org.culebra.arrow.internal.column;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType.Kind;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;

/// Creates columns from arrays: here what depends on the axes, in [PrimitiveColumns] what depends
/// on the elements.
public final class ArrayColumns {
  private ArrayColumns() {}

  /// `Column.of`.
  public static ArrayData of(String name, NDArray array, CopyPolicy copy) {
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

  /// `Column.ofNested`.
  public static ArrayData nested(String name, NDArray array, CopyPolicy copy) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(copy, "copy");
    if (array.rank() < 2) {
      return of(name, array, copy);
    }
    for (int axis = 1; axis < array.rank(); axis++) {
      LayoutColumns.requireListSize(name, array.shape(axis));
    }
    NDArray packed = ContiguousBuffer.packed(array, copy);
    CopyPolicy further = copy == CopyPolicy.ALWAYS ? CopyPolicy.IF_NEEDED : copy;
    ArrayData values = of(name, packed.reshape(packed.size()), further);
    for (int axis = packed.rank() - 1; axis > 0; axis--) {
      values = LayoutColumns.fixedSizeLists(name, values, lists(packed, axis), packed.shape(axis));
    }
    return values;
  }

  /// The number of lists of an axis: one for each index of the axes before it.
  private static long lists(NDArray array, int axis) {
    long lists = 1;
    for (int k = 0; k < axis; k++) {
      lists *= array.shape(k);
    }
    return lists;
  }

  private static ArrayData fields(String name, NDArray array, Function<Field, ArrayData> columns) {
    List<ArrayData> children = array.dtype().fields().stream().map(columns).toList();
    return LayoutColumns.struct(name, array.shape(0), children);
  }
}
