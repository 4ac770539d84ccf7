package org.culebra.array;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The wording of every refusal: "expected … but found …", both values. Messages are made only when
/// something is thrown.
final class Errors {

  private Errors() {}

  static IllegalArgumentException argument(String format, Object... values) {
    return new IllegalArgumentException(text(format, values));
  }

  /// A text in which numbers have ASCII digits, whatever the machine's language.
  static String text(String format, @Nullable Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /// A shape or strides as Python writes a tuple.
  static String tuple(long... values) {
    return LongStream.of(values)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", values.length == 1 ? ",)" : ")"));
  }

  static IllegalArgumentException noSuchAxis(int axis, int rank) {
    return argument("expected an axis in [%d, %d) but found %d", -rank, rank, axis);
  }

  static IndexOutOfBoundsException indexOutOfBounds(int axis, long index, long length) {
    return new IndexOutOfBoundsException(
        text(
            "expected an index in [%d, %d) on axis %d but found %d", -length, length, axis, index));
  }

  /// Names the first index that is out of range.
  static RuntimeException indexOutOfBounds(StridedLayout layout, long... index) {
    for (int k = 0; k < index.length; k++) {
      if (index[k] < 0 || index[k] >= layout.lengthAt(k)) {
        return new IndexOutOfBoundsException(
            text(
                "expected an index in [0, %d) on axis %d but found %d; shape %s",
                layout.lengthAt(k), k, index[k], tuple(layout.shape())));
      }
    }
    return new IllegalStateException("no index is out of range: " + layout);
  }

  static IllegalArgumentException wrongIndexCount(StridedLayout layout, long... index) {
    return argument(
        "expected %d indices for shape %s but found %d: %s",
        layout.rank(), tuple(layout.shape()), index.length, tuple(index));
  }

  static IllegalArgumentException readOnly(StridedLayout layout, DType dtype) {
    String reason = layout.mayOverlapItself() ? "; its elements overlap" : "";
    return argument("array is read-only: %s%s", describe(layout, dtype), reason);
  }

  static IllegalArgumentException wrongCarrier(
      String view, String accepts, StridedLayout layout, DType dtype) {
    String remedy =
        dtype.isNativeOrder()
            ? ""
            : "; copy(dtype.withByteOrder(nativeOrder())) makes a native copy";
    return argument(
        "%s: expected %s in native byte order but found %s%s",
        view, accepts, describe(layout, dtype), remedy);
  }

  static String describe(StridedLayout layout, DType dtype) {
    return text(
        "%s of shape %s, strides %s", dtype, tuple(layout.shape()), tuple(layout.strides()));
  }

  static long exactSum(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw argument("expected an offset of 64 bits but found %d + %d", a, b);
    }
    return sum;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// Elements, or without elements the offset, outside a segment of so many bytes.
  static IllegalArgumentException outside(long bytes, StridedLayout layout, DType dtype) {
    if (layout.size() > 0) {
      return argument(
          "expected elements inside the segment's bytes [0, %d) but found [%d, %d): %s, offset %d",
          bytes, layout.lowByte(), layout.highByte(), describe(layout, dtype), layout.byteOffset());
    }
    return argument(
        "expected an offset in the segment's [0, %d] but found %d: %s",
        bytes, layout.byteOffset(), describe(layout, dtype));
  }
}
