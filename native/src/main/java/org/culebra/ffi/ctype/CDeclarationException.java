package org.culebra.ffi.ctype;

import java.io.Serial;

/// A C declaration that is rejected: it is not valid C, or C that this library does not support.
///
/// The message gives the line and column, what was expected and what was found, and shows the line
/// with a caret below the column:
///
/// ```
/// line 1, column 13: expected a parameter name, ',' or ')' but found ';'
///     int f(int x;
///                ^
/// ```
public final class CDeclarationException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /// The offset.
  private final int offset;

  /// The line.
  private final int line;

  /// The column.
  private final int column;

  /// The message without line, column and excerpt.
  private final String problem;

  CDeclarationException(int offset, int line, int column, String problem, String excerpt) {
    super("line " + line + ", column " + column + ": " + problem + "\n" + excerpt);
    this.offset = offset;
    this.line = line;
    this.column = column;
    this.problem = problem;
  }

  /// {@return the offset of the problem in the text, in UTF-16 code units, from 0}
  public int offset() {
    return offset;
  }

  /// {@return the line of the problem, from 1}
  public int line() {
    return line;
  }

  /// {@return the column of the problem, in UTF-16 code units, from 1}
  public int column() {
    return column;
  }

  /// {@return the message without the line, the column and the excerpt}
  public String problem() {
    return problem;
  }
}
