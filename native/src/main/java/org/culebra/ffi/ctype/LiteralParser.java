package org.culebra.ffi.ctype;

import java.math.BigInteger;
import java.util.Locale;

/// Parses integer and character constants (C11 6.4.4.1 and 6.4.4.4).
final class LiteralParser {
  private static final int MAX_DIGITS = 100;

  private LiteralParser() {}

  /// @throws NumberFormatException if the text is not an integer constant; the message says what
  ///   was expected
  static CInteger integer(String text, DataModel model) {
    String lower = text.toLowerCase(Locale.ROOT);
    int end = lower.length();
    while (end > 0 && "ul".indexOf(lower.charAt(end - 1)) >= 0) {
      end--;
    }
    String suffix = lower.substring(end);
    if (!suffix.matches("|u|l|ll|ul|lu|ull|llu") || text.substring(end).matches("u?(lL|Ll)u?")) {
      throw new NumberFormatException("expected a suffix of u, l, ll, ul or ull");
    }
    boolean decimal = !lower.startsWith("0");
    BigInteger value = magnitude(lower.substring(0, end));
    int longs = suffix.replace("u", "").length();
    int least = longs == 2 || longs == 1 && model.longSize() == 8 ? 64 : 32;
    return fit(value, least, suffix.contains("u"), decimal);
  }

  private static BigInteger magnitude(String digits) {
    if (digits.length() > MAX_DIGITS) {
      throw new NumberFormatException("expected at most " + MAX_DIGITS + " digits");
    }
    try {
      if (digits.startsWith("0x")) {
        return new BigInteger(unsigned(digits.substring(2)), 16);
      }
      if (digits.startsWith("0b")) {
        return new BigInteger(unsigned(digits.substring(2)), 2);
      }
      return new BigInteger(unsigned(digits), digits.startsWith("0") ? 8 : 10);
    } catch (NumberFormatException e) {
      throw new NumberFormatException("expected an integer constant");
    }
  }

  private static String unsigned(String digits) {
    if (digits.isEmpty() || "+-".indexOf(digits.charAt(0)) >= 0) {
      throw new NumberFormatException("expected digits");
    }
    return digits;
  }

  /// The first type of C's list that can represent the value (C11 6.4.4.1 §5); a decimal constant
  /// becomes unsigned only by its suffix.
  private static CInteger fit(BigInteger value, int least, boolean unsigned, boolean decimal) {
    for (int width = least; width <= 64; width += 32) {
      if (!unsigned && value.bitLength() < width) {
        return new CInteger(value, width, false);
      }
      if ((unsigned || !decimal) && value.bitLength() <= width) {
        return new CInteger(value, width, true);
      }
    }
    throw new NumberFormatException("expected a constant that fits 64 bits");
  }

  /// @throws NumberFormatException if the text is not a character constant; the message says what
  ///   was expected
  static CInteger character(String quoted, DataModel model) {
    String body = quoted.substring(1, quoted.length() - 1);
    int value = body.startsWith("\\") ? escape(body.substring(1)) : plain(body);
    return CInteger.ofInt(model.isCharSigned() ? (byte) value : value);
  }

  private static int plain(String body) {
    if (body.length() != 1 || body.charAt(0) > 0x7E) {
      throw new NumberFormatException("expected one ASCII character");
    }
    return body.charAt(0);
  }

  private static int escape(String body) {
    int simple = body.length() == 1 ? "abtnvfr".indexOf(body.charAt(0)) : -1;
    if (simple >= 0) {
      return 7 + "abtnvfr".indexOf(body.charAt(0));
    }
    if (body.length() == 1 && "'\"?\\".contains(body)) {
      return body.charAt(0);
    }
    if (body.matches("x[0-9a-fA-F]{1,2}")) {
      return Integer.parseInt(body.substring(1), 16);
    }
    if (body.matches("[0-3]?[0-7]{1,2}")) {
      return Integer.parseInt(body, 8);
    }
    throw new NumberFormatException("expected an escape such as \\n, \\0 or \\x41");
  }
}
