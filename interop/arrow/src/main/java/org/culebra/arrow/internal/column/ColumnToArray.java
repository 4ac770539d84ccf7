package org.culebra.arrow.internal.column;

import java.lang.foreign.MemorySegment;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Bitmaps;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.jspecify.annotations.Nullable;

/// Columns as arrays.
public final class ColumnToArray {
  private ColumnToArray() {}

  /// Without a copy, including missing elements.
  public static NDArray values(ArrayData column) {
    FormatString format = column.format();
    if (format.kind() == Kind.FIXED) {
      DType dtype = ElementLayout.dtype(column.field());
      if (dtype != null) {
        return line(column, dtype);
      }
    }
    ElementLayout cells = ElementLayout.of(column, column.offset());
    if (cells != null) {
      return cells.array(column.length());
    }
    if (isBits(column)) {
      throw new IllegalArgumentException(
          "expected elements of whole bytes but found packed bits: %s; CopyPolicy.IF_NEEDED unpacks them"
              .formatted(column.describe()));
    }
    throw new UnsupportedOperationException(
        "expected a column that an array can represent but found %s; toList() reads any column"
            .formatted(column.describe()));
  }

  private static NDArray line(ArrayData column, DType dtype) {
    Buffer buffer = column.buffer(1);
    long size = dtype.itemSize();
    long bytes = column.length() * size;
    MemorySegment all = buffer.memory();
    MemorySegment memory =
        all.byteSize() == bytes // then the offset is 0
            ? all
            : all.asSlice(bytes == 0 ? 0 : column.offset() * size, bytes);
    return NDArray.of(memory, buffer.owner(), dtype);
  }

  public static NDArray array(ArrayData column, CopyPolicy policy) {
    requireAll(column);
    return values(column, policy);
  }

  /// Including missing elements.
  public static NDArray values(ArrayData column, CopyPolicy policy) {
    return switch (policy) {
      case NEVER -> values(column);
      case IF_NEEDED -> converted(column);
      case ALWAYS -> {
        NDArray converted = converted(column);
        yield isBits(column) ? converted : converted.copy();
      }
    };
  }

  /// Converts elements that cannot be viewed: bits become booleans, times NumPy's times.
  private static NDArray converted(ArrayData column) {
    FormatString format = column.format();
    if (format.kind() == Kind.BITS) {
      long length = column.length();
      return length == 0
          ? Bitmaps.booleans(0)
          : Bitmaps.unpack(column.buffer(1).memory(), column.offset(), length);
    }
    if (format.kind() == Kind.FIXED_SIZE_LIST && isBits(column)) {
      NDArray inner = converted(column.child(0));
      long[] shape = new long[inner.rank() + 1];
      shape[0] = column.length();
      shape[1] = format.listSize();
      System.arraycopy(inner.shape(), 1, shape, 2, inner.rank() - 1);
      return inner.reshape(shape);
    }
    NDArray values = values(column);
    DType time = time(format.text());
    if (time == null) {
      return values;
    }
    NDArray wide = values.itemSize() == 8 ? values : values.copy(DType.INT64);
    return wide.reinterpret(time);
  }

  /// NumPy's type for Arrow's dates and times of day.
  private static @Nullable DType time(String format) {
    return switch (format) {
      case "tdD" -> DType.datetime64("D");
      case "tdm" -> DType.datetime64("ms");
      case "tts" -> DType.timedelta64("s");
      case "ttm" -> DType.timedelta64("ms");
      case "ttu" -> DType.timedelta64("us");
      case "ttn" -> DType.timedelta64("ns");
      default -> null;
    };
  }

  private static boolean isBits(ArrayData column) {
    ArrayData leaf = column;
    while (leaf.format().kind() == Kind.FIXED_SIZE_LIST) {
      leaf = leaf.storedChildren().getFirst();
    }
    return leaf.format().kind() == Kind.BITS;
  }

  /// Rejects a column with missing elements, including those inside fixed-size lists.
  private static void requireAll(ArrayData column) {
    long nulls = column.nullCount();
    if (nulls > 0) {
      throw new IllegalArgumentException(
          "expected no missing values but found %d of %d: %s; filled(value) replaces them, values() returns all elements, validity() marks those present"
              .formatted(nulls, column.length(), column.describe()));
    }
    if (column.format().kind() == Kind.FIXED_SIZE_LIST) {
      requireAll(column.child(0));
    }
  }

  public static NDArray validity(ArrayData column) {
    long length = column.length();
    if (column.format().kind() == Kind.NULL) {
      return Bitmaps.booleans(length);
    }
    boolean all = !column.format().kind().hasValidity() || column.buffer(0).isAbsent();
    return all || length == 0
        ? Bitmaps.booleans(length).fill(1)
        : Bitmaps.unpack(column.buffer(0).memory(), column.offset(), length);
  }
}
