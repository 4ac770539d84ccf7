package org.culebra.ffi.ctype;

/// A type with its qualifiers (C11 6.2.5 §26), as the parsers pass it on.
///
/// @param type the type
/// @param isConst whether the type itself is `const`; for an array, its elements
/// @param isVolatile likewise `volatile`
/// @param depth how deep the type is nested, down to the next struct
/// @param weight the number of parts that it is printed with
/// @param alignment in bytes, if `aligned` gave the `typedef` another than the type has; otherwise
///   0
record QualifiedType(
    CType type, boolean isConst, boolean isVolatile, int depth, int weight, long alignment) {
  static QualifiedType of(CType type) {
    return new QualifiedType(type, false, false, 1, 1, 0);
  }

  /// An unqualified pointer to `target`.
  static QualifiedType pointer(QualifiedType target, CType pointer) {
    return new QualifiedType(pointer, false, false, target.depth() + 1, target.weight() + 1, 0);
  }

  /// The same type with more qualifiers; repeating one has no effect (C11 6.7.3 §5).
  QualifiedType with(boolean moreConst, boolean moreVolatile) {
    return new QualifiedType(
        type, isConst || moreConst, isVolatile || moreVolatile, depth, weight, alignment);
  }

  QualifiedType withType(CType other) {
    return new QualifiedType(other, isConst, isVolatile, depth, weight, alignment);
  }

  /// The same type with the alignment of an `aligned`; 0 for none.
  QualifiedType aligned(long other) {
    return other == 0 ? this : new QualifiedType(type, isConst, isVolatile, depth, weight, other);
  }

  /// `_Alignof` the type, which has a size.
  long byteAlignment() {
    return alignment == 0 ? type.byteAlignment() : alignment;
  }
}
