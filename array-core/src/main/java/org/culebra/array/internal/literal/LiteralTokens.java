package org.culebra.array.internal.literal;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// The strings, numbers and words of a [Literal], and the position in its text.
final class LiteralTokens {

  /// The result of [#peek()] at the end; rejected inside the text.
  private static final char END = '\0';

  /// Longer numbers are rejected before any arithmetic is done with them.
  private static final int MAX_NUMBER = 400;

  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+"
              + "|(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?)");

  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final String text;
  private final boolean python2;
  private int at;

  LiteralTokens(String text, boolean python2) {
    this.text = text;
    this.python2 = python2;
  }

  int position() {
    return at;
  }

  boolean atEnd() {
    return at == text.length();
  }

  char peek() {
    return atEnd() ? END : text.charAt(at);
  }

  char take() {
    if (atEnd()) {
      throw expected("more text");
    }
    return text.charAt(at++);
  }

  boolean takeIf(char c) {
    boolean is = !atEnd() && text.charAt(at) == c;
    at += is ? 1 : 0;
    return is;
  }

  void require(char c) {
    if (!takeIf(c)) {
      throw expected("'" + c + "'");
    }
  }

  void skipSpace() {
    while (!atEnd() && " \t\r\n\f".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  FormatException expected(String what) {
    String found = atEnd() ? "the end of the text" : Literal.print(character(at));
    return new FormatException(
        Errors.text("expected %s but found %s at position %d", what, found, at));
  }

  private String character(int position) {
    return Character.toString(text.codePointAt(position));
  }

  // --- words

  @Nullable Object word() {
    int start = at;
    while (!atEnd() && isLetter(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    boolean quoted = peek() == '\'' || peek() == '"';
    if (quoted && (word.equals("b") || word.equals("B"))) {
      return bytes();
    }
    if (quoted && (word.equals("u") || word.equals("U"))) {
      return string();
    }
    return switch (word) {
      case "True", "true" -> true;
      case "False", "false" -> false;
      case "None", "null" -> null;
      default -> {
        at = start;
        throw expected("a value");
      }
    };
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  // --- numbers

  Object number() {
    Matcher m = NUMBER.matcher(text).region(at, Math.min(text.length(), at + MAX_NUMBER));
    if (!m.lookingAt()) {
      throw expected("a number");
    }
    String number = m.group();
    int start = at;
    at = m.end();
    boolean hex = number.matches("[+-]?0[xXoObB].*");
    boolean integer = hex || number.matches("[+-]?[0-9]+");
    if (integer && python2) {
      takeIf('L');
    }
    if (!atEnd() && (isLetter(peek()) || peek() == '.')) {
      throw expected("the end of a number");
    }
    return integer ? integer(number, hex, start) : real(number, start);
  }

  private static Object integer(String number, boolean prefixed, int start) {
    boolean signed = number.charAt(0) == '+' || number.charAt(0) == '-';
    String digits = number.substring(signed ? 1 : 0);
    if (!prefixed && digits.length() > 1 && digits.charAt(0) == '0') {
      throw new FormatException(
          Errors.text(
              "expected an integer without leading zeros but found %s at position %d",
              Errors.brief(number), start));
    }
    BigInteger magnitude =
        prefixed
            ? new BigInteger(digits.substring(2), radix(digits.charAt(1)))
            : new BigInteger(digits);
    BigInteger value = number.charAt(0) == '-' ? magnitude.negate() : magnitude;
    if (value.compareTo(MIN) < 0 || value.compareTo(MAX) > 0) {
      throw new FormatException(
          Errors.text(
              "expected an integer of at most 64 bits but found %s at position %d",
              Errors.brief(number), start));
    }
    return value.bitLength() < 64 ? (Object) value.longValue() : value;
  }

  private static int radix(char mark) {
    return switch (mark) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      default -> 2;
    };
  }

  private static Double real(String number, int start) {
    double value = Double.parseDouble(number);
    if (Double.isInfinite(value)) {
      throw new FormatException(
          Errors.text(
              "expected a number that a double can hold but found %s at position %d",
              Errors.brief(number), start));
    }
    return value;
  }

  // --- strings

  String string() {
    StringBuilder out = new StringBuilder();
    char quote = take();
    while (!takeIf(quote)) {
      char c = stringCharacter();
      if (c == '\\') {
        out.appendCodePoint(escape(false));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    char quote = take();
    while (!takeIf(quote)) {
      char c = stringCharacter();
      if (c > 127) {
        at--;
        throw expected("an ASCII character in bytes");
      }
      out.write(c == '\\' ? escape(true) : c);
    }
    return out.toByteArray();
  }

  private char stringCharacter() {
    if (atEnd() || "\n\r\0".indexOf(peek()) >= 0) {
      throw expected("the end of a string");
    }
    return take();
  }

  /// The escape after a backslash: those that Python and JSON have in common, and those of only
  /// one.
  private int escape(boolean bytes) {
    char c = take();
    return switch (c) {
      case '\\', '\'', '"', '/' -> c;
      case 'a' -> 7;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 11;
      case 'x' -> hex(2, 0xff);
      case 'u' -> bytes ? unknownEscape() : hex(4, 0xffff);
      case 'U' -> bytes ? unknownEscape() : hex(8, Character.MAX_CODE_POINT);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c, bytes ? 0xff : 0x1ff);
      default -> unknownEscape();
    };
  }

  private int unknownEscape() {
    at--;
    throw expected("an escape after the backslash");
  }

  int hex(int digits, int max) {
    long value = 0;
    int start = at;
    for (int i = 0; i < digits; i++) {
      int digit = atEnd() ? -1 : "0123456789abcdef".indexOf(Character.toLowerCase(peek()));
      if (digit < 0) {
        throw expected(digits + " hexadecimal digits");
      }
      value = value * 16 + digit;
      at++;
    }
    if (value > max) {
      throw new FormatException(
          Errors.text(
              "expected a code of at most %s but found %s at position %d",
              Integer.toHexString(max), Long.toHexString(value), start));
    }
    return (int) value;
  }

  private int octal(char first, int max) {
    int value = first - '0';
    for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; i++) {
      value = value * 8 + take() - '0';
    }
    if (value > max) {
      throw expected("an octal escape of at most \\377, before here,");
    }
    return value;
  }
}
