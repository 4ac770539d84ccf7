package org.culebra.ffi.ctype;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tokens of a text, from left to right. Directives go to their handler on the way, when the
/// token after them is looked at, so the grammar never sees one.
final class TokenStream {
  /// Bounds recursion, so that nested text cannot overflow the stack.
  private static final int MAX_DEPTH = 200;

  private final SourceText source;
  private final List<Token> list;
  private @Nullable Runnable directives;
  private int at;
  private int depth;

  TokenStream(SourceText source) {
    this.source = source;
    this.list = Lexer.tokens(source);
  }

  /// Without a handler directives are rejected.
  ///
  /// @param handler called with the stream after a `#`; has to take everything up to the end of
  ///   that line
  void onDirective(Runnable handler) {
    directives = handler;
  }

  SourceText source() {
    return source;
  }

  Token peek() {
    while (list.get(at).kind() == Token.Kind.HASH) {
      at++;
      if (directives == null) {
        throw expected("a single declaration", ", a preprocessor directive");
      }
      directives.run();
    }
    return list.get(at);
  }

  /// The token `ahead` places after the next one, whatever it is.
  Token peek(int ahead) {
    peek();
    return list.get(Math.min(at + ahead, list.size() - 1));
  }

  Token next() {
    Token token = peek();
    at = Math.min(at + 1, list.size() - 1);
    return token;
  }

  /// Takes the next token even if it belongs to a directive.
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

  /// Whether `[[` comes next, which begins C23's attributes.
  boolean isStandardAttribute() {
    return isNext("[") && peek(1).is("[");
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

  /// Takes the next token, an opening bracket, and everything up to the bracket that closes it.
  void skipBrackets() {
    Token open = peek();
    int levels = 0;
    do {
      Token token = next();
      if (token.kind() == Token.Kind.END) {
        throw source.error(
            open, "expected an end of this " + open.shown() + " but found the end of the text");
      }
      levels += token.opens() ? 1 : token.closes() ? -1 : 0;
    } while (levels > 0);
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

  /// Must be called before each level of nesting; [#leave] must be called after it.
  void enter() {
    if (++depth > MAX_DEPTH) {
      throw source.error(
          peek(), "expected at most " + MAX_DEPTH + " levels of nesting but found more");
    }
  }

  void leave() {
    depth--;
  }
}
