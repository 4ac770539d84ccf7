package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import org.culebra.array.Casting;
import org.culebra.array.DType;

/// Arrays of numbers as packed truth values, a byte each.
final class TruthValues {

  private TruthValues() {}

  /// An operand of truth values in C order; the same one if it is that already.
  static Operand packed(Operand from, Arena scratch) {
    boolean is = from.dtype().equals(DType.BOOL) && from.isCContiguous();
    if (is && from.canRebase()) {
      return from.onNativeSegment();
    }
    Operand packed = from.zerosAlike(scratch, DType.BOOL);
    Copies.copy(packed, from, Casting.UNSAFE);
    return packed;
  }
}
