package org.culebra.ffi.internal.call;

import org.culebra.ffi.ctype.CType;

/// A field found by its path.
///
/// @param path as it was asked for
/// @param type the field's type
/// @param byteOffset from the start of the outermost struct
record StructField(String path, CType type, long byteOffset) {
  static StructField find(CType.Struct struct, String path) {
    CType type = struct;
    long offset = 0;
    for (String name : path.split("\\.", -1)) {
      if (!(type instanceof CType.Struct owner)) {
        throw new IllegalArgumentException(
            "expected a field of %s but found '%s': '%s' comes after %s"
                .formatted(struct, path, name, type));
      }
      CType.Field field = owner.field(name);
      type = field.type();
      offset += field.byteOffset();
    }
    return new StructField(path, type, offset);
  }

  /// `field 'width'`.
  String where() {
    return "field '" + path + "'";
  }
}
