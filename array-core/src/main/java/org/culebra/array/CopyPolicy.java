package org.culebra.array;

/// Whether an operation may move elements into new memory.
public enum CopyPolicy {
  /// A new array in any case.
  ALWAYS,
  /// A view where the strides allow it, else a new array.
  IF_NEEDED,
  /// A view; the operation throws where elements would have to move.
  NEVER
}
