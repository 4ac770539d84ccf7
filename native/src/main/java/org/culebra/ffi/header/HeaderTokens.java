package org.culebra.ffi.header;

import java.nio.charset.StandardCharsets;

/// The tokens of preprocessed text, one at a time, without objects for those that nobody asks for.
/// Directives are passed to a handler and are never tokens.
final class HeaderTokens {
  /// The kind of a name or keyword; punctuators are their own character.
  static final char WORD = 'a';

  static final char NUMBER = '0';
  static final char STRING = '"';
  static final char END = '\0';

  /// Takes the lines that begin with `#`.
  @FunctionalInterface
  interface Directives {
    /// Called with a line.
    ///
    /// @param start the byte after the `#`
    /// @param end the end of the line
    void directive(int start, int end);
  }

  private static final boolean[] WORD_PART = new boolean[256];

  static {
    for (int c = 0; c < 256; c++) {
      WORD_PART[c] = c >= 128 || c == '_' || c == '$' || Character.isLetterOrDigit(c);
    }
  }

  private final byte[] text;
  private final int limit;
  private final Directives directives;
  private boolean lineStart = true;
  private int at;

  private char kind = END;
  private int start;

  HeaderTokens(byte[] text, int from, int limit, Directives directives) {
    this.text = text;
    this.at = from;
    this.limit = limit;
    this.directives = directives;
    next();
  }

  char kind() {
    return kind;
  }

  boolean is(char punctuator) {
    return kind == punctuator;
  }

  /// The first byte of the token.
  int start() {
    return start;
  }

  /// The byte after the token.
  int end() {
    return at;
  }

  /// The text of the token.
  String word() {
    return new String(text, start, at - start, StandardCharsets.UTF_8);
  }

  /// Moves to the next token.
  void next() {
    while (at < limit) {
      byte c = text[at];
      if (c == '\n') {
        lineStart = true;
        at++;
      } else if (c <= ' ' && c >= 0) {
        at++;
      } else if (c == '/' && isComment('/')) {
        at = lineEnd(at);
      } else if (c == '/' && isComment('*')) {
        at = commentEnd(at + 2);
      } else if (c == '#' && lineStart) {
        int begin = at + 1;
        at = lineEnd(begin);
        directives.directive(begin, at);
      } else {
        lineStart = false;
        token(c);
        return;
      }
    }
    kind = END;
    start = limit;
  }

  /// Users' texts have comments; the preprocessor's output has none.
  private boolean isComment(char second) {
    return at + 1 < limit && text[at + 1] == second;
  }

  private int commentEnd(int from) {
    int end = from;
    while (end + 1 < limit && (text[end] != '*' || text[end + 1] != '/')) {
      end++;
    }
    return Math.min(limit, end + 2);
  }

  private int lineEnd(int from) {
    int end = from;
    while (end < limit && text[end] != '\n') {
      end++;
    }
    return end;
  }

  private void token(byte c) {
    start = at;
    if (c == '"' || c == '\'') {
      kind = STRING;
      at = quotedEnd(c);
    } else if (WORD_PART[c & 0xff]) {
      kind = c >= '0' && c <= '9' ? NUMBER : WORD;
      while (at < limit && (WORD_PART[text[at] & 0xff] || kind == NUMBER && isNumberPart())) {
        at++;
      }
    } else {
      kind = (char) c;
      at++;
    }
  }

  /// `.`, and the sign of an exponent.
  private boolean isNumberPart() {
    byte before = text[at - 1];
    boolean exponent = before == 'e' || before == 'E' || before == 'p' || before == 'P';
    return text[at] == '.' || exponent && (text[at] == '+' || text[at] == '-');
  }

  private int quotedEnd(byte quote) {
    int end = at + 1;
    while (end < limit && text[end] != quote && text[end] != '\n') {
      end += text[end] == '\\' ? 2 : 1;
    }
    return Math.min(limit, end + 1);
  }

  /// Moves behind a balanced group, of which the current token is the opening bracket.
  void skipGroup() {
    int depth = 0;
    do {
      switch (kind) {
        case '(', '[', '{' -> depth++;
        case ')', ']', '}' -> depth--;
        default -> {}
      }
      next();
    } while (depth > 0 && kind != END);
  }
}
