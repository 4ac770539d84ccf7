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
    return startsType(tokens.peek());
  }

  /// Whether a token begins a type.
  boolean startsType(Token token) {
    if (token.kind() != Token.Kind.NAME) {
      return false;
    }
    String word = Keywords.standard(token.text());
    return Keywords.isReserved(word) && !Keywords.isOperator(word) || typedef(token) != null;
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
    boolean isAtomic;
    Syntax.Storage storage = Syntax.Storage.NONE;
    boolean inline;
    Syntax.Attributes attributes = Syntax.Attributes.NONE;
    boolean declares;
    boolean isMember;

    boolean hasType() {
      return type != null || !keywords.isEmpty();
    }
  }

  Syntax.DeclarationSpecifiers parse(Place place) {
    Token first = tokens.peek();
    State state = new State();
    while (specifier(state, place)) {}
    QualifiedType type = type(state, first);
    if (state.restrict) {
      type = restricted(type, first);
    }
    if (state.isAtomic) {
      type = atomic(type, first);
    }
    return new Syntax.DeclarationSpecifiers(
        type.with(state.isConst, state.isVolatile),
        state.storage,
        state.inline,
        state.declares,
        state.isMember,
        state.attributes,
        first);
  }

  /// `_Atomic T`, whose size the compiler may change only if it is known.
  QualifiedType atomic(QualifiedType type, Token at) {
    if (!type.type().isSized()) {
      throw tokens.error(at, "expected _Atomic on a type with a size but found " + type.type());
    }
    return type.withType(BuiltinTypes.atomic(type.type()));
  }

  /// Takes one token if it is a specifier.
  private boolean specifier(State state, Place place) {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.NAME && !tokens.isStandardAttribute()) {
      return false;
    }
    String word = Keywords.standard(token.text());
    switch (word) {
      case "const" -> state.isConst = true;
      case "volatile" -> state.isVolatile = true;
      case "restrict" -> state.restrict = true;
      case "typedef" -> storage(state, Syntax.Storage.TYPEDEF, place, token);
      case "extern" -> storage(state, Syntax.Storage.EXTERN, place, token);
      case "static" -> storage(state, Syntax.Storage.STATIC, place, token);
      case "inline" -> {
        allow(place == Place.TOP, token);
        state.inline = true;
      }
      case "_Noreturn" -> allow(place == Place.TOP, token);
      case "register" -> allow(place == Place.PARAMETER || place == Place.TOP, token);
      case "_Nonnull", "_Nullable", "_Null_unspecified" -> {}
      default -> {
        return longSpecifier(state, token, word);
      }
    }
    tokens.next();
    return true;
  }

  /// Takes a specifier that may consist of several tokens.
  private boolean longSpecifier(State state, Token token, String word) {
    switch (word) {
      case "[", "__attribute__", "__extension__" ->
          state.attributes = state.attributes.and(context.attributes().parse());
      case "_Alignas" -> state.attributes = state.attributes.and(context.attributes().alignas());
      case "_Atomic" -> {
        tokens.next();
        if (tokens.isNext("(")) {
          atomicType(state, token);
        } else {
          state.isAtomic = true;
        }
      }
      case "__typeof__" -> typeof(state, token);
      case "struct", "union", "enum" -> taggedType(state, token);
      default -> {
        return typeSpecifier(state, token, word);
      }
    }
    return true;
  }

  /// Parses `_Atomic(T)` from the parenthesis on.
  private void atomicType(State state, Token token) {
    tokens.expect("(");
    set(state, token, atomic(context.qualifiedTypeName(), token));
    tokens.expect(")");
  }

  /// Parses `__typeof__(T)`, or that of a variable or function.
  private void typeof(State state, Token token) {
    tokens.next();
    tokens.expect("(");
    if (startsType()) {
      set(state, token, context.qualifiedTypeName());
    } else {
      set(state, token, typeOfName());
    }
    tokens.expect(")");
  }

  private QualifiedType typeOfName() {
    String name = tokens.peek().text();
    CPrototype function = context.symbols().function(name);
    CVariable variable = context.symbols().variable(name);
    QualifiedType type =
        function != null
            ? QualifiedType.of(function.type())
            : variable != null
                ? QualifiedType.of(variable.type()).with(variable.isConst(), false)
                : null;
    if (type == null || !tokens.peek(1).is(")")) {
      throw tokens.expected("a type, or the name of a variable or function, in typeof");
    }
    tokens.next();
    return type;
  }

  private void set(State state, Token token, QualifiedType type) {
    if (state.hasType()) {
      throw second(token);
    }
    state.type = type;
  }

  private CDeclarationException second(Token token) {
    return tokens.error(token, "expected one type but found a second, " + token.shown());
  }

  private void allow(boolean allowed, Token token) {
    if (!allowed) {
      throw tokens.error(token, "expected a type but found '" + token.text() + "'");
    }
  }

  private void storage(State state, Syntax.Storage storage, Place place, Token token) {
    allow(place == Place.TOP, token);
    if (state.storage != Syntax.Storage.NONE) {
      throw tokens.error(
          token,
          "expected at most one of typedef, extern and static but found a second, "
              + token.shown());
    }
    state.storage = storage;
  }

  private void taggedType(State state, Token token) {
    if (state.hasType()) {
      throw second(token);
    }
    TaggedTypeParser.Result result = context.taggedTypes().parse();
    set(state, token, QualifiedType.of(result.type()));
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
    String problem = Keywords.rejection(token.text());
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
      throw second(token);
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
    boolean complex = state.keywords.contains("_Complex");
    DataModel model = context.symbols().model();
    CType type = BuiltinTypes.of(spelling, model);
    return QualifiedType.of(complex ? complex(type) : type);
  }

  private static CType complex(CType part) {
    if (part instanceof CType.Opaque opaque) {
      return BuiltinTypes.complex(opaque);
    }
    return new CType.Complex((CType.Scalar) part);
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
