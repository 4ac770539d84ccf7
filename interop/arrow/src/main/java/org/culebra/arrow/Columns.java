package org.culebra.arrow;

import org.culebra.array.CopyPolicy;
import org.culebra.array.NDArray;

/// Makes columns of arrays.
final class Columns {
  private Columns() {}

  static Column of(String name, NDArray array, CopyPolicy copy) {
    throw new UnsupportedOperationException("not written yet " + name + array + copy);
  }
}
