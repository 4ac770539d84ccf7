package org.culebra.array.internal;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntPredicate;

/// Strings as printed by Python's `repr`. NULs at the end are padding and not shown, except for raw
/// bytes.
public final class PythonText {

  private static final HexFormat LOWER = HexFormat.of();
  private static final HexFormat UPPER = HexFormat.of().withUpperCase();

  private PythonText() {}

  /// Bytes without the NULs at the end.
  ///
  /// @param bytes each in [0, 255]
  /// @return the literal
  public static String ofBytes(int[] bytes) {
    StringBuilder out = new StringBuilder("b");
    quote(out, trimmed(bytes), PythonText::isPrintableAscii);
    return out.toString();
  }

  /// A string without the NULs at the end.
  ///
  /// @param codePoints its characters
  /// @return the literal
  public static String ofCodePoints(int[] codePoints) {
    StringBuilder out = new StringBuilder();
    quote(out, trimmed(codePoints), PythonText::isPrintable);
    return out.toString();
  }

  /// All bytes.
  ///
  /// @param bytes each in [0, 255]
  /// @return the literal
  public static String ofRaw(int[] bytes) {
    StringBuilder out = new StringBuilder("b'");
    for (int b : bytes) {
      out.append("\\x").append(UPPER.toHexDigits((byte) b));
    }
    return out.append('\'').toString();
  }

  /// The text itself; invalid code points become the replacement character.
  ///
  /// @param codePoints its characters
  /// @return the text without the NULs at its end
  public static String plain(int[] codePoints) {
    StringBuilder out = new StringBuilder();
    for (int c : trimmed(codePoints)) {
      out.appendCodePoint(Character.isValidCodePoint(c) ? c : 0xfffd);
    }
    return out.toString();
  }

  private static int[] trimmed(int[] units) {
    int n = units.length;
    while (n > 0 && units[n - 1] == 0) {
      n--;
    }
    return Arrays.copyOf(units, n);
  }

  /// Appends a text between the quotes that Python takes.
  public static void quote(StringBuilder out, int[] units, IntPredicate printable) {
    boolean single = Arrays.stream(units).anyMatch(c -> c == '\'');
    boolean twice = Arrays.stream(units).anyMatch(c -> c == '"');
    char quote = single && !twice ? '"' : '\'';
    out.append(quote);
    for (int c : units) {
      if (c == quote || c == '\\') {
        out.append('\\').append((char) c);
      } else if (printable.test(c)) {
        out.appendCodePoint(c);
      } else {
        out.append(escape(c));
      }
    }
    out.append(quote);
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          c >>> 8 == 0
              ? "\\x" + LOWER.toHexDigits((byte) c)
              : c >>> 16 == 0 ? "\\u" + LOWER.toHexDigits((short) c) : "\\U" + LOWER.toHexDigits(c);
    };
  }

  public static boolean isPrintableAscii(int c) {
    return c >= ' ' && c < 0x7f;
  }

  /// Python's rule: not a control, format, surrogate, private or unassigned code, nor a separator
  /// other than the space.
  public static boolean isPrintable(int c) {
    if (!Character.isValidCodePoint(c)) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR -> c == ' ';
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
