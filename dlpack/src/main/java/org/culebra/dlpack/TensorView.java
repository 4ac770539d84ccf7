package org.culebra.dlpack;

import java.util.Objects;
import org.culebra.array.NDArray;
import org.culebra.dlpack.DlpackStructs.DLManagedTensorVersioned;

/// A tensor whose struct stays its owner's, see
/// [DLPack#view(java.lang.foreign.Arena,java.lang.foreign.MemorySegment,ImportOptions)].
///
/// @param array the elements, read-only if the struct or the options say so or elements overlap
/// @param flags the struct's `flags`, including those unknown to this version; 0 for a legacy
///   struct
public record TensorView(NDArray array, long flags) {
  /// Checks the array.
  public TensorView {
    Objects.requireNonNull(array, "array");
  }

  /// Whether the struct says that the memory must not be written.
  ///
  /// @return true if the struct's flags say so
  public boolean isFlaggedReadOnly() {
    return (flags & DLManagedTensorVersioned.FLAG_READ_ONLY) != 0;
  }

  /// Whether the producer has made a copy for this consumer alone.
  ///
  /// @return true if the struct's flags say so
  public boolean isCopied() {
    return (flags & DLManagedTensorVersioned.FLAG_IS_COPIED) != 0;
  }
}
