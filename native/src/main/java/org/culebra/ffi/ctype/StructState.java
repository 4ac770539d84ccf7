package org.culebra.ffi.ctype;

import org.jspecify.annotations.Nullable;

/// What the parser finds out about a struct bit by bit, before anybody else sees it. A struct has
/// to exist before its fields are known, because they may point to it.
abstract sealed class StructState permits CType.Struct {
  private final boolean union;
  private final String tag;
  private String typedefName = "";
  private @Nullable StructBody body;

  StructState(boolean union, String tag) {
    this.union = union;
    this.tag = tag;
  }

  /// Called once, before the type is published.
  final void complete(StructBody fields) {
    body = fields;
  }

  /// Gives an untagged struct the name that it is printed with.
  final void nameAfterTypedef(String name) {
    if (tag.isEmpty() && typedefName.isEmpty()) {
      typedefName = name;
    }
  }

  final StructBody body() {
    StructBody fields = body;
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
