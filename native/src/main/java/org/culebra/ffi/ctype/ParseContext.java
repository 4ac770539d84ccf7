package org.culebra.ffi.ctype;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The parse of one text: the state that the parsers share, and the parsers, which call each other
/// because C's grammar is recursive (an array length may contain `sizeof` with a type, which may
/// contain a struct, whose fields are declarators with array lengths).
final class ParseContext {
  private final TokenStream tokens;
  private final SymbolTable symbols;
  private final TypeBuilder types;
  private @Nullable ExpressionParser expressions;
  private final SpecifierParser specifiers;
  private final DeclaratorParser declarators;
  private @Nullable PackStack packs;
  private final PartialDeclarations.@Nullable Completion completion;
  private @Nullable ParameterScope scope;

  ParseContext(String text, SymbolTable symbols) {
    this(text, symbols, null);
  }

  /// @param completion what the text leaves out; `null` for nothing
  ParseContext(
      String text, SymbolTable symbols, PartialDeclarations.@Nullable Completion completion) {
    this.completion = completion;
    SourceText source = new SourceText(text);
    this.tokens = new TokenStream(source);
    this.symbols = symbols;
    this.types = new TypeBuilder(source, symbols.model());
    this.specifiers = new SpecifierParser(this);
    this.declarators = new DeclaratorParser(this);
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
    return new SymbolDefinitions(tokens.source(), symbols);
  }

  TypeBuilder types() {
    return types;
  }

  ExpressionParser expressions() {
    ExpressionParser parser = expressions;
    if (parser == null) {
      parser = new ExpressionParser(this);
      expressions = parser;
    }
    return parser;
  }

  SpecifierParser specifiers() {
    return specifiers;
  }

  DeclaratorParser declarators() {
    return declarators;
  }

  TaggedTypeParser taggedTypes() {
    return new TaggedTypeParser(this);
  }

  AttributeParser attributes() {
    return new AttributeParser(this);
  }

  /// Parses the attributes that come next; there are usually none.
  Syntax.Attributes parseAttributes() {
    return hasAttributes() ? attributes().parse() : Syntax.Attributes.NONE;
  }

  /// Parses the label and the attributes after a declarator.
  Syntax.Attributes afterDeclarator() {
    return hasAttributes() ? attributes().afterDeclarator() : Syntax.Attributes.NONE;
  }

  private boolean hasAttributes() {
    return startsAttribute(tokens.peek()) || tokens.isStandardAttribute();
  }

  /// Whether a word may start attributes or a label, at a glance.
  static boolean startsAttribute(Token token) {
    return token.text().startsWith("__") || token.is("asm");
  }

  /// What the text leaves out with `...`.
  PartialDeclarations.Completion completion() {
    return completion == null ? PartialDeclarations.Completion.NONE : completion;
  }

  /// The state of `#pragma pack`.
  PackStack packs() {
    PackStack stack = packs;
    if (stack == null) {
      stack = new PackStack();
      packs = stack;
    }
    return stack;
  }

  /// The parameters of the function being parsed; null outside a parameter list.
  @Nullable ParameterScope scope() {
    return scope;
  }

  void scope(@Nullable ParameterScope parameters) {
    scope = parameters;
  }

  /// Takes a static assertion, which is not checked: it may contain any expression.
  boolean staticAssertion() {
    if (!Keywords.standard(tokens.peek().text()).equals("_Static_assert")) {
      return false;
    }
    tokens.next();
    if (!tokens.isNext("(")) {
      throw tokens.expected("'('");
    }
    tokens.skipBrackets();
    tokens.expect(";");
    return true;
  }

  /// Parses a type name: specifiers and an abstract declarator (C11 6.7.7).
  CType typeName() {
    return qualifiedTypeName().type();
  }

  /// The same with its qualifiers and its alignment.
  QualifiedType qualifiedTypeName() {
    tokens.enter();
    Syntax.DeclarationSpecifiers base = specifiers.parse(SpecifierParser.Place.TYPE_NAME);
    Syntax.Declarator declarator = declarators.parse(DeclaratorParser.Name.NONE);
    tokens.leave();
    return types.apply(base, declarator);
  }

  /// What `#pragma pack` limits the alignment of fields to (GCC manual, "Structure-Layout
  /// Pragmas").
  static final class PackStack {
    /// An earlier limit, and the name that it was pushed with; empty for none.
    private record Saved(String name, long limit) {}

    private final Deque<Saved> saved = new ArrayDeque<>();
    private long limit;

    /// The limit in bytes; 0 for none.
    long limit() {
      return limit;
    }

    void set(long bytes) {
      limit = bytes;
    }

    void push(String name) {
      saved.push(new Saved(name, limit));
    }

    /// Returns to the limit before the last push, or before the last one with this name; an
    /// unmatched pop has no effect, as in GCC.
    void pop(String name) {
      if (!name.isEmpty() && saved.stream().noneMatch(entry -> entry.name().equals(name))) {
        return;
      }
      while (!saved.isEmpty()) {
        Saved last = saved.pop();
        limit = last.limit();
        if (name.isEmpty() || last.name().equals(name)) {
          return;
        }
      }
    }
  }
}
