package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Map;

/// The fields of a complete struct or union with their layout, computed once.
///
/// @param fields the fields as declared
/// @param promoted every name that can be asked for, those of anonymous members with their offset
///   from the start
/// @param weight the number of fields, those of inner structs included
/// @param depth how deep structs and arrays are nested
record StructBody(
    List<CType.Field> fields,
    Map<String, CType.Field> promoted,
    long byteSize,
    long byteAlignment,
    boolean packed,
    boolean flexible,
    int weight,
    int depth) {

  CType.Field field(CType.Struct owner, String name) {
    CType.Field field = promoted.get(name);
    if (field == null) {
      throw new IllegalArgumentException(
          "expected a field of "
              + owner
              + " but found '"
              + name
              + "'; the fields are "
              + String.join(", ", promoted.keySet()));
    }
    return field;
  }
}
