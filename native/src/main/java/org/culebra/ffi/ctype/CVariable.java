package org.culebra.ffi.ctype;

import java.util.Objects;

/// A global C variable, such as `extern const double table[16];`.
///
/// @param name the variable's name
/// @param type its type; an array of unknown length has length 0
/// @param isConst whether it (or, for an array, its elements) was declared `const`
/// @param line the line of the name, from 1
/// @param column the column of the name, from 1
/// @param symbol the name to look up in a library: of `__asm__("name")`, otherwise the variable's;
///   empty for a `static` variable, which no library has
public record CVariable(
    String name, CType type, boolean isConst, int line, int column, String symbol) {
  /// Checks that nothing is null.
  public CVariable {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(symbol, "symbol");
  }

  /// A variable whose symbol has its name.
  ///
  /// @param name the variable's name
  /// @param type its type; an array of unknown length has length 0
  /// @param isConst whether it (or, for an array, its elements) was declared `const`
  /// @param line the line of the name, from 1
  /// @param column the column of the name, from 1
  public CVariable(String name, CType type, boolean isConst, int line, int column) {
    this(name, type, isConst, line, column, name);
  }

  /// The declaration in C, without a semicolon.
  @Override
  public String toString() {
    return "extern " + TypePrinter.declaration(type, isConst, name);
  }
}
