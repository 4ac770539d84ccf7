package org.culebra.arrow.vector;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/// Values of vectors by arrow-java's own getters, in the form of [org.culebra.arrowcases.Kind].
final class VectorValues {
  private final DictionaryProvider dictionaries;

  VectorValues(DictionaryProvider dictionaries) {
    this.dictionaries = dictionaries;
  }

  List<@Nullable Object> of(FieldVector vector) {
    boolean flags =
        "arrow.bool8".equals(vector.getField().getMetadata().get("ARROW:extension:name"));
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < vector.getValueCount(); i++) {
      Object value = value(vector, i);
      values.add(flags && value != null ? (Object) !value.equals((byte) 0) : value);
    }
    return values;
  }

  private @Nullable Object value(FieldVector vector, int i) {
    DictionaryEncoding encoding = vector.getField().getDictionary();
    if (encoding != null) {
      Number index = vector.isNull(i) ? null : (Number) plain(vector, i);
      FieldVector values = dictionaries.lookup(encoding.getId()).getVector();
      return index == null ? null : value(values, index.intValue());
    }
    return switch (vector) {
      case ExtensionTypeVector<?> extension ->
          value((FieldVector) extension.getUnderlyingVector(), i);
      case UnionVector union -> value((FieldVector) union.getVector(i), i);
      case DenseUnionVector union ->
          value((FieldVector) union.getVectorByType(union.getTypeId(i)), union.getOffset(i));
      case RunEndEncodedVector runs -> run(runs, i);
      default -> vector.isNull(i) ? null : plain(vector, i);
    };
  }

  private @Nullable Object run(RunEndEncodedVector runs, int i) {
    FieldVector ends = runs.getRunEndsVector();
    int run = 0;
    while (((Number) Objects.requireNonNull(value(ends, run))).longValue() <= i) {
      run++;
    }
    return value(runs.getValuesVector(), run);
  }

  private Object plain(FieldVector vector, int i) {
    return switch (vector) {
      case StructVector struct -> struct(struct, i);
      case ListViewVector lists ->
          items(lists.getDataVector(), lists.getElementStartIndex(i), lists.getElementEndIndex(i));
      case LargeListViewVector lists -> largeItems(lists, i);
      case BaseListVector lists ->
          items(
              lists.getChildrenFromFields().getFirst(),
              lists.getElementStartIndex(i),
              lists.getElementEndIndex(i));
      case Float2Vector halves -> halves.getValueAsFloat(i);
      case UInt1Vector bytes -> bytes.get(i) & 0xff;
      case UInt2Vector shorts -> (int) shorts.get(i);
      case UInt4Vector ints -> Integer.toUnsignedLong(ints.get(i));
      case UInt8Vector longs -> new BigInteger(Long.toUnsignedString(longs.get(i)));
      case IntervalDayVector days ->
          List.of(
              IntervalDayVector.getDays(days.getDataBuffer(), i),
              IntervalDayVector.getMilliseconds(days.getDataBuffer(), i));
      case IntervalMonthDayNanoVector parts ->
          List.of(
              IntervalMonthDayNanoVector.getMonths(parts.getDataBuffer(), i),
              IntervalMonthDayNanoVector.getDays(parts.getDataBuffer(), i),
              IntervalMonthDayNanoVector.getNanoseconds(parts.getDataBuffer(), i));
      default -> leaf(vector, i);
    };
  }

  /// The vector has no getter for the bounds.
  private List<@Nullable Object> largeItems(LargeListViewVector lists, int i) {
    long start = lists.getOffsetBuffer().getLong(8L * i);
    long size = lists.getSizeBuffer().getLong(8L * i);
    return items(lists.getDataVector(), start, start + size);
  }

  private List<@Nullable Object> items(FieldVector vector, long... bounds) {
    List<@Nullable Object> items = new ArrayList<>();
    for (long k = bounds[0]; k < bounds[1]; k++) {
      items.add(value(vector, (int) k));
    }
    return items;
  }

  private Map<String, @Nullable Object> struct(StructVector struct, int i) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (FieldVector child : struct.getChildrenFromFields()) {
      row.put(child.getName(), value(child, i));
    }
    return row;
  }

  /// Times as they are stored.
  private static Object leaf(FieldVector vector, int i) {
    boolean time =
        switch (vector.getField().getType()) {
          case ArrowType.Date _, ArrowType.Time _, ArrowType.Timestamp _ -> true;
          case ArrowType.Duration _, ArrowType.Interval _ -> true;
          default -> false;
        };
    if (time && vector instanceof BaseFixedWidthVector fixed && !(vector instanceof BitVector)) {
      return fixed.getTypeWidth() == 4
          ? fixed.getDataBuffer().getInt(4L * i)
          : fixed.getDataBuffer().getLong(8L * i);
    }
    Object value = Objects.requireNonNull(vector.getObject(i));
    return value instanceof Text text ? text.toString() : value;
  }
}
