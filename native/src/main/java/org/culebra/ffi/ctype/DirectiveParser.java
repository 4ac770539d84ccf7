package org.culebra.ffi.ctype;

import java.util.ArrayDeque;
import java.util.Deque;

/// Parses the few preprocessor directives (C11 6.10) that declare something or can be ignored:
/// `#define` with an integer, `#pragma`, line markers, include guards, and `#ifdef __cplusplus`,
/// whose section is skipped. All others are rejected by name.
final class DirectiveParser {
  private static final String PREPROCESS = "; run the text through 'cc -E -P' or remove the line";

  private final ParseContext context;
  private final TokenStream tokens;

  /// The open include guards, innermost first.
  private final Deque<Token> open = new ArrayDeque<>();

  /// The name of an include guard whose `#define` comes next.
  private String guard = "";

  DirectiveParser(ParseContext context) {
    this.context = context;
    this.tokens = context.tokens();
  }

  /// Parses one directive, from the token after its `#` to the end of its line.
  void parse() {
    Token word = tokens.peek();
    if (word.kind() == Token.Kind.NEWLINE) {
      tokens.nextRaw();
      return;
    }
    tokens.nextRaw();
    boolean marker = word.kind() == Token.Kind.INTEGER;
    switch (marker ? "line" : word.text()) {
      case "line" -> skipLine();
      case "define" -> define();
      case "pragma" -> pragma();
      case "ifdef" -> ifdef(word);
      case "ifndef" -> ifndef(word);
      case "if" -> ifDefined(word);
      case "endif" -> endif(word);
      default -> throw unsupported(word, "");
    }
    if (tokens.peekRaw().kind() == Token.Kind.NEWLINE) {
      tokens.nextRaw();
    }
  }

  /// Called at the end of the text.
  void finish() {
    if (!open.isEmpty()) {
      throw tokens.error(open.peek(), "expected an #endif but found the end of the text");
    }
  }

  private CDeclarationException unsupported(Token word, String detail) {
    String what = word.kind() == Token.Kind.NAME ? "#" + word.text() : word.shown();
    return tokens.error(
        word,
        "expected #define, #pragma, an include guard or #ifdef __cplusplus but found "
            + what
            + detail
            + PREPROCESS);
  }

  private Token name(String directive) {
    Token name = tokens.nextRaw();
    if (name.kind() != Token.Kind.NAME) {
      throw tokens.error(
          name, "expected a name after #" + directive + " but found " + name.shown());
    }
    return name;
  }

  private void endOfLine() {
    Token token = tokens.peekRaw();
    if (token.kind() != Token.Kind.NEWLINE) {
      throw tokens.error(token, "expected the end of the line but found " + token.shown());
    }
  }

  private void skipLine() {
    while (tokens.peekRaw().kind() != Token.Kind.NEWLINE
        && tokens.peekRaw().kind() != Token.Kind.END) {
      tokens.nextRaw();
    }
  }

  /// Parses a pragma: `pack` changes the layout, and so would some that are rejected; all others
  /// are skipped.
  private void pragma() {
    Token word = tokens.peekRaw();
    if (word.kind() == Token.Kind.NAME) {
      tokens.nextRaw();
    }
    switch (word.text()) {
      case "pack" -> pack();
      case "ms_struct", "scalar_storage_order", "options" ->
          throw tokens.error(
              word,
              "expected no #pragma that changes the layout, other than pack, but found #pragma "
                  + word.text()
                  + "; access such structs by C functions");
      default -> skipLine();
    }
  }

  /// Parses `pack(n)`, `pack()`, `pack(push)`, `pack(push, name, n)` or `pack(pop, name)`.
  private void pack() {
    expectRaw("(");
    String action = "";
    String name = "";
    long limit = -1;
    while (!tokens.peekRaw().is(")")) {
      Token token = tokens.nextRaw();
      if (token.kind() == Token.Kind.INTEGER && limit < 0) {
        limit = limit(token);
      } else if (action.isEmpty() && (token.is("push") || token.is("pop"))) {
        action = token.text();
      } else if (!action.isEmpty() && token.kind() == Token.Kind.NAME && name.isEmpty()) {
        name = token.text();
      } else {
        throw tokens.error(
            token, "expected push, pop or an alignment in #pragma pack but found " + token.shown());
      }
      if (!tokens.peekRaw().is(")")) {
        expectRaw(",");
      }
    }
    tokens.nextRaw();
    switch (action) {
      case "push" -> context.packs().push(name);
      case "pop" -> context.packs().pop(name);
      default -> limit = Math.max(limit, 0);
    }
    if (limit >= 0) {
      context.packs().set(limit);
    }
    skipLine();
  }

  private long limit(Token token) {
    return switch (token.text()) {
      case "0", "1", "2", "4", "8", "16" -> Long.parseLong(token.text());
      default ->
          throw tokens.error(
              token, "expected an alignment of 1, 2, 4, 8 or 16 but found " + token.shown());
    };
  }

  private void expectRaw(String punctuator) {
    Token token = tokens.nextRaw();
    if (!token.is(punctuator)) {
      throw tokens.error(token, "expected '" + punctuator + "' but found " + token.shown());
    }
  }

  private void define() {
    Token name = name("define");
    Token value = tokens.peekRaw();
    if (value.is("(") && value.offset() == name.end()) {
      throw tokens.error(
          name,
          "expected a macro without parameters but found "
              + name.shown()
              + " with parameters; declare it as a function, and read its header by header(...)");
    }
    if (value.kind() == Token.Kind.NEWLINE) {
      if (!name.text().equals(guard)) {
        throw tokens.error(
            value, "expected an integer for '" + name.text() + "' but found nothing");
      }
      guard = "";
      return;
    }
    if (Keywords.isReserved(name.text())) {
      throw tokens.error(name, "expected a new name but found the keyword " + name.shown());
    }
    constant(name);
    endOfLine();
  }

  private void constant(Token name) {
    ParameterScope outer = context.scope();
    context.scope(null);
    Token first = tokens.peekRaw();
    CInteger value =
        first.is("...")
            ? context.completion().constant(tokens.source(), tokens.nextRaw(), name.text())
            : context.expressions().definition();
    context.scope(outer);
    context.definitions().constant(name, value.bits(), value.type());
  }

  private void ifdef(Token word) {
    Token name = name("ifdef");
    if (!name.is("__cplusplus")) {
      throw unsupported(word, " " + name.text());
    }
    endOfLine();
    skip(word);
  }

  /// Parses `#if defined(__cplusplus)` or `#if defined __cplusplus`.
  private void ifDefined(Token word) {
    boolean defined = tokens.nextRaw().is("defined");
    Token name = tokens.nextRaw();
    boolean parenthesis = name.is("(");
    name = parenthesis ? tokens.nextRaw() : name;
    boolean closed = !parenthesis || tokens.nextRaw().is(")");
    boolean end = tokens.peekRaw().kind() == Token.Kind.NEWLINE;
    if (!defined || !name.is("__cplusplus") || !closed || !end) {
      throw unsupported(word, "");
    }
    skip(word);
  }

  /// Parses an include guard: the `#define` of the same name must follow at once.
  private void ifndef(Token word) {
    Token name = name("ifndef");
    endOfLine();
    boolean follows =
        tokens.peekRaw(1).kind() == Token.Kind.HASH
            && tokens.peekRaw(2).is("define")
            && tokens.peekRaw(3).is(name.text())
            && tokens.peekRaw(4).kind() == Token.Kind.NEWLINE;
    if (!follows) {
      throw unsupported(word, " " + name.text() + ", which is no include guard");
    }
    guard = name.text();
    open.push(word);
  }

  private void endif(Token word) {
    if (open.isEmpty()) {
      throw tokens.error(word, "expected an #if before #endif but found none");
    }
    open.pop();
    endOfLine();
  }

  /// Skips a C++ section up to its `#endif`.
  private void skip(Token start) {
    int depth = 1;
    while (depth > 0) {
      Token token = tokens.nextRaw();
      if (token.kind() == Token.Kind.END) {
        throw tokens.error(start, "expected an #endif but found the end of the text");
      }
      if (token.kind() == Token.Kind.HASH) {
        String word = tokens.peekRaw().text();
        depth += word.startsWith("if") ? 1 : word.equals("endif") ? -1 : 0;
        if (depth == 1 && (word.equals("else") || word.equals("elif"))) {
          throw unsupported(tokens.peekRaw(), " after #ifdef __cplusplus");
        }
      }
    }
    tokens.nextRaw();
    endOfLine();
  }
}
