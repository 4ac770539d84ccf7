package org.culebra.array.internal.print;

/// Encloses texts in brackets, one pair for each index of each axis but the last.
final class NestedBrackets {

  /// Where lines are broken.
  static final int LINE_WIDTH = 75;

  private static final String DOTS = "...";

  private final Summary summary;
  private final String[] cells;
  private final StringBuilder out = new StringBuilder();
  private int next;

  private NestedBrackets(Summary summary, String[] cells, int first) {
    this.summary = summary;
    this.cells = cells;
    this.next = first;
  }

  /// An array: a row of the last axis is broken into lines, and there are as many empty lines
  /// between rows as axes end between them.
  static String lines(Summary summary, String[] cells) {
    NestedBrackets brackets = new NestedBrackets(summary, cells, 0);
    brackets.block(0);
    return brackets.out.toString();
  }

  /// A sub-array in a struct: all in one line, with commas.
  static String list(Summary summary, String[] cells, int first) {
    NestedBrackets brackets = new NestedBrackets(summary, cells, first);
    brackets.list(0);
    return brackets.out.toString();
  }

  private void block(int axis) {
    if (axis == summary.rank() - 1) {
      row(axis);
      return;
    }
    String between = "\n".repeat(summary.rank() - 1 - axis) + " ".repeat(axis + 1);
    out.append('[');
    for (int i = 0; i < summary.shown(axis); i++) {
      if (i > 0) {
        out.append(between);
      }
      if (i == summary.cutAt(axis)) {
        out.append(DOTS).append(between);
      }
      block(axis + 1);
    }
    out.append(']');
  }

  private void row(int axis) {
    Row row = new Row(axis + 1);
    out.append('[');
    for (int i = 0; i < summary.shown(axis); i++) {
      if (i == summary.cutAt(axis)) {
        row.add(DOTS);
      }
      row.add(cells[next++]);
    }
    out.append(']');
  }

  /// The lines of a row. All begin below its first element.
  private final class Row {
    private final int indent;
    private int length;

    Row(int indent) {
      this.indent = indent;
      this.length = indent;
    }

    void add(String word) {
      int width = word.codePointCount(0, word.length());
      boolean first = length == indent;
      int wanted = length + (first ? 0 : 1) + width;
      // A word that is too long for any line stays where it is if the line is empty.
      if (!first && wanted > LINE_WIDTH - indent) {
        stripBlanks();
        out.append('\n').append(" ".repeat(indent));
        length = indent + width;
      } else {
        out.append(first ? "" : " ");
        length = wanted;
      }
      out.append(word);
    }

    private void stripBlanks() {
      int end = out.length();
      while (out.charAt(end - 1) == ' ') {
        end--;
      }
      out.setLength(end);
    }
  }

  private void list(int axis) {
    if (axis == summary.rank()) {
      out.append(cells[next++]);
      return;
    }
    out.append('[');
    for (int i = 0; i < summary.shown(axis); i++) {
      out.append(i > 0 ? ", " : "");
      out.append(i == summary.cutAt(axis) ? DOTS + ", " : "");
      list(axis + 1);
    }
    out.append(']');
  }
}
