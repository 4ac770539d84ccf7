package org.culebra.array.internal.literal;

/// Strings of JSON.
public final class JsonText {

  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /// Appends a string between quotes, with as few and as short escapes as possible.
  ///
  /// @param out the text
  /// @param string the characters
  public static void quote(StringBuilder out, String string) {
    quote(out, string, Character.MAX_VALUE);
  }

  /// The same, with escapes for characters that are not ASCII.
  ///
  /// @param out the text
  /// @param string the characters
  public static void quoteAscii(StringBuilder out, String string) {
    quote(out, string, '~');
  }

  // A loop, since the first stream or lambda of a process costs more than the rest of a message.
  private static void quote(StringBuilder out, String string, char last) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c >= ' ' && c <= last && c != '"' && c != '\\') {
        out.append(c);
      } else {
        escape(out, c);
      }
    }
    out.append('"');
  }

  private static void escape(StringBuilder out, char c) {
    out.append('\\');
    int at = "\"\\\b\f\n\r\t".indexOf(c);
    if (at >= 0) {
      out.append("\"\\bfnrt".charAt(at));
      return;
    }
    out.append('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt(c >> shift & 0xf));
    }
  }

  /// Whether a string can be encoded: whether each surrogate is one of a pair.
  ///
  /// @param string any
  /// @return true if so
  public static boolean isUnicode(String string) {
    for (int i = 0; i < string.length(); i++) {
      if (Character.isSurrogate(string.charAt(i))) {
        boolean pair =
            i + 1 < string.length()
                && Character.isSurrogatePair(string.charAt(i), string.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
