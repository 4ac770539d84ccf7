package org.culebra.ffi.ctype;

import org.jspecify.annotations.Nullable;

/// Parses external declarations (C11 6.7, 6.9), the outermost level of a text. [CDeclarations]
/// calls its four entry points: [#unit], [#prototype], [#callback] and [#typeName].
final class DeclarationParser {
  private final ParseContext context;
  private final TokenStream tokens;
  private @Nullable Token externC;
  private int externDepth;

  private DeclarationParser(ParseContext context) {
    this.context = context;
    this.tokens = context.tokens();
  }

  /// Parses a whole text and adds what it declares to the table.
  static void unit(String text, SymbolTable into) {
    ParseContext context = new ParseContext(text, into);
    DirectiveParser directives = new DirectiveParser(context);
    context.tokens().onDirective(directives::parse);
    new DeclarationParser(context).unit();
    directives.finish();
  }

  /// Parses a single prototype.
  static CPrototype prototype(String text, SymbolTable known) {
    return new DeclarationParser(single(text, known)).prototype();
  }

  /// Parses a function type with or without a name, or a pointer to one.
  static CType.Function callback(String text, SymbolTable known) {
    return new DeclarationParser(single(text, known)).callback();
  }

  /// Parses a type name (C11 6.7.7).
  static CType typeName(String text, SymbolTable known) {
    ParseContext context = single(text, known);
    CType type = context.typeName();
    if (!context.tokens().isNext(Token.Kind.END)) {
      throw context.tokens().expected("the end of the type");
    }
    return type;
  }

  private static ParseContext single(String text, SymbolTable known) {
    ParseContext context = new ParseContext(text, known.onTop());
    TokenStream tokens = context.tokens();
    tokens.onDirective(() -> {
      throw tokens.expected("a single declaration", ", a preprocessor directive");
    });
    return context;
  }

  private void unit() {
    while (!tokens.isNext(Token.Kind.END)) {
      if (externDepth > 0 && tokens.isNext("}")) {
        tokens.next();
        externDepth--;
      } else if (!tokens.accept(";") && !externC()) {
        declaration();
      }
    }
    if (externDepth > 0 && externC != null) {
      throw tokens.error(
          externC, "expected '}' to end this extern \"C\" but found the end of the text");
    }
  }

  /// Takes `extern "C" {`, or `extern "C"` before a single declaration, which the caller then
  /// parses.
  private boolean externC() {
    if (!tokens.isNext("extern") || tokens.peek(1).kind() != Token.Kind.STRING) {
      return false;
    }
    Token extern = tokens.next();
    if (!tokens.peek().text().equals("\"C\"")) {
      throw tokens.expected("\"C\" after extern");
    }
    tokens.next();
    if (tokens.accept("{")) {
      externC = externDepth == 0 ? extern : externC;
      externDepth++;
    }
    return true;
  }

  private void declaration() {
    context.specifiers().rejectUnsupported(tokens.peek());
    Syntax.DeclarationSpecifiers specifiers = context.specifiers().parse(SpecifierParser.Place.TOP);
    if (tokens.isNext(";")) {
      if (!specifiers.declares() || specifiers.isTypedef()) {
        throw tokens.expected("a name");
      }
      tokens.next();
      return;
    }
    do {
      declarator(specifiers);
    } while (tokens.accept(","));
    tokens.expect(";");
  }

  private void declarator(Syntax.DeclarationSpecifiers specifiers) {
    Syntax.Declarator declarator = context.declarators().parse(DeclaratorParser.Name.REQUIRED);
    QualifiedType type = context.types().apply(specifiers.type(), declarator);
    Token name = declarator.name();
    if (name == null) {
      throw tokens.error(declarator.at(), "expected a name but found none");
    }
    checkEnd(type);
    if (specifiers.isTypedef()) {
      checkTypedef(name, type);
      context.definitions().typedef(name, type);
    } else if (type.type() instanceof CType.Function function) {
      context.definitions().function(name, function);
    } else {
      checkVariable(name, type.type());
      context.definitions().variable(name, type);
    }
  }

  /// Rejects whatever may follow a declarator in C but not here.
  private void checkEnd(QualifiedType type) {
    Token token = tokens.peek();
    context.specifiers().rejectUnsupported(token);
    if (token.is("{") && type.type() instanceof CType.Function) {
      throw functionBody(token);
    }
    if (token.is("=")) {
      throw tokens.error(token, "initializers are not supported: only declarations are read");
    }
    if (token.is(":")) {
      throw TaggedTypeParser.bitField(tokens);
    }
    if (!token.is(";") && !token.is(",")) {
      throw tokens.expected("',' or ';'");
    }
  }

  private CDeclarationException functionBody(Token brace) {
    return tokens.error(brace, "function bodies are not supported: only declarations are read");
  }

  private void checkTypedef(Token name, QualifiedType type) {
    if (type.type() instanceof CType.Array array && array.count() == 0) {
      throw tokens.error(name, "expected an array type with a length but found " + array);
    }
  }

  private void checkVariable(Token name, CType type) {
    if (type instanceof CType.Void) {
      throw tokens.error(name, "expected a variable of a complete type but found void");
    }
  }

  private CPrototype prototype() {
    Syntax.DeclarationSpecifiers specifiers = context.specifiers().parse(SpecifierParser.Place.TOP);
    Syntax.Declarator declarator = context.declarators().parse(DeclaratorParser.Name.REQUIRED);
    CType type = context.types().apply(specifiers.type(), declarator).type();
    Token name = declarator.name();
    if (specifiers.isTypedef() || name == null || !(type instanceof CType.Function function)) {
      throw tokens.error(
          declarator.at(), "expected a function but found " + shown(specifiers, type));
    }
    end();
    return context.definitions().prototype(name, function);
  }

  private static String shown(Syntax.DeclarationSpecifiers specifiers, CType type) {
    return (specifiers.isTypedef() ? "typedef " : "") + type;
  }

  private CType.Function callback() {
    Syntax.DeclarationSpecifiers specifiers = context.specifiers().parse(SpecifierParser.Place.TOP);
    Syntax.Declarator declarator = context.declarators().parse(DeclaratorParser.Name.OPTIONAL);
    CType type = context.types().apply(specifiers.type(), declarator).type();
    CType target = type instanceof CType.Pointer pointer ? pointer.target() : type;
    if (specifiers.isTypedef() || !(target instanceof CType.Function function)) {
      throw tokens.error(
          declarator.at(), "expected a function type but found " + shown(specifiers, type));
    }
    end();
    return function;
  }

  private void end() {
    Token token = tokens.peek();
    if (token.is("{")) {
      throw functionBody(token);
    }
    context.specifiers().rejectUnsupported(token);
    tokens.accept(";");
    if (!tokens.isNext(Token.Kind.END)) {
      throw tokens.expected("the end of the declaration");
    }
  }
}
