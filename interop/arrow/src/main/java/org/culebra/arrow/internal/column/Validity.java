package org.culebra.arrow.internal.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Bitmaps;
import org.culebra.arrow.internal.model.Buffer;
import org.jspecify.annotations.Nullable;

/// Marks missing values.
public final class Validity {
  private Validity() {}

  /// `Column.withValidity`.
  public static ArrayData marked(ArrayData column, NDArray mask) {
    requireMask(column, mask);
    NDArray present = column.nullCount() == 0 ? mask : both(column, mask);
    Buffer bitmap = Bitmaps.pack(present, column.offset());
    long nulls = column.length() - Bitmaps.count(bitmap.memory(), column.offset(), column.length());
    List<Buffer> buffers = new ArrayList<>(column.buffers());
    buffers.set(0, bitmap);
    return new ArrayData(
        column.field().withNullable(true),
        column.length(),
        column.offset(),
        nulls,
        List.copyOf(buffers),
        column.storedChildren(),
        column.dictionary());
  }

  /// A new column whose elements are missing where a list has null.
  ///
  /// @param column has a validity buffer, no missing elements, and as many as the list
  static ArrayData marked(ArrayData column, List<? extends @Nullable Object> values) {
    NDArray present = NDArray.zeros(DType.BOOL, values.size());
    boolean all = true;
    for (int i = 0; i < values.size(); i++) {
      boolean isThere = values.get(i) != null;
      present.setBoolean(i, isThere);
      all &= isThere;
    }
    return all ? column : marked(column, present);
  }

  /// `Column.ofBits`.
  public static ArrayData bits(String name, NDArray array) {
    Objects.requireNonNull(name, "name");
    NDArray elements = array.rank() == 0 ? array.expandDims(0) : array;
    requireBooleans(elements);
    return LayoutColumns.leaf(
        name, "b", elements.shape(0), Buffer.ABSENT, Bitmaps.pack(elements, 0));
  }

  private static void requireMask(ArrayData column, NDArray mask) {
    requireBooleans(mask);
    if (mask.shape(0) != column.length()) {
      throw new IllegalArgumentException(
          "expected a boolean for each of the %d elements but found %d"
              .formatted(column.length(), mask.shape(0)));
    }
    if (!column.format().kind().hasValidity()) {
      throw new IllegalArgumentException(
          "expected a type with a validity buffer but found " + column.describe());
    }
  }

  private static void requireBooleans(NDArray array) {
    if (!array.dtype().equals(DType.BOOL) || array.rank() != 1) {
      throw new IllegalArgumentException(
          "expected booleans along one axis but found " + ContiguousBuffer.describe(array));
    }
  }

  /// Values that are already missing stay missing.
  private static NDArray both(ArrayData column, NDArray mask) {
    NDArray before = Bitmaps.unpack(column.buffer(0).memory(), column.offset(), column.length());
    return NDArray.zeros(DType.BOOL, column.length())
        .zipLongsFrom(before, mask, (a, b) -> a != 0 && b != 0 ? 1 : 0);
  }
}
