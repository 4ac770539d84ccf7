package org.culebra.array;

/// In which order the elements of an array are taken, or laid out in memory.
public enum Order {
  /// C order: the last axis varies fastest.
  C,
  /// Fortran order: the first axis varies fastest.
  F,
  /// The order in which the elements already lie in memory, as near as a packed copy can keep it.
  K
}
