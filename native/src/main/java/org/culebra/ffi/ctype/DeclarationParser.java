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
  ///
  /// @param completion what the text leaves out; `null` for nothing
  static void unit(
      String text, SymbolTable into, PartialDeclarations.@Nullable Completion completion) {
    ParseContext context = new ParseContext(text, into, completion);
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
  static FunctionType callback(String text, SymbolTable known) {
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
    return new ParseContext(text, known.onTop());
  }

  private void unit() {
    while (!tokens.isNext(Token.Kind.END)) {
      if (externDepth > 0 && tokens.isNext("}")) {
        tokens.next();
        externDepth--;
      } else if (!tokens.accept(";") && !externC() && !readOver()) {
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

  /// Reads over what declares nothing: a static assertion, or assembly.
  private boolean readOver() {
    if (Keywords.standard(tokens.peek().text()).equals("__asm__")) {
      tokens.next();
      while (tokens.isNext(Token.Kind.NAME)) {
        tokens.next();
      }
      if (!tokens.isNext("(")) {
        throw tokens.expected("'('");
      }
      tokens.skipBrackets();
      tokens.expect(";");
      return true;
    }
    return context.staticAssertion();
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
      if (declarator(specifiers)) {
        return;
      }
    } while (tokens.accept(","));
    tokens.expect(";");
  }

  /// Parses one declarator; returns whether it ended the declaration with a function's body.
  private boolean declarator(Syntax.DeclarationSpecifiers specifiers) {
    Syntax.Declarator declarator = context.declarators().parse(DeclaratorParser.Name.REQUIRED);
    QualifiedType type = context.types().apply(specifiers, declarator);
    Token name = declarator.name();
    if (name == null) {
      throw tokens.error(declarator.at(), "expected a name but found none");
    }
    boolean hasBody = end(specifiers, type);
    String symbol = symbol(name, specifiers, declarator, hasBody);
    if (specifiers.isTypedef()) {
      context.types().checkNoContract(specifiers, declarator, "a type");
      checkTypedef(name, type);
      Syntax.Attributes attributes = specifiers.attributes().and(declarator.attributes());
      context.definitions().typedef(name, type.aligned(attributes.alignment()));
    } else if (type.type() instanceof FunctionType function) {
      FunctionType whole = context.types().function(specifiers, declarator, function);
      context.definitions().function(name, whole, symbol);
    } else {
      context.types().checkNoContract(specifiers, declarator, "a variable");
      checkVariable(name, type.type());
      context.definitions().variable(name, type, symbol);
    }
    return hasBody;
  }

  /// Reads over an initializer or a function's body, which have no meaning here; returns whether it
  /// was a body.
  private boolean end(Syntax.DeclarationSpecifiers specifiers, QualifiedType type) {
    Token token = tokens.peek();
    context.specifiers().rejectUnsupported(token);
    if (token.is("{") && type.type() instanceof FunctionType && !specifiers.isTypedef()) {
      tokens.skipBrackets();
      return true;
    }
    if (token.is("=") && !(type.type() instanceof FunctionType) && !specifiers.isTypedef()) {
      initializer();
    } else if (!token.is(";") && !token.is(",")) {
      throw tokens.expected("',' or ';'");
    }
    return false;
  }

  private void initializer() {
    Token equals = tokens.next();
    while (!tokens.isNext(",") && !tokens.isNext(";")) {
      if (tokens.peek().opens()) {
        tokens.skipBrackets();
      } else if (tokens.isNext(Token.Kind.END) || tokens.peek().closes()) {
        throw tokens.error(
            equals, "expected ';' after this initializer but found " + tokens.peek().shown());
      } else {
        tokens.next();
      }
    }
  }

  /// The name in a library. A C99 `inline` function with a body may have one, but only where
  /// another declaration says so (C11 6.7.4 §7).
  private static String symbol(
      Token name,
      Syntax.DeclarationSpecifiers specifiers,
      Syntax.Declarator declarator,
      boolean hasBody) {
    boolean isStatic = specifiers.storage() == Syntax.Storage.STATIC;
    boolean inline = specifiers.inline() && specifiers.storage() != Syntax.Storage.EXTERN;
    if (isStatic || inline && hasBody) {
      return "";
    }
    String label = declarator.attributes().symbol();
    return label.isEmpty() ? name.text() : label;
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
    CType type = context.types().apply(specifiers, declarator).type();
    Token name = declarator.name();
    if (specifiers.isTypedef() || name == null || !(type instanceof FunctionType function)) {
      throw tokens.error(
          declarator.at(), "expected a function but found " + shown(specifiers, type));
    }
    end();
    String symbol = symbol(name, specifiers, declarator, false);
    FunctionType whole = context.types().function(specifiers, declarator, function);
    return tokens.source().prototype(name, whole, symbol);
  }

  private static String shown(Syntax.DeclarationSpecifiers specifiers, CType type) {
    return (specifiers.isTypedef() ? "typedef " : "") + type;
  }

  private FunctionType callback() {
    Syntax.DeclarationSpecifiers specifiers = context.specifiers().parse(SpecifierParser.Place.TOP);
    Syntax.Declarator declarator = context.declarators().parse(DeclaratorParser.Name.OPTIONAL);
    CType type = context.types().apply(specifiers, declarator).type();
    CType target = type instanceof CType.Pointer pointer ? pointer.target() : type;
    if (specifiers.isTypedef() || !(target instanceof FunctionType function)) {
      throw tokens.error(
          declarator.at(), "expected a function type but found " + shown(specifiers, type));
    }
    context.types().checkNoContract(specifiers, declarator, "the type of a callback");
    end();
    return function;
  }

  private void end() {
    Token token = tokens.peek();
    if (token.is("{")) {
      throw tokens.error(
          token,
          "expected the end of the declaration but found a function body; CLibrary.compile takes C"
              + " source");
    }
    context.specifiers().rejectUnsupported(token);
    tokens.accept(";");
    if (!tokens.isNext(Token.Kind.END)) {
      throw tokens.expected("the end of the declaration");
    }
  }
}
