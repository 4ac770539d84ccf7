package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.culebra.array.internal.Suggestions;

/// The parameters of the function being parsed, and the array lengths that refer to them (C11 6.2.1
/// §4, function prototype scope). A length may name a later parameter, so names are checked at the
/// end of the list.
final class ParameterScope {
  private final SourceText source;
  private final Map<String, CType> declared = new HashMap<>();
  private final List<Token> references = new ArrayList<>();

  /// Those of which the target is meant.
  private final List<Token> targets = new ArrayList<>();

  ParameterScope(SourceText source) {
    this.source = source;
  }

  boolean declares(String name) {
    return declared.containsKey(name);
  }

  void declare(Token name, CType type) {
    if (declared.putIfAbsent(name.text(), type) != null) {
      throw source.error(
          name, "expected a unique name but found a second parameter '" + name.text() + "'");
    }
  }

  void reference(Token name) {
    references.add(name);
  }

  void referenceTarget(Token name) {
    targets.add(name);
  }

  void finish() {
    for (Token name : references) {
      CType type = declared(name);
      if (!isInteger(type)) {
        throw source.error(
            name,
            "expected an integer parameter as length but found " + type.declaration(name.text()));
      }
    }
    for (Token name : targets) {
      CType type = declared(name);
      if (!(type instanceof CType.Pointer pointer) || !isInteger(pointer.target())) {
        throw source.error(
            name,
            "expected a pointer to an integer as length but found "
                + type.declaration(name.text()));
      }
    }
  }

  private CType declared(Token name) {
    CType type = declared.get(name.text());
    if (type == null) {
      String hint = Suggestions.hint(name.text(), declared.keySet());
      throw source.error(
          name,
          "expected a parameter of this function or a constant but found '"
              + name.text()
              + "'"
              + hint);
    }
    return type;
  }

  private static boolean isInteger(CType type) {
    return type instanceof CType.Scalar scalar && scalar.isInteger() || type instanceof CType.Enum;
  }
}
