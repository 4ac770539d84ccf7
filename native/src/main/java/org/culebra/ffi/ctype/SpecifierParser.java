package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses declaration specifiers (C11 6.7 to 6.7.4): storage classes, qualifiers and type
/// specifiers, in any order.
final class SpecifierParser {
  private static final int MAX_TYPE_KEYWORDS = 6;

  /// The position of the specifiers, which decides what they may contain.
  enum Place {
    TOP,
    PARAMETER,
    FIELD,
    TYPE_NAME
  }

  private final ParseContext context;
  private final TokenStream tokens;

  SpecifierParser(ParseContext context) {
    this.context = context;
    this.tokens = context.tokens();
  }

  /// Whether the next token begins a type.
  boolean startsType() {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.NAME) {
      return false;
    }
    String word = Keywords.standard(token.text());
    return Keywords.isReserved(word) && !word.equals("sizeof") || typedef(token) != null;
  }

  private @Nullable QualifiedType typedef(Token token) {
    ParameterScope scope = context.scope();
    boolean hidden = scope != null && scope.declares(token.text());
    return hidden ? null : context.symbols().typedef(token.text());
  }

  String similar(Token token) {
    return token.kind() == Token.Kind.NAME
        ? context.symbols().similar(token.text(), SymbolTable.Space.TYPES)
        : "";
  }

  /// The specifiers parsed so far.
  private static final class State {
    final List<String> keywords = new ArrayList<>();
    @Nullable QualifiedType type;
    boolean isConst;
    boolean isVolatile;
    boolean restrict;
    boolean isTypedef;
    boolean storage;
    boolean declares;
    boolean isMember;

    boolean hasType() {
      return type != null || !keywords.isEmpty();
    }
  }

  Syntax.DeclarationSpecifiers parse(Place place) {
    Token first = tokens.peek();
    State state = new State();
    while (tokens.isNext(Token.Kind.NAME) && specifier(state, place)) {}
    QualifiedType type = type(state, first);
    if (state.restrict) {
      type = restricted(type, first);
    }
    return new Syntax.DeclarationSpecifiers(
        type.with(state.isConst, state.isVolatile),
        state.isTypedef,
        state.declares,
        state.isMember,
        first);
  }

  /// Takes one token if it is a specifier.
  private boolean specifier(State state, Place place) {
    Token token = tokens.peek();
    String word = Keywords.standard(token.text());
    switch (word) {
      case "const" -> state.isConst = true;
      case "volatile" -> state.isVolatile = true;
      case "restrict" -> state.restrict = true;
      case "__extension__" -> {}
      case "typedef", "extern", "static" -> storage(state, place, token);
      case "inline", "_Noreturn" -> allow(place == Place.TOP, token);
      case "register" -> allow(place == Place.PARAMETER, token);
      case "struct", "union", "enum" -> {
        taggedType(state, token);
        return true;
      }
      default -> {
        return typeSpecifier(state, token, word);
      }
    }
    tokens.next();
    return true;
  }

  private void allow(boolean allowed, Token token) {
    if (!allowed) {
      throw tokens.error(token, "expected a type but found '" + token.text() + "'");
    }
  }

  private void storage(State state, Place place, Token token) {
    allow(place == Place.TOP, token);
    if (state.storage) {
      throw tokens.error(
          token,
          "expected at most one of typedef, extern and static but found a second, "
              + token.shown());
    }
    state.storage = true;
    state.isTypedef = token.is("typedef");
  }

  private void taggedType(State state, Token token) {
    if (state.hasType()) {
      throw tokens.error(token, "expected one type but found a second, " + token.shown());
    }
    TaggedTypeParser.Result result = context.taggedTypes().parse();
    state.type = QualifiedType.of(result.type());
    state.declares = result.declares();
    state.isMember = result.isMember();
  }

  private boolean typeSpecifier(State state, Token token, String word) {
    boolean complex = word.equals("complex") && isComplexMacro(state);
    if (Keywords.isType(word) || complex) {
      addKeyword(state, token, complex ? "_Complex" : word);
      return true;
    }
    if (state.hasType()) {
      rejectUnsupported(token);
      return false;
    }
    QualifiedType typedef = typedef(token);
    if (typedef == null) {
      rejectUnsupported(token);
      return false;
    }
    state.type = typedef;
    tokens.next();
    return true;
  }

  /// Rejects a keyword that C or a compiler has but this library does not support.
  void rejectUnsupported(Token token) {
    String problem = Keywords.unsupported(token.text());
    if (problem == null && token.text().startsWith("__attribute")) {
      problem =
          "'"
              + token.text()
              + "' is not supported here: only packed, directly after '}' or 'struct'";
    }
    if (problem != null) {
      throw tokens.error(token, problem);
    }
  }

  /// `complex` is a macro of complex.h: part of the type if it stands after `double` and before a
  /// name or `*`.
  private boolean isComplexMacro(State state) {
    Token following = tokens.peek(1);
    boolean floating = state.keywords.contains("float") || state.keywords.contains("double");
    return floating
        && (following.kind() == Token.Kind.NAME
            || following.is("*")
            || following.kind() == Token.Kind.END);
  }

  private void addKeyword(State state, Token token, String word) {
    if (state.type != null || state.keywords.size() == MAX_TYPE_KEYWORDS) {
      throw tokens.error(token, "expected one type but found a second, " + token.shown());
    }
    if (word.equals("double") && state.keywords.contains("long")
        || word.equals("long") && state.keywords.contains("double")) {
      throw tokens.error(token, "'long double' is not supported: Java has no such numeric type");
    }
    state.keywords.add(word);
    tokens.next();
  }

  private QualifiedType type(State state, Token first) {
    if (state.type != null) {
      return state.type;
    }
    if (state.keywords.isEmpty()) {
      Token token = tokens.peek();
      throw tokens.expected("a type", similar(token));
    }
    String keywords = String.join(" ", state.keywords);
    String spelling = Keywords.scalar(keywords);
    if (spelling == null) {
      throw tokens.error(first, "expected a type but found the combination '" + keywords + "'");
    }
    if (spelling.equals("void")) {
      return QualifiedType.of(new CType.Void());
    }
    CType.Scalar scalar = BuiltinTypes.scalar(spelling, context.symbols().model());
    boolean complex = state.keywords.contains("_Complex");
    return QualifiedType.of(complex ? new CType.Complex(scalar) : scalar);
  }

  private QualifiedType restricted(QualifiedType type, Token first) {
    if (!(type.type() instanceof CType.Pointer p)) {
      throw tokens.error(first, "expected restrict on a pointer but found it on " + type.type());
    }
    CType pointer =
        new CType.Pointer(p.target(), p.targetConst(), p.targetVolatile(), true, p.length());
    return type.withType(pointer);
  }
}
