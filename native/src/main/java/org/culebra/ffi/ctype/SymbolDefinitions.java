package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Adds declared names to the symbol table. A name may be declared again as long as the
/// declarations agree (C11 6.7 §3, §4).
final class SymbolDefinitions {
  private final SourceText source;
  private final SymbolTable symbols;

  SymbolDefinitions(SourceText source, SymbolTable symbols) {
    this.source = source;
    this.symbols = symbols;
  }

  void typedef(Token name, QualifiedType type) {
    String text = name.text();
    checkKind(name, Kind.TYPEDEF);
    QualifiedType known = symbols.typedef(text);
    QualifiedType named = type;
    if (type.type() instanceof StructType struct) {
      struct.alignAsTypedef(type.alignment());
      struct.nameAfterTypedef(text);
    } else if (type.type() instanceof CType.Enum e && e.name().isEmpty()) {
      named = type.withType(new CType.Enum(text, false, e.underlying(), e.negative()));
    }
    if (known == null || isOtherFile(text, named)) {
      symbols.putTypedef(text, named);
    } else {
      same(name, known.type(), named.type(), known.isConst() == named.isConst());
    }
  }

  /// `FILE` is predefined as an opaque struct; the real header declares it with a tag of its own.
  private boolean isOtherFile(String name, QualifiedType type) {
    return name.equals("FILE") && symbols.isBuiltin(name) && type.type() instanceof StructType;
  }

  /// @param symbol the name in a library; empty for none
  void function(Token name, FunctionType type, String symbol) {
    checkKind(name, Kind.FUNCTION);
    CPrototype known = symbols.function(name.text());
    if (known == null) {
      symbols.putFunction(prototype(name, type, symbol));
      return;
    }
    same(name, known.type(), type, sameContract(known.type(), type));
    String both = symbol(name.text(), known.symbol(), symbol);
    if (!both.equals(known.symbol())) {
      symbols.putFunction(
          new CPrototype(known.name(), known.type(), known.line(), known.column(), both));
    }
  }

  private CPrototype prototype(Token name, FunctionType type, String symbol) {
    return source.prototype(name, type, symbol);
  }

  /// The symbol of two declarations: a label, if one has it.
  private static String symbol(String name, String known, String found) {
    boolean labelled = !known.isEmpty() && !known.equals(name);
    return labelled || found.isEmpty() ? known : found;
  }

  /// Whether both declarations have the same lengths and attributes.
  private static boolean sameContract(FunctionType a, FunctionType b) {
    return Objects.equals(a.owner(), b.owner()) && contract(a).equals(contract(b));
  }

  private static List<String> contract(FunctionType function) {
    return function.parameters().stream()
        .map(p -> {
          String attributes = TypePrinter.attributes(p);
          return p.type() instanceof CType.Pointer pointer
              ? attributes + "[" + pointer.length() + "]"
              : attributes;
        })
        .toList();
  }

  /// @param symbol the name in a library; empty for none
  void variable(Token name, QualifiedType type, String symbol) {
    checkKind(name, Kind.VARIABLE);
    CVariable known = symbols.variable(name.text());
    if (known == null) {
      symbols.putVariable(
          new CVariable(
              name.text(), type.type(), type.isConst(), line(name), column(name), symbol));
      return;
    }
    same(name, known.type(), type.type(), known.isConst() == type.isConst());
  }

  void constant(Token name, long value, CType.Scalar type) {
    checkKind(name, Kind.CONSTANT);
    CConstant constant = new CConstant(name.text(), value, type, line(name), column(name));
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
          "expected the earlier declaration, %s, but found %s"
              .formatted(known.declaration(text), found.declaration(text)));
    }
  }

  /// The kinds of ordinary identifiers, which share one name space (C11 6.2.3).
  private enum Kind {
    TYPEDEF("a type"),
    FUNCTION("a function"),
    VARIABLE("a variable"),
    CONSTANT("a constant");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  private void checkKind(Token name, Kind wanted) {
    for (Kind kind : Kind.values()) {
      if (kind != wanted && isKnown(name.text(), kind)) {
        throw source.error(
            name,
            "expected '%s' to remain %s but found it declared as %s"
                .formatted(name.text(), kind.description, wanted.description));
      }
    }
  }

  private boolean isKnown(String name, Kind kind) {
    return switch (kind) {
      // A name of the standard headers is predefined, but may be declared as something else.
      case TYPEDEF -> symbols.typedef(name) != null && !symbols.isBuiltin(name);
      case FUNCTION -> symbols.function(name) != null;
      case VARIABLE -> symbols.variable(name) != null;
      case CONSTANT -> symbols.constant(name) != null;
    };
  }

  private int line(Token token) {
    return source.line(token.offset());
  }

  private int column(Token token) {
    return source.column(token.offset());
  }
}
