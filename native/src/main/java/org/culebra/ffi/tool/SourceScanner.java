package org.culebra.ffi.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Splits the source of a header into comments and statements, without looking at conditionals.
/// Declarations that macros begin or end, such as `G_BEGIN_DECLS`, are accepted.
final class SourceScanner {
  private static final Pattern LINKAGE = Pattern.compile("extern\\s*\"C(\\+\\+)?\"\\s*");
  private static final Pattern MACRO = Pattern.compile("\\w+\\s*(\\([^()]*\\)\\s*)?");

  /// A comment or a statement.
  ///
  /// @param isComment whether it is a comment
  /// @param text with its delimiters; of a statement, without comments and what is in braces
  /// @param first its first line
  /// @param last its last line
  /// @param isAlone whether nothing is before it on its first line
  record Item(boolean isComment, String text, int first, int last, boolean isAlone) {}

  private final String text;
  private final List<Item> items = new ArrayList<>();
  private final StringBuilder statement = new StringBuilder();
  private int at;
  private int line = 1;
  private boolean isLineEmpty = true;
  private int statementLine;
  private int braces;
  private int parentheses;

  private SourceScanner(String text) {
    this.text = text;
  }

  static List<Item> items(String source) {
    SourceScanner scanner = new SourceScanner(source.replace("\r\n", "\n"));
    while (scanner.at < scanner.text.length()) {
      scanner.next();
    }
    return scanner.items;
  }

  private void next() {
    char c = text.charAt(at);
    if (text.startsWith("/*", at)) {
      int end = text.indexOf("*/", at + 2);
      comment(end < 0 ? text.length() : end + 2);
    } else if (text.startsWith("//", at)) {
      int end = text.indexOf('\n', at);
      comment(end < 0 ? text.length() : end);
    } else if (c == '#' && isLineEmpty) {
      directive();
    } else if (c == '"' || c == '\'') {
      quoted(c);
    } else {
      character(c);
    }
  }

  private void character(char c) {
    at++;
    if (c == '\n') {
      newLine();
      add(' ');
    } else if (Character.isWhitespace(c)) {
      add(' ');
    } else {
      isLineEmpty = false;
      switch (c) {
        case '{' -> open();
        case '}' -> close();
        case ';' -> semicolon();
        default -> {
          parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
          add(c);
        }
      }
    }
  }

  private void newLine() {
    if (isLineEmpty) {
      dropMacro();
    }
    line++;
    isLineEmpty = true;
  }

  /// Forgets a macro without a semicolon, which is no part of the next declaration.
  private void dropMacro() {
    if (braces == 0 && parentheses == 0 && MACRO.matcher(statement).matches()) {
      statement.setLength(0);
    }
  }

  private void add(char c) {
    if (braces > 0 || c == ' ' && statement.isEmpty()) {
      return;
    }
    if (statement.isEmpty()) {
      statementLine = line;
    }
    statement.append(c);
  }

  private void open() {
    if (braces == 0 && LINKAGE.matcher(statement).matches()) {
      statement.setLength(0);
      return;
    }
    add(' ');
    braces++;
  }

  private void close() {
    if (braces > 0) {
      braces--;
    }
    boolean isBody = statement.toString().stripTrailing().endsWith(")");
    if (braces == 0 && (isBody || statement.isEmpty())) {
      end();
    }
  }

  private void semicolon() {
    if (braces == 0) {
      end();
    }
  }

  private void end() {
    if (!statement.isEmpty()) {
      String all = statement.toString().strip();
      items.add(new Item(false, all, statementLine, line, true));
    }
    statement.setLength(0);
    parentheses = 0;
  }

  private void comment(int end) {
    int first = line;
    boolean isAlone = isLineEmpty;
    String comment = text.substring(at, end);
    line += (int) comment.chars().filter(c -> c == '\n').count();
    at = end;
    isLineEmpty = false; // a blank line is one without a comment
    if (isAlone) {
      dropMacro();
    }
    if (braces == 0 && statement.isEmpty()) {
      addComment(comment, first, isAlone);
    }
  }

  /// Line comments on consecutive lines are one.
  private void addComment(String comment, int first, boolean isAlone) {
    Item before = items.isEmpty() ? null : items.getLast();
    if (before != null
        && before.isComment()
        && isAlone
        && comment.startsWith("//")
        && before.text().startsWith("//")
        && before.last() == first - 1) {
      items.removeLast();
      String both = before.text() + "\n" + comment;
      items.add(new Item(true, both, before.first(), line, before.isAlone()));
    } else {
      items.add(new Item(true, comment, first, line, isAlone));
    }
  }

  /// Moves behind a directive with its continuation lines.
  private void directive() {
    dropMacro();
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      int comment = text.indexOf("/*", at);
      if (comment >= 0 && (end < 0 || comment < end)) {
        at = comment;
        isLineEmpty = false;
        return; // the rest of the line after the comment has no declaration
      }
      boolean continues = end > 0 && text.charAt(end - 1) == '\\';
      at = end < 0 ? text.length() : end + 1;
      line++;
      if (!continues) {
        isLineEmpty = true;
        return;
      }
    }
  }

  private void quoted(char quote) {
    isLineEmpty = false;
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    end = Math.min(text.length(), end + 1);
    for (; at < end; at++) {
      add(text.charAt(at));
    }
  }
}
