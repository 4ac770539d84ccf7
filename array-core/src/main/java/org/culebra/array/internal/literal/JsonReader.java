package org.culebra.array.internal.literal;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;

/// Reads JSON alone, strictly as in RFC 8259, where [Literal] also takes what Python writes. No key
/// may occur twice in an object, and no string may contain an unpaired surrogate.
///
/// The caller states what it expects next, so a text of any size takes no more memory than its
/// caller keeps of it. Every rejection is a [FormatException] with the position.
public final class JsonReader {

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

  private static final Pattern WORD = Pattern.compile("true|false|null");

  private final String text;
  private final LiteralTokens tokens;
  private int depth;

  /// Begins at the first value.
  ///
  /// @param text the text
  public JsonReader(String text) {
    this.text = text;
    this.tokens = new LiteralTokens(text, false);
    skipSpace();
  }

  /// Reads an object.
  ///
  /// @param member is called with each key and reads its value
  /// @throws FormatException if there is anything else, or a key occurs twice
  public void object(Consumer<String> member) {
    Set<String> keys = new HashSet<>();
    sequence(
        '{',
        '}',
        "an object",
        () -> {
          int start = tokens.position();
          String key = string();
          if (!keys.add(key)) {
            throw new FormatException(
                Errors.text(
                    "expected keys that differ but found %s twice at position %d",
                    Literal.show(key), start));
          }
          tokens.require(':');
          skipSpace();
          member.accept(key);
        });
  }

  /// Reads a list.
  ///
  /// @param item is called for each item and reads it
  /// @throws FormatException if there is anything else
  public void list(Runnable item) {
    sequence('[', ']', "a list", item);
  }

  private void sequence(char opening, char closing, String what, Runnable item) {
    if (tokens.peek() != opening) {
      throw tokens.expected(what);
    }
    if (depth == Literal.MAX_DEPTH) {
      throw tokens.expected("at most " + Literal.MAX_DEPTH + " nested values");
    }
    depth++;
    next();
    boolean more = tokens.peek() != closing;
    while (more) {
      item.run();
      more = tokens.peek() == ',';
      if (more) {
        next();
      } else if (tokens.peek() != closing) {
        throw tokens.expected("',' or '" + closing + "'");
      }
    }
    next();
    depth--;
  }

  private void next() {
    tokens.take();
    skipSpace();
  }

  private void skipSpace() {
    while (!tokens.atEnd() && " \t\r\n".indexOf(tokens.peek()) >= 0) {
      tokens.take();
    }
  }

  /// Reads a string.
  ///
  /// @return its characters
  /// @throws FormatException if there is anything else
  public String string() {
    int start = tokens.position();
    if (!tokens.takeIf('"')) {
      throw tokens.expected("a string");
    }
    int plain = tokens.position();
    while (isPlain(tokens.peek())) {
      tokens.take();
    }
    String read = text.substring(plain, tokens.position());
    if (!tokens.takeIf('"')) {
      read = withEscapes(new StringBuilder(read));
    }
    skipSpace();
    if (!JsonText.isUnicode(read)) {
      throw new FormatException(
          Errors.text("expected a string without unpaired surrogates at position %d", start));
    }
    return read;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\';
  }

  private String withEscapes(StringBuilder out) {
    while (!tokens.takeIf('"')) {
      if (tokens.peek() < ' ') {
        throw tokens.expected("the end of a string");
      }
      char c = tokens.take();
      out.append(c == '\\' ? escape() : c);
    }
    return out.toString();
  }

  private char escape() {
    int at = "\"\\/bfnrtu".indexOf(tokens.peek());
    if (at < 0) {
      throw tokens.expected("an escape after the backslash");
    }
    return tokens.take() == 'u' ? (char) tokens.hex(4, 0xffff) : "\"\\/\b\f\n\r\t".charAt(at);
  }

  /// Reads an integer that is not negative, written as nothing but digits.
  ///
  /// @return its value
  /// @throws FormatException if there is anything else, or it is 2^63 or more
  public long natural() {
    int start = tokens.position();
    long value = 0;
    while (isDigit(tokens.peek())) {
      int digit = tokens.take() - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw new FormatException(
            Errors.text("expected an integer below 2^63 at position %d but found more", start));
      }
      value = value * 10 + digit;
    }
    int digits = tokens.position() - start;
    boolean padded = digits > 1 && text.charAt(start) == '0';
    if (digits == 0 || padded || ".eE".indexOf(tokens.peek()) >= 0) {
      throw new FormatException(
          Errors.text(
              "expected an integer, 0 or more, but found %s at position %d",
              Literal.show(text.substring(start, Math.min(text.length(), start + 20))), start));
    }
    skipSpace();
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// Reads any value and forgets it.
  ///
  /// @throws FormatException if there is none
  public void skip() {
    switch (tokens.peek()) {
      case '{' -> object(_ -> skip());
      case '[' -> list(this::skip);
      case '"' -> string();
      default -> skipWord();
    }
  }

  private void skipWord() {
    Matcher word = (isLetter(tokens.peek()) ? WORD : NUMBER).matcher(text);
    if (!word.region(tokens.position(), text.length()).lookingAt()) {
      throw tokens.expected("a value");
    }
    for (int k = word.end() - word.start(); k > 0; k--) {
      tokens.take();
    }
    skipSpace();
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  /// Requires the end of the text, after white space.
  ///
  /// @throws FormatException if anything else follows
  public void end() {
    if (!tokens.atEnd()) {
      throw tokens.expected("the end of the text");
    }
  }

  /// A rejection of what is next.
  ///
  /// @param what what was expected instead
  /// @return the exception
  public FormatException expected(String what) {
    return tokens.expected(what);
  }
}
