package org.culebra.ffi.ctype;

import org.jspecify.annotations.Nullable;

/// The parse of one text: the state that the parsers share, and the parsers, which call each other
/// because C's grammar is recursive (an array length may contain `sizeof` with a type, which may
/// contain a struct, whose fields are declarators with array lengths).
final class ParseContext {
  private final TokenStream tokens;
  private final SymbolTable symbols;
  private final SymbolDefinitions definitions;
  private final TypeBuilder types;
  private final ExpressionParser expressions;
  private final SpecifierParser specifiers;
  private final DeclaratorParser declarators;
  private final TaggedTypeParser taggedTypes;
  private @Nullable ParameterScope scope;

  ParseContext(String text, SymbolTable symbols) {
    SourceText source = new SourceText(text);
    this.tokens = new TokenStream(source);
    this.symbols = symbols;
    this.definitions = new SymbolDefinitions(source, symbols);
    this.types = new TypeBuilder(source);
    this.expressions = new ExpressionParser(this);
    this.specifiers = new SpecifierParser(this);
    this.declarators = new DeclaratorParser(this);
    this.taggedTypes = new TaggedTypeParser(this);
  }

  TokenStream tokens() {
    return tokens;
  }

  /// The names known so far.
  SymbolTable symbols() {
    return symbols;
  }

  /// Adds names to [#symbols], checked against those known.
  SymbolDefinitions definitions() {
    return definitions;
  }

  TypeBuilder types() {
    return types;
  }

  ExpressionParser expressions() {
    return expressions;
  }

  SpecifierParser specifiers() {
    return specifiers;
  }

  DeclaratorParser declarators() {
    return declarators;
  }

  TaggedTypeParser taggedTypes() {
    return taggedTypes;
  }

  /// The parameters of the function being parsed; null outside a parameter list.
  @Nullable ParameterScope scope() {
    return scope;
  }

  void scope(@Nullable ParameterScope parameters) {
    scope = parameters;
  }

  /// Parses a type name: specifiers and an abstract declarator (C11 6.7.7).
  CType typeName() {
    Syntax.DeclarationSpecifiers base = specifiers.parse(SpecifierParser.Place.TYPE_NAME);
    Syntax.Declarator declarator = declarators.parse(DeclaratorParser.Name.NONE);
    return types.apply(base.type(), declarator).type();
  }
}
