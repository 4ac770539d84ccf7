package org.culebra.array;

import org.culebra.array.internal.Errors;

/// Errors that describe a layout or an array.
final class LayoutErrors {

  private LayoutErrors() {}

  static IllegalArgumentException noSuchAxis(int axis, int rank) {
    return Errors.argument("expected an axis in [%d, %d) but found %d", -rank, rank, axis);
  }

  static IndexOutOfBoundsException indexOutOfBounds(int axis, long index, long length) {
    return new IndexOutOfBoundsException(
        Errors.text(
            "expected an index in [%d, %d) on axis %d but found %d", -length, length, axis, index));
  }

  /// Names the first index that is out of range.
  static RuntimeException indexOutOfBounds(StridedLayout layout, long... index) {
    for (int k = 0; k < index.length; k++) {
      if (index[k] < 0 || index[k] >= layout.lengthAt(k)) {
        return new IndexOutOfBoundsException(
            Errors.text(
                "expected an index in [0, %d) on axis %d but found %d; shape %s",
                layout.lengthAt(k), k, index[k], Errors.tuple(layout.shape())));
      }
    }
    return new IllegalStateException("no index is out of range: " + layout);
  }

  static IllegalArgumentException wrongIndexCount(StridedLayout layout, long... index) {
    return Errors.argument(
        "expected %d indices for shape %s but found %d: %s",
        layout.rank(), Errors.tuple(layout.shape()), index.length, Errors.tuple(index));
  }

  static IllegalArgumentException noRow(StridedLayout layout, long... index) {
    return Errors.argument(
        "expected %d indices for a row of shape %s but found %d: %s",
        layout.rank() - 1, Errors.tuple(layout.shape()), index.length, Errors.tuple(index));
  }

  static IllegalArgumentException rowNotPacked(StridedLayout layout, Object dtype) {
    return Errors.argument(
        "expected rows of packed elements but found %s: contiguous() packs them",
        describe(layout, dtype));
  }

  static IllegalArgumentException readOnly(StridedLayout layout, Object dtype) {
    return Errors.readOnly(describe(layout, dtype), layout.mayOverlapItself());
  }

  static IllegalArgumentException wrongCarrier(
      String view, String accepts, StridedLayout layout, Object dtype, boolean nativeOrder) {
    String remedy =
        nativeOrder ? "" : "; copy(dtype.withByteOrder(nativeOrder())) makes a native copy";
    return Errors.argument(
        "%s: expected %s in native byte order but found %s%s",
        view, accepts, describe(layout, dtype), remedy);
  }

  static IllegalArgumentException needsCopy(
      StridedLayout layout, Object dtype, Order order, long[] shape) {
    return Errors.argument(
        "expected strides that can be read as shape %s without a copy but found %s:"
            + " reshape(CopyPolicy.IF_NEEDED, Order.%s, …) copies",
        Errors.tuple(shape), describe(layout, dtype), order);
  }

  static String describe(StridedLayout layout, Object dtype) {
    return Errors.describe(dtype, layout.shape(), layout.strides());
  }

  static long exactSum(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw Errors.argument("expected an offset of 64 bits but found %d + %d", a, b);
    }
    return sum;
  }

  /// Elements, or without elements the offset, outside a segment of the given size.
  static IllegalArgumentException outside(long bytes, StridedLayout layout, Object dtype) {
    if (layout.size() > 0) {
      return Errors.argument(
          "expected elements inside the segment's bytes [0, %d) but found [%d, %d): %s, offset %d",
          bytes, layout.lowByte(), layout.highByte(), describe(layout, dtype), layout.byteOffset());
    }
    return Errors.argument(
        "expected an offset in the segment's [0, %d] but found %d: %s",
        bytes, layout.byteOffset(), describe(layout, dtype));
  }
}
