package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts of a struct that the parser sets one by one before it publishes the type. A struct has
/// to exist before its fields are known, because they may point to it.
abstract sealed class StructState permits CType.Struct {
  /// The fields of a complete struct or union with their layout, computed once.
  ///
  /// @param fields the fields as declared
  /// @param promoted every name that can be looked up: the fields, and those of anonymous members
  ///   with their offset from the start of this struct (C11 6.7.2.1 §13)
  /// @param natural whether each field is where C places it by its type alone
  /// @param weight the number of fields, including those of inner structs
  /// @param depth how deep structs and arrays are nested
  record Body(
      List<CType.Field> fields,
      Map<String, CType.Field> promoted,
      long byteSize,
      long byteAlignment,
      boolean packed,
      boolean natural,
      boolean flexible,
      int weight,
      int depth) {

    /// The same fields with at least some alignment; the size remains, as in GCC.
    Body aligned(long alignment) {
      return alignment <= byteAlignment
          ? this
          : new Body(fields, promoted, byteSize, alignment, packed, false, flexible, weight, depth);
    }

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

  private final boolean union;
  private final String tag;
  private String typedefName = "";
  private @Nullable Body body;

  StructState(boolean union, String tag) {
    this.union = union;
    this.tag = tag;
  }

  /// Called once, before the type is published.
  final void complete(Body fields) {
    body = fields;
  }

  /// Takes back [#complete], if the text that defines the struct turns out to be invalid.
  final void forgetBody() {
    body = null;
  }

  /// Gives an untagged struct the name that it is printed with.
  final void nameAfterTypedef(String name) {
    if (tag.isEmpty() && typedefName.isEmpty()) {
      typedefName = name;
    }
  }

  /// Raises the alignment of a struct without a tag to that of its `typedef`, the only name that it
  /// has.
  final void alignAsTypedef(long alignment) {
    Body fields = body;
    if (fields != null && tag.isEmpty() && typedefName.isEmpty()) {
      body = fields.aligned(alignment);
    }
  }

  final Body body() {
    Body fields = body;
    if (fields == null) {
      throw new IllegalStateException(
          "expected a complete type but found " + this + ", which was never defined");
    }
    return fields;
  }

  final boolean hasBody() {
    return body != null;
  }

  final boolean union() {
    return union;
  }

  final String declaredTag() {
    return tag;
  }

  final String displayName() {
    return tag.isEmpty() ? typedefName : tag;
  }
}
