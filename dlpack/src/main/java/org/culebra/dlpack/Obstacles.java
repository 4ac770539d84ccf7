package org.culebra.dlpack;

import java.util.Arrays;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.jspecify.annotations.Nullable;

/// Why an array cannot be shared as it is.
final class Obstacles {
  private Obstacles() {}

  /// The refusal, not thrown; null if the array can be shared.
  static @Nullable RuntimeException first(NDArray array, ExportOptions options) {
    if (!array.dtype().isNativeOrder()) {
      return refused(array, "elements in the byte order of this machine");
    }
    StridedLayout layout = array.layout();
    int mask = layout.itemSize() - 1; // DLPack's sizes are powers of two
    boolean negative = false;
    boolean broken = false;
    for (int k = 0; k < layout.rank(); k++) {
      if (layout.shape(k) != 1) {
        long stride = layout.stride(k);
        negative |= stride < 0;
        broken |= (stride & mask) != 0;
      }
    }
    if ((negative || broken) && layout.size() != 0) {
      if (broken) {
        return refused(
            array, "strides that are multiples of the %d bytes of an element".formatted(mask + 1));
      }
      if (!options.allowsNegativeStrides()) {
        return refused(array, "no negative strides");
      }
    }
    if (options.isLegacy() && (array.isReadOnly() || repeats(layout))) {
      return refused(array, "writable elements, for a legacy struct cannot say read-only,");
    }
    return null;
  }

  /// Whether one element appears at several indices of an axis.
  static boolean repeats(StridedLayout layout) {
    for (int k = 0; k < layout.rank(); k++) {
      if (layout.stride(k) == 0 && layout.shape(k) > 1) {
        return layout.size() != 0;
      }
    }
    return false;
  }

  private static IllegalArgumentException refused(NDArray array, String expected) {
    boolean readOnly = array.isReadOnly() || repeats(array.layout());
    return new IllegalArgumentException(
        "expected %s but found %s%s of shape %s, strides %s in bytes; CopyPolicy.IF_NEEDED exports a copy"
            .formatted(
                expected,
                readOnly ? "read-only " : "",
                array.dtype(),
                Arrays.toString(array.shape()),
                Arrays.toString(array.strides())));
  }
}
