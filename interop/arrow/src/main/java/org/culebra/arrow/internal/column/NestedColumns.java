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
import org.culebra.arrow.internal.model.FieldType;

/// Columns made from columns: structs, lists, dictionaries. Their relations are checked here,
/// because no reader does.
public final class NestedColumns {
  private NestedColumns() {}

  /// `Column.ofStruct`.
  public static ArrayData struct(String name, List<ArrayData> children) {
    Objects.requireNonNull(name, "name");
    long length = children.isEmpty() ? 0 : children.getFirst().length();
    for (ArrayData child : children) {
      if (child.length() != length) {
        throw new IllegalArgumentException(
            "expected columns of the same length, %d as \"%s\", but found %d in \"%s\""
                .formatted(length, children.getFirst().name(), child.length(), child.name()));
      }
    }
    return LayoutColumns.struct(name, length, children);
  }

  /// `Column.ofLists`.
  public static ArrayData lists(String name, NDArray offsets, ArrayData values) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(values, "values");
    requireIntegers("offsets", offsets, offsets.dtype().kind() == DType.Kind.INT);
    boolean wide = offsets.itemSize() == 8;
    if (!wide && offsets.itemSize() != 4 || offsets.shape(0) == 0) {
      throw new IllegalArgumentException(
          "expected offsets of int32 or int64, one more than lists, but found "
              + ContiguousBuffer.describe(offsets));
    }
    if (wide) {
      requireOffsets(offsets.asLongs(), values.length());
    } else {
      requireOffsets(offsets.asInts(), values.length());
    }
    List<Buffer> buffers = List.of(Buffer.ABSENT, ContiguousBuffer.buffer(offsets));
    return LayoutColumns.over(name, wide ? "+L" : "+l", offsets.shape(0) - 1, buffers, values);
  }

  private static void requireOffsets(IntView offsets, long end) {
    long before = 0;
    for (long i = 0; i < offsets.size(); i++) {
      long offset = offsets.get(i);
      if (offset < before || offset > end) {
        throw badOffset(before, end, offset, i);
      }
      before = offset;
    }
  }

  /// As for 32 bits, on purpose: C2 needs a loop of its own for each kind of view.
  private static void requireOffsets(LongView offsets, long end) {
    long before = 0;
    for (long i = 0; i < offsets.size(); i++) {
      long offset = offsets.get(i);
      if (offset < before || offset > end) {
        throw badOffset(before, end, offset, i);
      }
      before = offset;
    }
  }

  private static IllegalArgumentException badOffset(long low, long high, long found, long i) {
    return new IllegalArgumentException(
        "expected offset %d in [%d, %d], from its predecessor to the number of values, but found %d"
            .formatted(i, low, high, found));
  }

  /// `Column.ofDictionary`.
  public static ArrayData dictionary(
      String name, NDArray indices, ArrayData values, boolean ordered) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(values, "values");
    DType.Kind kind = indices.dtype().kind();
    requireIntegers("indices", indices, kind == DType.Kind.INT || kind == DType.Kind.UINT);
    requireIndices(indices, values.length());
    ArrayData encoded = PrimitiveColumns.of(name, indices, CopyPolicy.NEVER);
    FieldType field = encoded.field().withDictionary(values.field());
    return new ArrayData(
        ordered ? field.withFlags(field.flags() | FieldType.DICTIONARY_ORDERED) : field,
        encoded.length(),
        0,
        0,
        encoded.buffers(),
        List.of(),
        values);
  }

  private static void requireIntegers(String what, NDArray array, boolean integers) {
    if (array.rank() != 1 || !integers) {
      throw new IllegalArgumentException(
          "expected %s that are integers along one axis but found %s"
              .formatted(what, ContiguousBuffer.describe(array)));
    }
    ContiguousBuffer.requirePacked(array, "copy(DType) and contiguous() copy");
  }

  private static void requireIndices(NDArray indices, long length) {
    if (indices.size() == 0) {
      return;
    }
    boolean signed = indices.dtype().kind() == DType.Kind.INT;
    // for unsigned 64-bit numbers above 2^63, the bits read as a negative number
    NDArray bits = signed || indices.itemSize() < 8 ? indices : indices.reinterpret(DType.INT64);
    long low = bits.minLong();
    long high = bits.maxLong();
    if (low < 0 || high >= length) {
      long found = low < 0 ? low : high;
      throw new IllegalArgumentException(
          "expected indices in [0, %d), the dictionary's values, but found %s"
              .formatted(length, signed ? found : Long.toUnsignedString(found)));
    }
  }
}
