package org.culebra.ffi.ctype;

/// A word of C text (C11 6.4).
///
/// @param text the word itself; for [Kind#BAD] what is wrong with it
/// @param offset where it starts
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
    /// Something that is no word of C; reported only where it matters.
    BAD,
    END
  }

  boolean is(String word) {
    return (kind == Kind.NAME || kind == Kind.PUNCTUATOR) && text.equals(word);
  }

  int end() {
    return offset + text.length();
  }

  /// The token in a message.
  String shown() {
    return switch (kind) {
      case END -> "the end of the text";
      case NEWLINE -> "the end of the line";
      case HASH -> "'#'";
      case STRING -> "the text " + clip();
      case CHARACTER -> clip();
      case NAME, INTEGER, FLOATING, PUNCTUATOR, BAD -> "'" + clip() + "'";
    };
  }

  private String clip() {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
