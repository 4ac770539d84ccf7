package org.culebra.ffi.ctype;

import org.jspecify.annotations.Nullable;

/// Reads C text: the state that the parts of the grammar share, and the ways in.
final class Parser {
  private final Tokens tokens;
  private final Symbols symbols;
  private final TypeBuilder types;
  private final Expressions expressions;
  private final Specifiers specifiers;
  private final Declarators declarators;
  private final Aggregates aggregates;
  private @Nullable ParameterScope scope;

  private Parser(String text, Symbols symbols) {
    Source source = new Source(text);
    this.tokens = new Tokens(source);
    this.symbols = symbols;
    this.types = new TypeBuilder(source);
    this.expressions = new Expressions(this);
    this.specifiers = new Specifiers(this);
    this.declarators = new Declarators(this);
    this.aggregates = new Aggregates(this);
  }

  /// Reads a whole text and puts what it declares into the table.
  static void unit(String text, Symbols into) {
    Parser parser = new Parser(text, into);
    Directives directives = new Directives(parser);
    parser.tokens.onDirective(directives::read);
    new Declarations(parser).unit();
    directives.finish();
  }

  static CPrototype prototype(String text, Symbols known) {
    return new Declarations(single(text, known)).prototype();
  }

  static CType.Function callback(String text, Symbols known) {
    return new Declarations(single(text, known)).callback();
  }

  static CType typeName(String text, Symbols known) {
    Parser parser = single(text, known);
    CType type = parser.typeName();
    if (!parser.tokens.isNext(Token.Kind.END)) {
      throw parser.tokens.expected("the end of the type");
    }
    return type;
  }

  private static Parser single(String text, Symbols known) {
    Parser parser = new Parser(text, known.onTop());
    parser.tokens.onDirective(() -> {
      throw parser.tokens.expected("a single declaration", ", a preprocessor directive");
    });
    return parser;
  }

  Tokens tokens() {
    return tokens;
  }

  Symbols symbols() {
    return symbols;
  }

  TypeBuilder types() {
    return types;
  }

  Expressions expressions() {
    return expressions;
  }

  Specifiers specifiers() {
    return specifiers;
  }

  Declarators declarators() {
    return declarators;
  }

  Aggregates aggregates() {
    return aggregates;
  }

  /// The parameters of the function being read; null outside a parameter list.
  @Nullable ParameterScope scope() {
    return scope;
  }

  void scope(@Nullable ParameterScope parameters) {
    scope = parameters;
  }

  /// A type without a name (C11 6.7.7).
  CType typeName() {
    Specified specified = specifiers.read(Specifiers.Place.TYPE_NAME);
    Declarator declarator = declarators.read(Declarators.Name.NONE);
    return types.apply(specified.type(), declarator).type();
  }
}
