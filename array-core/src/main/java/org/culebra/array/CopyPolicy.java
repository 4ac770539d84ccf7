package org.culebra.array;

/// Whether an operation may copy elements to new memory.
public enum CopyPolicy {
  /// Always a new array.
  ALWAYS,
  /// A view if the strides allow it, otherwise a new array.
  IF_NEEDED,
  /// A view; the operation throws if elements would have to move.
  NEVER
}
