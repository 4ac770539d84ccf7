package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Optional;

/// Enters names into the table. A name may be declared again with the same meaning, never with
/// another one.
final class Definitions {
  private final Source source;
  private final Symbols symbols;

  Definitions(Parser parser) {
    this.source = parser.tokens().source();
    this.symbols = parser.symbols();
  }

  void typedef(Token name, Qualified type) {
    String text = name.text();
    checkKind(name, Kind.TYPEDEF);
    Qualified known = symbols.typedef(text);
    Qualified named = type;
    if (type.type() instanceof CType.Struct struct) {
      struct.nameAfterTypedef(text);
    } else if (type.type() instanceof CType.Enum e && e.name().isEmpty()) {
      named = type.withType(new CType.Enum(text, false, e.underlying()));
    }
    if (known == null || isOtherFile(text, named)) {
      symbols.putTypedef(text, named);
    } else {
      same(name, known.type(), named.type(), known.isConst() == named.isConst());
    }
  }

  /// `FILE` is known as an opaque struct; the real header names another one.
  private boolean isOtherFile(String name, Qualified type) {
    return name.equals("FILE") && symbols.isBuiltin(name) && type.type() instanceof CType.Struct;
  }

  void function(Token name, CType.Function type) {
    checkKind(name, Kind.FUNCTION);
    CPrototype known = symbols.function(name.text());
    if (known == null) {
      symbols.putFunction(prototype(name, type));
      return;
    }
    same(name, known.type(), type, sameLengths(known.type(), type));
  }

  CPrototype prototype(Token name, CType.Function type) {
    return new CPrototype(name.text(), type, line(name), column(name));
  }

  /// Whether both declarations ask for arrays of the same length.
  private static boolean sameLengths(CType.Function a, CType.Function b) {
    return lengths(a).equals(lengths(b));
  }

  private static List<String> lengths(CType.Function function) {
    return function.parameters().stream()
        .map(p -> p.type() instanceof CType.Pointer pointer ? "[" + pointer.length() + "]" : "")
        .toList();
  }

  void variable(Token name, Qualified type) {
    checkKind(name, Kind.VARIABLE);
    CVariable known = symbols.variable(name.text());
    if (known == null) {
      symbols.putVariable(
          new CVariable(name.text(), type.type(), type.isConst(), line(name), column(name)));
      return;
    }
    same(name, known.type(), type.type(), known.isConst() == type.isConst());
  }

  void constant(CConstant constant, Token name) {
    checkKind(name, Kind.CONSTANT);
    CConstant known = symbols.constant(constant.name());
    if (known == null) {
      symbols.putConstant(constant);
    } else if (known.value() != constant.value()) {
      throw source.error(name, "expected the earlier value, " + known + ", but found " + constant);
    }
  }

  private void same(Token name, CType known, CType found, boolean alsoSame) {
    Optional<String> difference =
        new AbiComparison(CType.Comparison.STRICT, true).difference(known, found);
    if (difference.isPresent() || !alsoSame) {
      String text = name.text();
      throw source.error(
          name,
          "expected the earlier meaning, %s, but found %s"
              .formatted(known.declaration(text), found.declaration(text)));
    }
  }

  /// The kinds of names that C keeps apart from tags and fields, but not from each other (C11
  /// 6.2.3).
  private enum Kind {
    TYPEDEF("a type"),
    FUNCTION("a function"),
    VARIABLE("a variable"),
    CONSTANT("a constant");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private void checkKind(Token name, Kind wanted) {
    for (Kind kind : Kind.values()) {
      if (kind != wanted && isKnown(name.text(), kind)) {
        throw source.error(
            name,
            "expected '%s' to stay %s but found it declared as %s"
                .formatted(name.text(), kind.words, wanted.words));
      }
    }
  }

  private boolean isKnown(String name, Kind kind) {
    return switch (kind) {
      // A name of the standard headers is taken only once the text uses it as such.
      case TYPEDEF -> symbols.typedef(name) != null && !symbols.isBuiltin(name);
      case FUNCTION -> symbols.function(name) != null;
      case VARIABLE -> symbols.variable(name) != null;
      case CONSTANT -> symbols.constant(name) != null;
    };
  }

  int line(Token token) {
    return source.line(token.offset());
  }

  int column(Token token) {
    return source.column(token.offset());
  }
}
