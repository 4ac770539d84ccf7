package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.Order;
import org.culebra.arrow.Metadata;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Bitmaps;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.ExtensionTypes;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.jspecify.annotations.Nullable;

/// Single elements of columns: strings, bytes, rows of lists, tensors. Offsets are checked here,
/// for each requested element.
public final class ElementReader {
  private ElementReader() {}

  public static boolean isNull(ArrayData column, long index) {
    Objects.checkIndex(index, column.length());
    Kind kind = column.format().kind();
    if (!kind.hasValidity()) {
      return kind == Kind.NULL;
    }
    Buffer bitmap = column.buffer(0);
    return !bitmap.isAbsent() && !Bitmaps.isSet(bitmap.memory(), column.offset() + index);
  }

  public static @Nullable String string(ArrayData column, long index) {
    if (isNull(column, index)) {
      return null;
    }
    ArrayData source = Indirection.source(column, index);
    if (source != null) {
      return string(source, Indirection.sourceIndex(column, index));
    }
    if (!isString(column)) {
      throw new UnsupportedOperationException("expected strings but found " + column.describe());
    }
    return new String(copy(content(column, index)), StandardCharsets.UTF_8);
  }

  /// Whether it has strings itself, not in a dictionary.
  static boolean isString(ArrayData column) {
    return switch (column.format().kind()) {
      case UTF8, LARGE_UTF8, UTF8_VIEW -> true;
      default -> false;
    };
  }

  public static byte @Nullable [] bytes(ArrayData column, long index) {
    if (isNull(column, index)) {
      return null;
    }
    ArrayData source = Indirection.source(column, index);
    return source != null
        ? bytes(source, Indirection.sourceIndex(column, index))
        : copy(content(column, index));
  }

  /// The bytes of an element that is not missing, where they are.
  public static MemorySegment content(ArrayData column, long index) {
    FormatString format = column.format();
    long at = column.offset() + index;
    return switch (format.kind()) {
      case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY -> {
        MemorySegment data = column.buffer(2).memory();
        long[] bounds = bounds(column, index, data.byteSize());
        yield data.asSlice(bounds[0], bounds[1] - bounds[0]);
      }
      case UTF8_VIEW, BINARY_VIEW -> view(column, at * ViewWriter.BYTES);
      case FIXED -> column.buffer(1).memory().asSlice(at * format.byteWidth(), format.byteWidth());
      default ->
          throw new UnsupportedOperationException(
              "expected strings or bytes but found " + column.describe());
    };
  }

  private static byte[] copy(MemorySegment content) {
    if (content.byteSize() > Integer.MAX_VALUE - 8) {
      throw new UnsupportedOperationException(
          "expected at most 2^31-9 bytes in an element but found " + content.byteSize());
    }
    return content.toArray(JAVA_BYTE);
  }

  /// A value of a view type: its length, then the value or its location.
  private static MemorySegment view(ArrayData column, long at) {
    MemorySegment views = column.buffer(1).memory();
    int length = views.get(JAVA_INT_UNALIGNED, at);
    if (length >= 0 && ViewWriter.isInline(length)) {
      return views.asSlice(at + Integer.BYTES, length);
    }
    long buffer = views.get(JAVA_INT_UNALIGNED, at + 2 * Integer.BYTES);
    long from = views.get(JAVA_INT_UNALIGNED, at + 3 * Integer.BYTES);
    int first = column.format().kind().parts().size();
    boolean good = length >= 0 && buffer >= 0 && buffer < column.buffers().size() - first;
    long size = good ? column.buffer(first + (int) buffer).memory().byteSize() : 0;
    if (!good || from < 0 || from + length > size) {
      throw new IllegalArgumentException(
          "expected a value inside one of %d buffers but found %d bytes at %d of buffer %d: %s"
              .formatted(column.buffers().size() - first, length, from, buffer, column.describe()));
    }
    return column.buffer(first + (int) buffer).memory().asSlice(from, length);
  }

  // --- lists

  /// The elements of a list; null if the list is missing.
  public static @Nullable ArrayData list(ArrayData column, long index) {
    if (isNull(column, index)) {
      return null;
    }
    ArrayData source = Indirection.source(column, index);
    if (source != null) {
      return list(source, Indirection.sourceIndex(column, index));
    }
    ArrayData child =
        column.storedChildren().isEmpty() ? column : column.storedChildren().getFirst();
    return switch (column.format().kind()) {
      case LIST, LARGE_LIST, MAP, LIST_VIEW, LARGE_LIST_VIEW -> {
        long[] bounds = bounds(column, index, child.length());
        yield child.slice(bounds[0], bounds[1]);
      }
      case FIXED_SIZE_LIST -> {
        long size = column.format().listSize();
        long from = (column.offset() + index) * size;
        yield child.slice(from, from + size);
      }
      default ->
          throw new UnsupportedOperationException("expected lists but found " + column.describe());
    };
  }

  /// The beginning and end of an element in the target of the offsets.
  static long[] bounds(ArrayData column, long index, long limit) {
    FormatString format = column.format();
    long at = column.offset() + index;
    Buffer offsets = column.buffer(1);
    long from = ArrowValidator.at(format, offsets, at);
    long to =
        isListView(format.kind())
            ? from + ArrowValidator.at(format, column.buffer(2), at)
            : ArrowValidator.at(format, offsets, at + 1);
    if (from == to) {
      return new long[2]; // of nothing, wherever it is
    }
    if (from < 0 || to < from || to > limit) {
      throw new IllegalArgumentException(
          "expected offsets in [0, %d] that do not decrease but found %d to %d at element %d: %s"
              .formatted(limit, from, to, index, column.describe()));
    }
    return new long[] {from, to};
  }

  private static boolean isListView(Kind kind) {
    return kind == Kind.LIST_VIEW || kind == Kind.LARGE_LIST_VIEW;
  }

  /// The int32s or int64s of the offsets buffer.
  public static NDArray offsets(ArrayData column) {
    Kind kind = column.format().kind();
    boolean oneMore = kind.hasOffsets();
    if (!oneMore && !isListView(kind) && kind != Kind.DENSE_UNION) {
      throw new UnsupportedOperationException(
          "expected lists, strings or bytes with offsets but found " + column.describe());
    }
    return integers(column, 1, oneMore ? 1 : 0);
  }

  public static NDArray sizes(ArrayData column) {
    if (!isListView(column.format().kind())) {
      throw new UnsupportedOperationException("expected list-views but found " + column.describe());
    }
    return integers(column, 2, 0);
  }

  public static NDArray typeIds(ArrayData column) {
    if (!column.format().kind().isUnion()) {
      throw new UnsupportedOperationException("expected a union but found " + column.describe());
    }
    return integers(column, 0, 0, DType.INT8);
  }

  private static NDArray integers(ArrayData column, int index, int more) {
    boolean wide = ArrowValidator.isWide(column.format().kind());
    return integers(column, index, more, wide ? DType.INT64 : DType.INT32);
  }

  private static NDArray integers(ArrayData column, int index, int more, DType dtype) {
    if (column.length() == 0) {
      return NDArray.zeros(dtype, more);
    }
    long width = dtype.itemSize();
    Buffer buffer = column.buffer(index);
    return NDArray.of(
        buffer.memory().asSlice(column.offset() * width, (column.length() + more) * width),
        buffer.owner(),
        dtype);
  }

  // --- tensors

  /// One tensor of a column of tensors; null if it is missing.
  public static @Nullable NDArray tensor(ArrayData column, long index) {
    if (isNull(column, index)) {
      return null;
    }
    if (ElementLayout.tensor(column.field()) != null) {
      return ColumnToArray.array(column.slice(index, index + 1), CopyPolicy.NEVER).select(0, 0);
    }
    if (!ExtensionTypes.VARIABLE_SHAPE_TENSOR.equals(column.field().extensionName())
        || column.format().kind() != Kind.STRUCT
        || column.storedChildren().size() != 2) {
      throw new UnsupportedOperationException("expected tensors but found " + column.describe());
    }
    ArrayData shapes = column.child(1);
    ArrayData data = list(column.child(0), index);
    ArrayData shape = list(shapes, index);
    if (data == null || shape == null) {
      throw new IllegalArgumentException(
          "expected elements and a shape in tensor %d but found none: %s"
              .formatted(index, column.describe()));
    }
    requireIntegers(column, shape);
    TensorMetadata metadata = variable(column.field(), shapes.format().listSize());
    long[] lengths = ColumnToArray.array(shape, CopyPolicy.NEVER).copy(DType.INT64).toLongArray();
    NDArray elements = ColumnToArray.array(data, CopyPolicy.NEVER);
    return shaped(elements, lengths, index).permute(metadata.axes(lengths.length));
  }

  private static void requireIntegers(ArrayData column, ArrayData shape) {
    if (!shape.format().isIndex() || shape.dictionary() != null) {
      throw new IllegalArgumentException(
          "expected shapes of integers but found %s: %s"
              .formatted(shape.field(), column.describe()));
    }
  }

  private static NDArray shaped(NDArray elements, long[] lengths, long index) {
    try {
      if (Arrays.stream(lengths).allMatch(n -> n >= 0)) {
        return elements.reshape(CopyPolicy.NEVER, Order.C, lengths);
      }
    } catch (IllegalArgumentException e) {
      throw noShape(elements, lengths, index, e);
    }
    throw noShape(elements, lengths, index, null);
  }

  private static IllegalArgumentException noShape(
      NDArray elements, long[] lengths, long index, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "expected a shape of %d elements in tensor %d but found %s"
            .formatted(elements.size(), index, Arrays.toString(lengths)),
        cause);
  }

  private static TensorMetadata variable(FieldType field, int rank) {
    String json = field.metadata().get(Metadata.EXTENSION_METADATA);
    try {
      return TensorMetadata.ofVariableShape(json == null ? "" : json, rank);
    } catch (FormatException e) {
      throw ElementLayout.malformed(field, e);
    }
  }

  /// The names of the axes of a column's tensors, in their order; empty if there are none.
  public static List<String> dimensionNames(FieldType field) {
    TensorMetadata fixed = ElementLayout.tensor(field);
    if (fixed != null) {
      return fixed.names();
    }
    boolean isVariable =
        ExtensionTypes.VARIABLE_SHAPE_TENSOR.equals(field.extensionName())
            && field.children().size() == 2
            && field.children().get(1).parsed().kind() == Kind.FIXED_SIZE_LIST;
    return isVariable
        ? variable(field, field.children().get(1).parsed().listSize()).names()
        : List.of();
  }
}
