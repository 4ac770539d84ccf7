package org.culebra.array;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntPredicate;

/// Texts as Python's `repr` writes them. Padding NULs at the end are not shown, but for raw bytes.
final class PythonText {

  private PythonText() {}

  static String ofBytes(int[] bytes) {
    return "b" + quote(trimmed(bytes), c -> c >= ' ' && c < 0x7f);
  }

  static String ofCodePoints(int[] codePoints) {
    return quote(trimmed(codePoints), PythonText::isPrintable);
  }

  static String ofRaw(int[] bytes) {
    StringBuilder out = new StringBuilder("b'");
    for (int b : bytes) {
      out.append(String.format(Locale.ROOT, "\\x%02X", b));
    }
    return out.append('\'').toString();
  }

  /// The text itself; what is no code point becomes the replacement character.
  static String plain(int[] codePoints) {
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

  private static String quote(int[] units, IntPredicate printable) {
    boolean single = Arrays.stream(units).anyMatch(c -> c == '\'');
    boolean twice = Arrays.stream(units).anyMatch(c -> c == '"');
    char quote = single && !twice ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    for (int c : units) {
      if (c == quote || c == '\\') {
        out.append('\\').append((char) c);
      } else if (printable.test(c)) {
        out.appendCodePoint(c);
      } else {
        out.append(escape(c));
      }
    }
    return out.append(quote).toString();
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        String form = c >>> 8 == 0 ? "\\x%02x" : c >>> 16 == 0 ? "\\u%04x" : "\\U%08x";
        yield String.format(Locale.ROOT, form, c);
      }
    };
  }

  private static boolean isPrintable(int c) {
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
