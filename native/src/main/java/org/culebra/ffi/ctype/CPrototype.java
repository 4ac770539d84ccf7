package org.culebra.ffi.ctype;

import java.util.Objects;

/// A named C function: its type, and where the text declares it.
///
/// @param name the function's name; never empty
/// @param type the function's type, including parameter names, array lengths and attributes
/// @param line the line of the name, from 1
/// @param column the column of the name, from 1
/// @param symbol the name to look up in a library: of `__asm__("name")`, otherwise the function's;
///   empty for a function that exists only where it is compiled: `static`, or `inline` with a body
public record CPrototype(String name, FunctionType type, int line, int column, String symbol) {
  /// Checks that nothing is null.
  public CPrototype {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(symbol, "symbol");
  }

  /// A function whose symbol has its name.
  ///
  /// @param name the function's name; never empty
  /// @param type the function's type, including parameter names and array lengths
  /// @param line the line of the name, from 1
  /// @param column the column of the name, from 1
  public CPrototype(String name, FunctionType type, int line, int column) {
    this(name, type, line, column, name);
  }

  /// The prototype in C, with its lengths and attributes and without a semicolon: `int mandel(float
  /// real, float imag)`.
  @Override
  public String toString() {
    return type.declaration(name);
  }
}
