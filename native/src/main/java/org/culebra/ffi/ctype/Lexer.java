package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;

/// Splits C text into tokens (C11 6.4). Comments and line continuations are white space; the end of
/// a line matters in directives only.
final class Lexer {
  private static final String[] PUNCTUATORS = {
    "...", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "->", "++", "--", "##"
  };
  private static final String SINGLE = "+-*/%<>&|^~!?:;,.()[]{}=#";

  private final SourceText source;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean lineStart = true;
  private boolean directive;

  private Lexer(SourceText source) {
    this.source = source;
    this.text = source.text();
  }

  static List<Token> tokens(SourceText source) {
    Lexer lexer = new Lexer(source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < text.length()) {
      if (!skipSpace()) {
        token();
      }
    }
    endLine(text.length());
    tokens.add(new Token(Token.Kind.END, "", text.length()));
  }

  /// Skips one white-space character, comment or continuation; returns false at a token.
  private boolean skipSpace() {
    char c = text.charAt(at);
    if (c == '\n') {
      endLine(at);
      lineStart = true;
      at++;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\u000B') {
      at++;
    } else if (c == '\\' && continuation(at) > 0) {
      at = continuation(at);
    } else if (text.startsWith("//", at)) {
      lineComment();
    } else if (text.startsWith("/*", at)) {
      blockComment();
    } else {
      return false;
    }
    return true;
  }

  private void endLine(int offset) {
    if (directive) {
      tokens.add(new Token(Token.Kind.NEWLINE, "", offset));
      directive = false;
    }
  }

  /// The offset after a backslash and an end of line, or -1.
  private int continuation(int backslash) {
    int next = backslash + 1;
    if (next < text.length() && text.charAt(next) == '\r') {
      next++;
    }
    return next < text.length() && text.charAt(next) == '\n' ? next + 1 : -1;
  }

  private void lineComment() {
    while (at < text.length() && text.charAt(at) != '\n') {
      int next = text.charAt(at) == '\\' ? continuation(at) : -1;
      at = next > 0 ? next : at + 1;
    }
  }

  private void blockComment() {
    int end = text.indexOf("*/", at + 2);
    if (end < 0) {
      throw source.error(at, "expected '*/' to end this comment but found the end of the text");
    }
    at = end + 2;
  }

  private void token() {
    char c = text.charAt(at);
    boolean dotDigit = c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1));
    boolean first = lineStart;
    lineStart = false;
    if (isNameStart(c)) {
      name();
    } else if (isDigit(c) || dotDigit) {
      number();
    } else if (c == '\'' || c == '"') {
      quoted(c);
    } else if (c == '#' && first && !directive) {
      directive = true;
      add(Token.Kind.HASH, 1);
    } else {
      punctuator(c);
    }
  }

  private void add(Token.Kind kind, int length) {
    tokens.add(new Token(kind, text.substring(at, at + length), at));
    at += length;
  }

  private void name() {
    int end = at;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    add(Token.Kind.NAME, end - at);
  }

  /// Takes a preprocessing number (C11 6.4.8): whatever looks like a number, checked when it is
  /// used.
  private void number() {
    boolean hex = text.startsWith("0x", at) || text.startsWith("0X", at);
    int end = at;
    boolean floating = false;
    while (end < text.length()) {
      char c = text.charAt(end);
      boolean exponent = hex ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
      boolean sign = exponent && end + 1 < text.length() && "+-".indexOf(text.charAt(end + 1)) >= 0;
      if (!isNamePart(c) && c != '.') {
        break;
      }
      floating |= c == '.' || exponent;
      end += sign ? 2 : 1;
    }
    add(floating ? Token.Kind.FLOATING : Token.Kind.INTEGER, end - at);
  }

  private void quoted(char quote) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    boolean closed = end < text.length() && text.charAt(end) == quote;
    if (!closed) {
      end = Math.min(end, text.length());
      add(Token.Kind.INVALID, 1);
      at = Math.max(at, Math.min(end, lineEnd()));
      return;
    }
    add(quote == '"' ? Token.Kind.STRING : Token.Kind.CHARACTER, end + 1 - at);
  }

  private int lineEnd() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private void punctuator(char c) {
    for (String punctuator : PUNCTUATORS) {
      if (text.startsWith(punctuator, at)) {
        add(Token.Kind.PUNCTUATOR, punctuator.length());
        return;
      }
    }
    if (SINGLE.indexOf(c) >= 0) {
      add(Token.Kind.PUNCTUATOR, 1);
      return;
    }
    add(Token.Kind.INVALID, Character.charCount(text.codePointAt(at)));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }
}
