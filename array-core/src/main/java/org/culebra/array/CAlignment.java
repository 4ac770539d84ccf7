package org.culebra.array;

import org.culebra.array.DType.Kind;

/// The alignment that a C compiler gives to types, however a struct type was created.
final class CAlignment {

  private CAlignment() {}

  /// The alignment of a type: for a struct, that of its most strictly aligned field.
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

  /// Whether every element of an aligned array is aligned, including nested fields.
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
