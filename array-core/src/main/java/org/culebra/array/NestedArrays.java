package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Objects;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.kernel.HeapArrays;
import org.jspecify.annotations.Nullable;

/// Copies Java arrays of any depth, `double[]`, `int[][]` or `String[]`, off the heap.
final class NestedArrays {

  private final Class<?> leaf;
  private final long[] lengths;

  /// The longest text, in code points.
  private int longest = 1;

  private NestedArrays(Object values) {
    Class<?> type = values.getClass();
    if (!type.isArray()) {
      throw Errors.argument("expected a Java array but found %s", type.getName());
    }
    int depth = 0;
    while (type.isArray()) {
      type = type.getComponentType();
      depth++;
    }
    Shapes.checkRank(depth);
    leaf = type;
    lengths = new long[depth];
    Object first = values;
    for (int k = 0; k < depth; k++) {
      lengths[k] = Array.getLength(first);
      if (lengths[k] == 0) {
        break;
      }
      first = Array.get(first, 0);
      Objects.requireNonNull(first, "values");
    }
    check(values, 0);
  }

  /// An array of the values.
  ///
  /// @param dtype the type; null for the one that suits the values
  /// @param shape the shape; empty for that of the Java array
  static NDArray copyOf(Arena arena, Object values, @Nullable DType dtype, long[] shape) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(shape, "shape");
    NestedArrays nested = new NestedArrays(values);
    DType own = nested.type();
    DType type = dtype == null ? own : dtype;
    if (type == null) {
      throw Errors.argument(
          "expected an array of numbers, truth values, String, Complex, Instant or LocalDate, or a"
              + " type for the values, but found %s",
          values.getClass().getTypeName());
    }
    long count = Arrays.stream(nested.lengths).reduce(1, (a, b) -> a * b);
    long[] resolved = shape.length == 0 ? nested.lengths : Reshape.resolve(count, shape);
    NDArray array = NDArray.zeros(arena, type, resolved);
    NDArray flat = array.reshape(count);
    if (!nested.leaf.isPrimitive()) {
      nested.setEach(flat, values, 0, 0);
    } else if (type.equals(own)) {
      nested.store(flat.segment(), values, 0, 0, type.itemSize());
    } else {
      try (Arena temporary = Arena.ofConfined()) {
        NDArray plain = NDArray.zeros(temporary, Objects.requireNonNull(own), count);
        nested.store(plain.segment(), values, 0, 0, plain.itemSize());
        flat.copyFrom(plain, Casting.UNSAFE);
      }
    }
    return array;
  }

  /// Rejects rows of different lengths and rows that are null.
  private void check(Object values, int axis) {
    int length = Array.getLength(values);
    if (length != lengths[axis]) {
      throw Errors.argument(
          "expected rows of one length on axis %d but found %d and %d",
          axis, lengths[axis], length);
    }
    if (values instanceof Object[] rows) {
      for (Object row : rows) {
        Objects.requireNonNull(row, "values");
        if (axis + 1 < lengths.length) {
          check(row, axis + 1);
        } else if (row instanceof String text) {
          longest = Math.max(longest, text.codePointCount(0, text.length()));
        }
      }
    }
  }

  private @Nullable DType type() {
    if (leaf.isPrimitive()) {
      return primitive();
    }
    return leaf == String.class
        ? DType.string(longest)
        : leaf == Complex.class
            ? DType.COMPLEX128
            : leaf == Instant.class
                ? DType.datetime64("ns")
                : leaf == LocalDate.class ? DType.datetime64("D") : null;
  }

  private DType primitive() {
    return switch (leaf.getName()) {
      case "double" -> DType.FLOAT64;
      case "float" -> DType.FLOAT32;
      case "long" -> DType.INT64;
      case "int" -> DType.INT32;
      case "short" -> DType.INT16;
      case "char" -> DType.UINT16;
      case "byte" -> DType.INT8;
      default -> DType.BOOL;
    };
  }

  /// Copies the rows of primitive values one after the other.
  ///
  /// @return where the next row goes, in elements
  private long store(MemorySegment to, Object values, int axis, long done, int itemSize) {
    if (axis + 1 < lengths.length) {
      long at = done;
      for (Object row : (Object[]) values) {
        at = store(to, row, axis + 1, at, itemSize);
      }
      return at;
    }
    MemorySegment row = heap(values);
    MemorySegment.copy(row, 0, to, done * itemSize, row.byteSize());
    return done + lengths[axis];
  }

  private static MemorySegment heap(Object row) {
    return switch (row) {
      case double[] values -> MemorySegment.ofArray(values);
      case float[] values -> MemorySegment.ofArray(values);
      case long[] values -> MemorySegment.ofArray(values);
      case int[] values -> MemorySegment.ofArray(values);
      case short[] values -> MemorySegment.ofArray(values);
      case char[] values -> MemorySegment.ofArray(values);
      case byte[] values -> MemorySegment.ofArray(values);
      default -> MemorySegment.ofArray(HeapArrays.bytes((boolean[]) row));
    };
  }

  private long setEach(NDArray flat, Object values, int axis, long done) {
    long at = done;
    for (Object value : (Object[]) values) {
      if (axis + 1 < lengths.length) {
        at = setEach(flat, value, axis + 1, at);
      } else {
        flat.set(at++, value);
      }
    }
    return at;
  }
}
