package org.culebra.ffi.ctype;

/// A token of C text (C11 6.4).
///
/// @param text the token as written
/// @param offset where it starts in the text
record Token(Kind kind, String text, int offset) {
  private static final int SHOWN = 60;

  enum Kind {
    NAME,
    INTEGER,
    FLOATING,
    CHARACTER,
    STRING,
    PUNCTUATOR,
    /// The `#` that begins a directive.
    HASH,
    /// The end of a directive's line.
    NEWLINE,
    /// An invalid character or an unterminated quotation; reported only where it matters.
    INVALID,
    END
  }

  boolean is(String word) {
    return (kind == Kind.NAME || kind == Kind.PUNCTUATOR) && text.equals(word);
  }

  /// Whether this is an opening bracket.
  boolean opens() {
    return kind == Kind.PUNCTUATOR && (text.equals("(") || text.equals("[") || text.equals("{"));
  }

  /// Whether this is a closing bracket.
  boolean closes() {
    return kind == Kind.PUNCTUATOR && (text.equals(")") || text.equals("]") || text.equals("}"));
  }

  int end() {
    return offset + text.length();
  }

  /// The token as an error message shows it.
  String shown() {
    return switch (kind) {
      case END -> "the end of the text";
      case NEWLINE -> "the end of the line";
      case HASH -> "'#'";
      case STRING -> "the string " + clip();
      case CHARACTER -> clip();
      case NAME, INTEGER, FLOATING, PUNCTUATOR, INVALID -> "'" + clip() + "'";
    };
  }

  private String clip() {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
