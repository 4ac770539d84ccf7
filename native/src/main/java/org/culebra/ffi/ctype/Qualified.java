package org.culebra.ffi.ctype;

/// A type with its qualifiers while declarations are read.
///
/// @param type the type
/// @param isConst whether the type itself is `const`; for an array, its elements
/// @param isVolatile likewise `volatile`
/// @param depth how deep the type is nested, up to the next struct
/// @param weight how many parts it is printed with
record Qualified(CType type, boolean isConst, boolean isVolatile, int depth, int weight) {
  static Qualified of(CType type) {
    return new Qualified(type, false, false, 1, 1);
  }

  /// An unqualified pointer to `target`.
  static Qualified pointer(Qualified target, CType pointer) {
    return new Qualified(pointer, false, false, target.depth() + 1, target.weight() + 1);
  }

  /// The same type with more qualifiers (C11 6.7.3 §5: the same one twice counts once).
  Qualified with(boolean moreConst, boolean moreVolatile) {
    return new Qualified(type, isConst || moreConst, isVolatile || moreVolatile, depth, weight);
  }

  Qualified withType(CType other) {
    return new Qualified(other, isConst, isVolatile, depth, weight);
  }
}
