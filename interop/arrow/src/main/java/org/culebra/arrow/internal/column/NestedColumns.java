package org.culebra.arrow.internal.column;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldType;

/// Columns made from columns: structs, lists, maps, unions, runs, dictionaries. Their relations are
/// checked here and in [ContentValidator], because no reader does.
public final class NestedColumns {
  /// The number of type ids, 0 to 127.
  private static final int MAX_UNION = 128;

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
    String format = Offsets.require(offsets) ? "+L" : "+l";
    return ContentValidator.checked(
        LayoutColumns.over(name, format, offsets.shape(0) - 1, buffers(offsets), values));
  }

  private static List<Buffer> buffers(NDArray offsets) {
    return List.of(Buffer.ABSENT, ContiguousBuffer.buffer(offsets));
  }

  /// `Columns.fixedSizeLists`.
  public static ArrayData fixedSizeLists(String name, ArrayData values, int size) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(values, "values");
    if (size < 1 || values.length() % size != 0) {
      throw new IllegalArgumentException(
          "expected lists of at least 1 element that use up the %d values but found lists of %d"
              .formatted(values.length(), size));
    }
    return LayoutColumns.fixedSizeLists(name, values, values.length() / size, size);
  }

  /// `Columns.maps`.
  public static ArrayData maps(
      String name, NDArray offsets, ArrayData keys, ArrayData values, boolean sorted) {
    Objects.requireNonNull(name, "name");
    if (Offsets.require(offsets)) {
      throw new IllegalArgumentException(
          "expected offsets of int32, since Arrow's maps have no others, but found "
              + ContiguousBuffer.describe(offsets)
              + "; Column.ofLists makes lists of structs");
    }
    requireKeys(keys);
    ArrayData present = keys.withField(keys.field().withName("key").withNullable(false));
    ArrayData entries = struct("entries", List.of(present, values.withName("value")));
    FieldType field = FieldType.of(name, "+m", entries.field());
    FieldType flagged = sorted ? field.withFlags(FieldType.MAP_KEYS_SORTED) : field;
    return ContentValidator.checked(
        LayoutColumns.of(flagged, offsets.shape(0) - 1, buffers(offsets), List.of(entries)));
  }

  /// Keys may be missing in their own bitmap, in a dictionary, in runs or in a union.
  private static void requireKeys(ArrayData keys) {
    boolean isPlain = keys.nullCount() == 0 && !Indirection.isIndirect(keys);
    for (long i = 0; i < keys.length() && !isPlain; i++) {
      if (Indirection.isMissing(keys, i)) {
        throw new IllegalArgumentException(
            "expected keys without missing ones, as maps have, but found one missing at %d of %d"
                .formatted(i, keys.length()));
      }
    }
  }

  // --- unions and runs

  /// `Columns.sparseUnion`.
  public static ArrayData sparseUnion(String name, NDArray typeIds, List<ArrayData> children) {
    requireTypeIds(name, typeIds);
    for (ArrayData child : children) {
      if (child.length() != typeIds.shape(0)) {
        throw new IllegalArgumentException(
            "expected columns of the length %d, as the type ids, but found %d in \"%s\""
                .formatted(typeIds.shape(0), child.length(), child.name()));
      }
    }
    return union(name, "+us:", typeIds, List.of(ContiguousBuffer.buffer(typeIds)), children);
  }

  /// `Columns.denseUnion`.
  public static ArrayData denseUnion(
      String name, NDArray typeIds, NDArray offsets, List<ArrayData> children) {
    requireTypeIds(name, typeIds);
    boolean isInt32 = offsets.dtype().kind() == DType.Kind.INT && offsets.itemSize() == 4;
    requireIntegers("offsets of int32", offsets, isInt32);
    if (offsets.shape(0) != typeIds.shape(0)) {
      throw new IllegalArgumentException(
          "expected an offset for each of the %d type ids but found %d"
              .formatted(typeIds.shape(0), offsets.shape(0)));
    }
    List<Buffer> buffers =
        List.of(ContiguousBuffer.buffer(typeIds), ContiguousBuffer.buffer(offsets));
    return union(name, "+ud:", typeIds, buffers, children);
  }

  private static void requireTypeIds(String name, NDArray typeIds) {
    Objects.requireNonNull(name, "name");
    boolean isInt8 = typeIds.dtype().kind() == DType.Kind.INT && typeIds.itemSize() == 1;
    requireIntegers("type ids of int8", typeIds, isInt8);
  }

  private static ArrayData union(
      String name, String format, NDArray typeIds, List<Buffer> buffers, List<ArrayData> children) {
    if (children.size() > MAX_UNION) {
      throw new IllegalArgumentException(
          "expected at most %d columns in a union, whose type ids have 8 bits, but found %d"
              .formatted(MAX_UNION, children.size()));
    }
    String ids =
        IntStream.range(0, children.size())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    List<FieldType> fields = children.stream().map(ArrayData::field).toList();
    FieldType field = FieldType.of(name, format + ids, fields);
    return ContentValidator.checked(LayoutColumns.of(field, typeIds.shape(0), buffers, children));
  }

  /// `Columns.runs`.
  public static ArrayData runs(String name, NDArray ends, ArrayData values) {
    Objects.requireNonNull(name, "name");
    boolean isEnds = ends.dtype().kind() == DType.Kind.INT && ends.itemSize() > 1;
    requireIntegers("run ends of int16, int32 or int64", ends, isEnds);
    if (values.length() != ends.shape(0)) {
      throw new IllegalArgumentException(
          "expected a value for each of the %d runs but found %d"
              .formatted(ends.shape(0), values.length()));
    }
    ArrayData runEnds = PrimitiveColumns.of("run_ends", ends, CopyPolicy.NEVER);
    List<ArrayData> children = List.of(runEnds, values.withName("values"));
    FieldType field = FieldType.of(name, "+r", children.stream().map(ArrayData::field).toList());
    long runs = ends.shape(0);
    long length = runs == 0 ? 0 : ends.getLong(runs - 1);
    return ContentValidator.checked(
        LayoutColumns.of(field, Math.max(length, 0), List.of(), children));
  }

  // --- dictionaries

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

  static void requireIntegers(String what, NDArray array, boolean integers) {
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
