package org.culebra.array;

import org.culebra.array.DType.Kind;

/// The alignment that a C compiler gives to types, whatever way a struct type was put together.
final class CAlignment {

  private CAlignment() {}

  /// The alignment of a type: for a struct that of its most demanding field.
  static int of(DType type) {
    if (type.kind() != Kind.STRUCT) {
      return type.alignment();
    }
    int alignment = 1;
    for (Field field : type.fields()) {
      alignment = Math.max(alignment, of(field.dtype()));
    }
    return alignment;
  }

  /// Whether every element of an aligned array is aligned, down to the fields of fields.
  static boolean holds(DType type) {
    if (type.itemSize() % of(type) != 0) {
      return false;
    }
    for (Field field : type.fields()) {
      if (field.byteOffset() % of(field.dtype()) != 0 || !holds(field.dtype())) {
        return false;
      }
    }
    return true;
  }

  static long roundUp(long bytes, int alignment) {
    return (bytes + alignment - 1) / alignment * alignment;
  }
}
