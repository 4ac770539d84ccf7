package org.culebra.arrow.internal.column;

import java.util.List;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.IntView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;

/// Rows of a matrix as Arrow's list-views: each has its own offset, so that rows may have gaps
/// between them, be in any order, and share elements.
public final class ListViewColumns {
  private ListViewColumns() {}

  /// `Column.ofListViews`.
  public static ArrayData of(String name, NDArray matrix) {
    Objects.requireNonNull(name, "name");
    requireRows(matrix);
    long rows = matrix.shape(0);
    long width = matrix.shape(1);
    int itemSize = matrix.itemSize();
    long low = matrix.byteExtent().low();
    long first = -low / itemSize;
    long step = matrix.size() == 0 || rows == 1 ? 0 : matrix.stride(0) / itemSize;
    boolean wide = Math.max(first, Math.max(first + (rows - 1) * step, width)) > Integer.MAX_VALUE;
    List<Buffer> buffers =
        List.of(
            Buffer.ABSENT,
            ContiguousBuffer.buffer(starts(wide, rows, first, step)),
            ContiguousBuffer.buffer(
                ContiguousBuffer.zeros(wide ? DType.INT64 : DType.INT32, rows).fill(width)));
    ArrayData values = PrimitiveColumns.of("", elements(matrix, low), CopyPolicy.NEVER);
    return LayoutColumns.over(name, wide ? "+vL" : "+vl", rows, buffers, values);
  }

  private static void requireRows(NDArray matrix) {
    if (matrix.rank() != 2 || matrix.dtype().kind() == DType.Kind.STRUCT) {
      throw new IllegalArgumentException(
          "expected an array of two axes, rows of numbers, but found "
              + ContiguousBuffer.describe(matrix));
    }
    if (matrix.size() == 0) {
      return;
    }
    if (matrix.shape(1) > 1 && matrix.stride(1) != matrix.itemSize()) {
      throw ContiguousBuffer.rejected(
          "rows of contiguous elements (stride %d on axis 1)".formatted(matrix.itemSize()),
          matrix,
          "contiguous() copies");
    }
    if (matrix.shape(0) > 1 && matrix.stride(0) % matrix.itemSize() != 0) {
      throw ContiguousBuffer.rejected(
          "rows at multiples of the %d bytes of an element".formatted(matrix.itemSize()),
          matrix,
          "contiguous() copies");
    }
  }

  /// The bytes from the first of a row to the last, including gaps.
  private static NDArray elements(NDArray matrix, long low) {
    int itemSize = matrix.itemSize();
    long count = (matrix.byteExtent().high() - low) / itemSize;
    return matrix.asStrided(low, new long[] {count}, new long[] {itemSize});
  }

  private static NDArray starts(boolean wide, long rows, long first, long step) {
    NDArray starts = ContiguousBuffer.zeros(wide ? DType.INT64 : DType.INT32, rows);
    if (wide) {
      LongView longs = starts.asLongs();
      for (long i = 0; i < rows; i++) {
        longs.set(i, first + i * step);
      }
    } else {
      IntView ints = starts.asInts();
      for (long i = 0; i < rows; i++) {
        ints.set(i, (int) (first + i * step));
      }
    }
    return starts;
  }
}
