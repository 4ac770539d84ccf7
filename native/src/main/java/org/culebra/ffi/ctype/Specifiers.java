package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads declaration specifiers (C11 6.7 to 6.7.4): storage, qualifiers and the words of a type in
/// any order.
final class Specifiers {
  private static final int MOST_WORDS = 6;

  /// Where specifiers stand, which decides what is allowed among them.
  enum Place {
    TOP,
    PARAMETER,
    FIELD,
    TYPE_NAME
  }

  private final Parser parser;
  private final Tokens tokens;

  Specifiers(Parser parser) {
    this.parser = parser;
    this.tokens = parser.tokens();
  }

  /// Whether the next word begins a type.
  boolean startsType() {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.NAME) {
      return false;
    }
    String word = Words.standard(token.text());
    return Words.isReserved(word) && !word.equals("sizeof") || typedef(token) != null;
  }

  private @Nullable Qualified typedef(Token token) {
    ParameterScope scope = parser.scope();
    boolean hidden = scope != null && scope.declares(token.text());
    return hidden ? null : parser.symbols().typedef(token.text());
  }

  String similar(Token token) {
    return token.kind() == Token.Kind.NAME
        ? parser.symbols().similar(token.text(), Symbols.Space.TYPES)
        : "";
  }

  /// The words read so far.
  private static final class State {
    final List<String> words = new ArrayList<>();
    @Nullable Qualified type;
    boolean isConst;
    boolean isVolatile;
    boolean restrict;
    boolean isTypedef;
    boolean storage;
    boolean declares;
    boolean isMember;

    boolean hasType() {
      return type != null || !words.isEmpty();
    }
  }

  Specified read(Place place) {
    Token first = tokens.peek();
    State state = new State();
    while (tokens.isNext(Token.Kind.NAME) && word(state, place)) {}
    Qualified type = type(state, first);
    if (state.restrict) {
      type = restricted(type, first);
    }
    return new Specified(
        type.with(state.isConst, state.isVolatile),
        state.isTypedef,
        state.declares,
        state.isMember,
        first);
  }

  /// Takes one word if it belongs here.
  private boolean word(State state, Place place) {
    Token token = tokens.peek();
    String word = Words.standard(token.text());
    switch (word) {
      case "const" -> state.isConst = true;
      case "volatile" -> state.isVolatile = true;
      case "restrict" -> state.restrict = true;
      case "__extension__" -> {}
      case "typedef", "extern", "static" -> storage(state, place, token);
      case "inline", "_Noreturn" -> allow(place == Place.TOP, token);
      case "register" -> allow(place == Place.PARAMETER, token);
      case "struct", "union", "enum" -> {
        aggregate(state, token);
        return true;
      }
      default -> {
        return typeWord(state, token, word);
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
          token, "expected one of typedef, extern and static but found a second, " + token.shown());
    }
    state.storage = true;
    state.isTypedef = token.is("typedef");
  }

  private void aggregate(State state, Token token) {
    if (state.hasType()) {
      throw tokens.error(token, "expected one type but found a second, " + token.shown());
    }
    Aggregates.Result result = parser.aggregates().read();
    state.type = Qualified.of(result.type());
    state.declares = result.declares();
    state.isMember = result.isMember();
  }

  private boolean typeWord(State state, Token token, String word) {
    boolean complex = word.equals("complex") && isComplexMacro(state);
    if (Words.isType(word) || complex) {
      addWord(state, token, complex ? "_Complex" : word);
      return true;
    }
    if (state.hasType()) {
      refuse(token);
      return false;
    }
    Qualified typedef = typedef(token);
    if (typedef == null) {
      refuse(token);
      return false;
    }
    state.type = typedef;
    tokens.next();
    return true;
  }

  /// Refuses a word by its name if it is known and not supported.
  void refuse(Token token) {
    String refusal = Words.refusal(token.text());
    if (refusal == null && token.text().startsWith("__attribute")) {
      refusal =
          "'"
              + token.text()
              + "' is not supported here: only packed, directly behind '}' or 'struct'";
    }
    if (refusal != null) {
      throw tokens.error(token, refusal);
    }
  }

  /// `complex` is a macro of complex.h: a word of the type if it stands behind `double` and in
  /// front of a name or `*`.
  private boolean isComplexMacro(State state) {
    Token behind = tokens.peek(1);
    boolean floating = state.words.contains("float") || state.words.contains("double");
    return floating
        && (behind.kind() == Token.Kind.NAME || behind.is("*") || behind.kind() == Token.Kind.END);
  }

  private void addWord(State state, Token token, String word) {
    if (state.type != null || state.words.size() == MOST_WORDS) {
      throw tokens.error(token, "expected one type but found a second, " + token.shown());
    }
    if (word.equals("double") && state.words.contains("long")
        || word.equals("long") && state.words.contains("double")) {
      throw tokens.error(token, "'long double' is not supported: Java has no such number");
    }
    state.words.add(word);
    tokens.next();
  }

  private Qualified type(State state, Token first) {
    if (state.type != null) {
      return state.type;
    }
    if (state.words.isEmpty()) {
      Token token = tokens.peek();
      throw tokens.expected("a type", similar(token));
    }
    String words = String.join(" ", state.words);
    String spelling = Words.scalar(words);
    if (spelling == null) {
      throw tokens.error(first, "expected a type but found the combination '" + words + "'");
    }
    if (spelling.equals("void")) {
      return Qualified.of(new CType.Void());
    }
    CType.Scalar scalar = Builtins.scalar(spelling, parser.symbols().model());
    boolean complex = state.words.contains("_Complex");
    return Qualified.of(complex ? new CType.Complex(scalar) : scalar);
  }

  private Qualified restricted(Qualified type, Token first) {
    if (!(type.type() instanceof CType.Pointer p)) {
      throw tokens.error(first, "expected restrict on a pointer but found it on " + type.type());
    }
    CType pointer =
        new CType.Pointer(p.target(), p.targetConst(), p.targetVolatile(), true, p.length());
    return type.withType(pointer);
  }
}
