package org.culebra.arrow.internal.column;

import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.arrow.Metadata;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.ExtensionTypes;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.jspecify.annotations.Nullable;

/// The layout of a column's elements if it can be viewed as an array: numbers, or blocks of
/// numbers.
///
/// @param dtype of the numbers
/// @param buffer their buffer
/// @param byteStart the offset of the first number of the requested element
/// @param rowBytes the distance between elements
/// @param shape of an element
/// @param strides of an element, in bytes
record ElementLayout(
    DType dtype, Buffer buffer, long byteStart, long rowBytes, long[] shape, long[] strides) {

  private static final long[] NONE = {};

  /// The elements of a column from one on.
  ///
  /// @param start relative to the start of the column's buffers
  /// @return null if there is no such array
  /// @throws FormatException if the metadata of a tensor does not match its storage
  static @Nullable ElementLayout of(ArrayData column, long start) {
    FormatString format = column.format();
    if (format.kind() == Kind.FIXED) {
      DType dtype = dtype(column.field());
      return dtype == null
          ? null
          : new ElementLayout(
              dtype, column.buffer(1), start * dtype.itemSize(), dtype.itemSize(), NONE, NONE);
    }
    if (format.kind() != Kind.FIXED_SIZE_LIST) {
      return null;
    }
    int size = format.listSize();
    ArrayData child = column.storedChildren().getFirst();
    ElementLayout inner = of(child, child.offset() + start * size);
    if (inner == null) {
      return null;
    }
    DType pair = complex(column.field());
    return pair != null ? inner.paired(pair) : inner.inLists(column.field(), size);
  }

  /// The type of a column of fixed width; null if arrays do not support it.
  static @Nullable DType dtype(FieldType field) {
    String extension = field.extensionName();
    if (extension != null && field.dictionary() == null) { // or it is the values' meaning
      if (extension.equals(ExtensionTypes.BOOL8) && field.format().equals("c")) {
        return DType.BOOL;
      }
      if (extension.equals(ExtensionTypes.BFLOAT16) && field.format().equals("w:2")) {
        return DType.BFLOAT16;
      }
    }
    return field.parsed().dtype();
  }

  /// The complex type of a list of two floats with that extension type.
  static @Nullable DType complex(FieldType field) {
    if (!ExtensionTypes.COMPLEX.equals(field.extensionName()) || field.parsed().listSize() != 2) {
      return null;
    }
    return switch (field.children().getFirst().format()) {
      case "f" -> DType.COMPLEX64;
      case "g" -> DType.COMPLEX128;
      default -> null;
    };
  }

  private ElementLayout paired(DType pair) {
    return new ElementLayout(pair, buffer, byteStart, pair.itemSize(), NONE, NONE);
  }

  private ElementLayout inLists(FieldType field, int size) {
    TensorMetadata tensor = tensor(field);
    long[] physical =
        tensor == null || tensor.shape() == null
            ? new long[] {size}
            : tensor.shape().stream().mapToLong(Long::longValue).toArray();
    int rank = physical.length;
    long[] packed = new long[rank];
    long step = rowBytes;
    for (int k = rank - 1; k >= 0; k--) {
      packed[k] = step;
      step = bytes(field, step, Math.max(physical[k], 1));
    }
    int[] axes = tensor == null ? IntStream.range(0, rank).toArray() : tensor.axes(rank);
    return new ElementLayout(
        dtype,
        buffer,
        byteStart,
        bytes(field, rowBytes, size),
        joined(IntStream.of(axes).mapToLong(axis -> physical[axis]), shape),
        joined(IntStream.of(axes).mapToLong(axis -> packed[axis]), strides));
  }

  /// The type of many elements; for lists in empty lists, the type alone may promise too many.
  private static long bytes(FieldType field, long each, long count) {
    if (Math.multiplyHigh(each, count) != 0 || each * count < 0) {
      throw new IllegalArgumentException(
          "field %s: expected elements of less than 2^63 bytes but found %d times %d"
              .formatted(FieldPath.top(field.name()), count, each));
    }
    return each * count;
  }

  private static long[] joined(LongStream own, long[] inner) {
    return LongStream.concat(own, LongStream.of(inner)).toArray();
  }

  /// The tensor metadata of a fixed-shape tensor; null for other fields.
  static @Nullable TensorMetadata tensor(FieldType field) {
    if (!ExtensionTypes.FIXED_SHAPE_TENSOR.equals(field.extensionName())
        || field.parsed().kind() != Kind.FIXED_SIZE_LIST) {
      return null;
    }
    String json = field.metadata().get(Metadata.EXTENSION_METADATA);
    TensorMetadata tensor;
    try {
      tensor = TensorMetadata.ofFixedShape(json == null ? "" : json);
    } catch (FormatException e) {
      throw malformed(field, e);
    }
    long cell = cellSize(tensor);
    if (cell != field.parsed().listSize()) {
      throw new FormatException(
          "field %s: expected a \"shape\" of %d elements but found %s"
              .formatted(FieldPath.top(field.name()), field.parsed().listSize(), tensor.shape()));
    }
    return tensor;
  }

  static FormatException malformed(FieldType field, FormatException fault) {
    return new FormatException("field " + FieldPath.top(field.name()) + ": " + fault.getMessage());
  }

  /// Elements of a cell; a list can have at most 2^31 - 1, unless a later axis is empty.
  private static long cellSize(TensorMetadata tensor) {
    long cell = 1;
    for (long length : Objects.requireNonNull(tensor.shape())) {
      cell = Math.min(cell * Math.min(length, 1L << 31), 1L << 31);
    }
    return cell;
  }

  /// That many elements as one array.
  NDArray array(long length) {
    long[] all = new long[shape.length + 1];
    long[] steps = new long[shape.length + 1];
    all[0] = length;
    steps[0] = rowBytes;
    System.arraycopy(shape, 0, all, 1, shape.length);
    System.arraycopy(strides, 0, steps, 1, shape.length);
    boolean empty = LongStream.of(all).anyMatch(n -> n == 0);
    StridedLayout layout = StridedLayout.of(dtype.itemSize(), empty ? 0 : byteStart, all, steps);
    return NDArray.of(buffer.memory(), buffer.owner(), dtype, layout);
  }
}
