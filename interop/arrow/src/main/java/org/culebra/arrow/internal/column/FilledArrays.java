package org.culebra.arrow.internal.column;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Bitmaps;
import org.culebra.arrow.internal.model.FormatString.Kind;

/// Columns as arrays that have a value in the place of missing elements.
public final class FilledArrays {
  private FilledArrays() {}

  /// A copy.
  ///
  /// @param fill sets all elements of an array to the value
  public static NDArray of(ArrayData column, Consumer<NDArray> fill) {
    return filled(ColumnToArray.values(column, CopyPolicy.ALWAYS), column, fill);
  }

  /// A copy of another type.
  public static NDArray of(ArrayData column, DType type, Consumer<NDArray> fill) {
    NDArray values = ColumnToArray.values(column, CopyPolicy.IF_NEEDED);
    return filled(values.copy(type), column, fill);
  }

  /// @param array the elements, packed
  private static NDArray filled(NDArray array, ArrayData column, Consumer<NDArray> fill) {
    NDArray value = NDArray.empty(array.dtype());
    fill.accept(value); // is rejected even if nothing is missing
    replace(array, column, value);
    return array;
  }

  private static void replace(NDArray array, ArrayData column, NDArray value) {
    if (column.nullCount() > 0) {
      rows(array, column, value);
    }
    if (column.format().kind() == Kind.FIXED_SIZE_LIST) {
      inside(array, column, value);
    }
  }

  private static void rows(NDArray array, ArrayData column, NDArray value) {
    long[] shape = Arrays.copyOfRange(array.shape(), 1, array.rank());
    NDArray row = NDArray.empty(array.dtype(), shape).copyFrom(value);
    MemorySegment from = row.segment();
    MemorySegment to = array.segment();
    long bytes = row.byteSize();
    MemorySegment bitmap = column.buffer(0).memory();
    for (long i = 0; i < column.length(); i++) {
      if (!Bitmaps.isSet(bitmap, column.offset() + i)) {
        MemorySegment.copy(from, row.byteOffset(), to, array.byteOffset() + i * bytes, bytes);
      }
    }
  }

  /// Replaces elements that are missing inside of lists.
  private static void inside(NDArray array, ArrayData column, NDArray value) {
    ArrayData items = column.child(0);
    boolean isBlock =
        ElementLayout.complex(column.field()) != null
            || ElementLayout.tensor(column.field()) != null;
    if (!isBlock) {
      long[] shape = Arrays.copyOfRange(array.shape(), 1, array.rank());
      shape[0] = items.length();
      replace(array.reshape(shape), items, value);
    } else if (items.nullCount() > 0) {
      throw new IllegalArgumentException(
          "expected tensors and complex numbers without missing parts but found %d missing of %d: %s; toList() reads them"
              .formatted(items.nullCount(), items.length(), column.describe()));
    }
  }
}
