package org.culebra.ffi.ctype;

import java.util.Arrays;

/// The text being parsed: its lines and columns, and errors that show them.
final class SourceText {
  private static final int MAX_LENGTH = 1 << 22;
  private static final int WINDOW = 100;
  private static final String INDENT = "    ";

  private final String text;
  private final int[] lineStarts;

  SourceText(String text) {
    this.text = text;
    if (text.length() > MAX_LENGTH) {
      String problem =
          "expected at most " + MAX_LENGTH + " characters of C but found " + text.length();
      throw new CDeclarationException(0, 1, 1, problem, INDENT + "(not shown)");
    }
    this.lineStarts = lineStarts(text);
  }

  String text() {
    return text;
  }

  int line(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  int column(int offset) {
    return offset - lineStart(offset) + 1;
  }

  private int lineStart(int offset) {
    return lineStarts[line(offset) - 1];
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int lines = 1; // the first starts at 0
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      starts = lines < starts.length ? starts : Arrays.copyOf(starts, 2 * lines);
      starts[lines++] = at + 1;
    }
    return Arrays.copyOf(starts, lines);
  }

  CDeclarationException error(Token token, String problem) {
    return error(token.offset(), problem);
  }

  CDeclarationException error(int offset, String problem) {
    return new CDeclarationException(
        offset, line(offset), column(offset), problem, excerpt(offset));
  }

  /// The line of the error and, below it, a caret; of a very long line only the part around the
  /// error.
  private String excerpt(int offset) {
    int start = lineStart(offset);
    int end = text.indexOf('\n', offset);
    end = end < 0 ? text.length() : end;
    int from = offset - start > WINDOW ? offset - WINDOW : start;
    int to = Math.min(end, offset + WINDOW);
    String before = (from > start ? "..." : "") + printable(text.substring(from, offset));
    String after = printable(text.substring(offset, to)) + (to < end ? "..." : "");
    String shown = INDENT + before + after;
    return shown.stripTrailing() + "\n" + INDENT + " ".repeat(before.length()) + "^";
  }

  /// One column for each character, so that the caret stands below the place.
  private static String printable(String part) {
    StringBuilder shown = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      boolean blank = c == '\t' || c == '\r' || c == '\f';
      shown.append(blank ? ' ' : Character.isISOControl(c) ? '?' : c);
    }
    return shown.toString();
  }

  /// A function whose name is a token of this text.
  CPrototype prototype(Token name, FunctionType type, String symbol) {
    int at = name.offset();
    return new CPrototype(name.text(), type, line(at), column(at), symbol);
  }
}
