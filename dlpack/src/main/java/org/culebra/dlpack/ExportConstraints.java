package org.culebra.dlpack;

import java.util.Arrays;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.dlpack.ExportOptions.Strides;
import org.jspecify.annotations.Nullable;

/// What DLPack and the consumer require of an array that is shared without a copy.
final class ExportConstraints {
  private ExportConstraints() {}

  /// The first constraint that the array does not meet.
  ///
  /// @return an exception to be thrown; null if the array can be shared
  static @Nullable RuntimeException violated(NDArray array, ExportOptions options) {
    if (!array.dtype().isNativeOrder()) {
      return violation(array, "elements in the byte order of this machine");
    }
    if (array.size() != 0) {
      String expected = layout(array, options);
      if (expected != null) {
        return violation(array, expected);
      }
    }
    if (options.isLegacy() && array.isReadOnly()) {
      return violation(array, "writable elements, since a legacy struct has no read-only flag,");
    }
    return null;
  }

  /// The expected layout or address; null if the array has it.
  private static @Nullable String layout(NDArray array, ExportOptions options) {
    StridedLayout layout = array.layout();
    int mask = layout.itemSize() - 1; // DLPack's sizes are powers of two
    long strides = 0;
    for (int k = 0; k < layout.rank(); k++) {
      strides |= layout.shape(k) == 1 ? 0 : layout.stride(k);
    }
    if ((strides & mask) != 0) {
      return "strides that are multiples of the %d bytes of an element".formatted(mask + 1);
    }
    if (options.strides() != Strides.ANY && strides < 0) {
      return "no negative strides";
    }
    if (options.strides() == Strides.C_ORDER && !layout.isCContiguous()) {
      return "elements in C order without gaps";
    }
    if (options.isAligned() && !isAligned(array)) {
      return "elements at multiples of their %d bytes".formatted(mask + 1);
    }
    return null;
  }

  /// Whether element `(0, …, 0)` is at a multiple of its size; strides are multiples of it.
  private static boolean isAligned(NDArray array) {
    return (array.address() & array.itemSize() - 1) == 0;
  }

  private static IllegalArgumentException violation(NDArray array, String expected) {
    return new IllegalArgumentException(
        "expected %s but found %s%s of shape %s, strides %s in bytes%s; CopyPolicy.IF_NEEDED exports a copy"
            .formatted(
                expected,
                array.isReadOnly() ? "read-only " : "",
                array.dtype(),
                Arrays.toString(array.shape()),
                Arrays.toString(array.strides()),
                isAligned(array) ? "" : ", at address 0x" + Long.toHexString(array.address())));
  }
}
