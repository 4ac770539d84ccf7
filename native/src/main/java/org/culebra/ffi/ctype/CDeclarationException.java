package org.culebra.ffi.ctype;

import java.io.Serial;

/// A C declaration that cannot be used: it is not C, or it is C that is refused by name.
///
/// The message names the place, says what was expected and what was found, and shows the line with
/// a caret below the place:
///
/// ```
/// line 1, column 13: expected a parameter name, ',' or ')' but found ';'
///     int f(int x;
///                ^
/// ```
public final class CDeclarationException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /// The line.
  private final int line;

  /// The column.
  private final int column;

  /// The bare message.
  private final String problem;

  CDeclarationException(int line, int column, String problem, String excerpt) {
    super("line " + line + ", column " + column + ": " + problem + "\n" + excerpt);
    this.line = line;
    this.column = column;
    this.problem = problem;
  }

  /// {@return the line of the text in which the problem was found, from 1}
  public int line() {
    return line;
  }

  /// {@return the column in that line, in UTF-16 units, from 1}
  public int column() {
    return column;
  }

  /// {@return the message without its place and without the line of text}
  public String problem() {
    return problem;
  }
}
