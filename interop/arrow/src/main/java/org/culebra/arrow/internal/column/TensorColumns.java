package org.culebra.arrow.internal.column;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.ExtensionTypes;
import org.jspecify.annotations.Nullable;

/// Columns whose elements are tensors, Arrow's [canonical
/// extensions](https://arrow.apache.org/docs/format/CanonicalExtensions.html) for them.
public final class TensorColumns {
  private TensorColumns() {}

  /// Tensors of one shape: all axes but the first. A cell's axes may be permuted if their
  /// permutation is its own inverse, because the major reader treats any other as its inverse.
  public static ArrayData of(String name, NDArray array, CopyPolicy copy) {
    requireElements(array.dtype());
    LayoutColumns.requireListSize(name, listSize(array));
    int[] order = cellOrder(array);
    NDArray inMemory = array.permute(order);
    boolean shared =
        copy != CopyPolicy.ALWAYS
            && isSelfInverse(order)
            && inMemory.isCContiguous()
            && array.dtype().isNativeOrder()
            && (copy == CopyPolicy.NEVER || ContiguousBuffer.canBeKept(array));
    if (shared) {
      return of(name, inMemory, permutation(order), copy);
    }
    CopyPolicy needed = copy == CopyPolicy.IF_NEEDED ? CopyPolicy.ALWAYS : copy;
    return of(name, ContiguousBuffer.packed(array, needed), null, CopyPolicy.IF_NEEDED);
  }

  private static ArrayData of(
      String name, NDArray packed, int @Nullable [] permutation, CopyPolicy copy) {
    ArrayData values = PrimitiveColumns.of("", packed.reshape(packed.size()), copy);
    ArrayData lists = LayoutColumns.fixedSizeLists(name, values, packed.shape(0), listSize(packed));
    TensorMetadata said = TensorMetadata.ofShape(cell(packed));
    String json = (permutation == null ? said : said.withPermutation(permutation)).json();
    return LayoutColumns.extended(lists, ExtensionTypes.FIXED_SHAPE_TENSOR, json);
  }

  private static long[] cell(NDArray array) {
    return Arrays.copyOfRange(array.shape(), 1, array.rank());
  }

  private static long listSize(NDArray array) {
    return Arrays.stream(cell(array)).reduce(1, Math::multiplyExact);
  }

  private static void requireElements(DType type) {
    String advice =
        switch (type.kind()) {
          case COMPLEX -> "real() and imag(), or reinterpret(FLOAT32 or FLOAT64), are floats";
          case STRING, STRUCT -> "Column.ofNested makes lists of them";
          default -> "";
        };
    if (!advice.isEmpty()) {
      throw new UnsupportedOperationException(
          "expected numbers of a fixed size for a tensor but found %s; %s".formatted(type, advice));
    }
  }

  /// The axes from the slowest to the fastest in memory, without the first one. Axes of length 1
  /// keep their positions.
  private static int[] cellOrder(NDArray array) {
    int[] order = new int[array.rank()];
    int[] places = new int[array.rank()];
    int n = 0;
    for (int axis = 0; axis < array.rank(); axis++) {
      order[axis] = axis;
      if (axis == 0 || array.shape(axis) == 1 || array.size() == 0) {
        continue;
      }
      places[n] = axis;
      int k = n++;
      long stride = Math.abs(array.stride(axis));
      for (; k > 0 && Math.abs(array.stride(order[places[k - 1]])) < stride; k--) {
        order[places[k]] = order[places[k - 1]];
      }
      order[places[k]] = axis;
    }
    return order;
  }

  private static boolean isSelfInverse(int[] order) {
    for (int axis = 0; axis < order.length; axis++) {
      if (order[order[axis]] != axis) {
        return false;
      }
    }
    return true;
  }

  /// Only the cell's axes; null if they are in order.
  private static int @Nullable [] permutation(int[] order) {
    int[] cell = new int[order.length - 1];
    boolean moved = false;
    for (int axis = 0; axis < cell.length; axis++) {
      cell[axis] = order[axis + 1] - 1;
      moved |= cell[axis] != axis;
    }
    return moved ? cell : null;
  }

  // --- of different shapes

  /// `Column.ofTensors`.
  public static ArrayData of(String name, List<NDArray> tensors) {
    Objects.requireNonNull(name, "name");
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException(
          "expected at least one tensor, which determines the type and the rank, but found"
              + " none");
    }
    NDArray first = tensors.getFirst();
    requireElements(first.dtype());
    requireAlike(tensors, first);
    NDArray offsets = offsets(tensors);
    long size = offsets.getLong(tensors.size());
    ArrayData values = PrimitiveColumns.of("", concatenated(tensors, size), CopyPolicy.IF_NEEDED);
    ArrayData data =
        LayoutColumns.over(
            "data",
            "+l",
            tensors.size(),
            List.of(Buffer.ABSENT, ContiguousBuffer.buffer(offsets)),
            values);
    ArrayData shapes = shapes(tensors, first.rank());
    ArrayData struct = LayoutColumns.struct(name, tensors.size(), List.of(data, shapes));
    return LayoutColumns.extended(struct, ExtensionTypes.VARIABLE_SHAPE_TENSOR, "{}");
  }

  private static void requireAlike(List<NDArray> tensors, NDArray first) {
    for (int i = 0; i < tensors.size(); i++) {
      NDArray tensor = tensors.get(i);
      if (!tensor.dtype().equals(first.dtype()) || tensor.rank() != first.rank()) {
        throw new IllegalArgumentException(
            "expected tensors of %s and %d axes, as the first, but found %s and %d axes at %d"
                .formatted(first.dtype(), first.rank(), tensor.dtype(), tensor.rank(), i));
      }
    }
  }

  private static NDArray offsets(List<NDArray> tensors) {
    NDArray offsets = ContiguousBuffer.zeros(DType.INT32, tensors.size() + 1L);
    long end = 0;
    for (int i = 0; i < tensors.size(); i++) {
      end = Math.addExact(end, tensors.get(i).size());
      if (end > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "expected at most 2^31-1 elements in all tensors but found %d up to tensor %d"
                .formatted(end, i));
      }
      offsets.setLong(i + 1, end);
    }
    return offsets;
  }

  private static NDArray concatenated(List<NDArray> tensors, long size) {
    DType type = tensors.getFirst().dtype().withByteOrder(ByteOrder.nativeOrder());
    NDArray all = ContiguousBuffer.zeros(type, size);
    long start = 0;
    for (NDArray tensor : tensors) {
      long end = start + tensor.size();
      all.sliceAxis(0, start, end).reshape(tensor.shape()).copyFrom(tensor);
      start = end;
    }
    return all;
  }

  private static ArrayData shapes(List<NDArray> tensors, int rank) {
    NDArray shapes = ContiguousBuffer.zeros(DType.INT32, tensors.size(), rank);
    for (int i = 0; i < tensors.size(); i++) {
      for (int k = 0; k < rank; k++) {
        shapes.setLong(i, k, tensors.get(i).shape(k));
      }
    }
    return ArrayColumns.nested("shape", shapes, CopyPolicy.NEVER);
  }
}
