package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The words of a text, read from left to right. Directives are handed to their handler on the way,
/// when the word behind them is looked at, so the grammar never sees one.
final class Tokens {
  /// Deep nesting is refused before it can exhaust the stack.
  private static final int DEEPEST = 200;

  private final Source source;
  private final List<Token> list;
  private @Nullable Runnable directives;
  private int at;
  private int depth;

  Tokens(Source source) {
    this.source = source;
    this.list = Lexer.tokens(source);
  }

  /// @param handler called with the stream behind a `#`; has to take everything up to the end of
  ///   that line
  void onDirective(Runnable handler) {
    directives = handler;
  }

  Source source() {
    return source;
  }

  Token peek() {
    while (list.get(at).kind() == Token.Kind.HASH) {
      at++;
      Objects.requireNonNull(directives, "directives").run();
    }
    return list.get(at);
  }

  /// The word `ahead` places behind the next, whatever it is.
  Token peek(int ahead) {
    peek();
    return list.get(Math.min(at + ahead, list.size() - 1));
  }

  Token next() {
    Token token = peek();
    at = Math.min(at + 1, list.size() - 1);
    return token;
  }

  /// The next word without regard to directives, for skipping.
  Token nextRaw() {
    Token token = list.get(at);
    at = Math.min(at + 1, list.size() - 1);
    return token;
  }

  Token peekRaw() {
    return list.get(at);
  }

  Token peekRaw(int ahead) {
    return list.get(Math.min(at + ahead, list.size() - 1));
  }

  boolean isNext(String word) {
    return peek().is(word);
  }

  boolean isNext(Token.Kind kind) {
    return peek().kind() == kind;
  }

  boolean accept(String word) {
    boolean found = isNext(word);
    if (found) {
      next();
    }
    return found;
  }

  Token expect(String word) {
    if (!isNext(word)) {
      throw expected("'" + word + "'");
    }
    return next();
  }

  CDeclarationException expected(String what) {
    return expected(what, "");
  }

  CDeclarationException expected(String what, String hint) {
    Token token = peek();
    return source.error(token, "expected " + what + " but found " + token.shown() + hint);
  }

  CDeclarationException error(Token token, String problem) {
    return source.error(token, problem);
  }

  /// Has to be called before each level of nesting, and [#leave] behind it.
  void enter() {
    if (++depth > DEEPEST) {
      throw source.error(
          peek(), "expected at most " + DEEPEST + " levels of nesting but found more");
    }
  }

  void leave() {
    depth--;
  }
}
