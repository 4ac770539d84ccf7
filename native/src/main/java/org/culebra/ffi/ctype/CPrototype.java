package org.culebra.ffi.ctype;

import java.util.Objects;

/// A named C function: its type, and where the text declares it.
///
/// @param name the symbol's name; never empty
/// @param type the function's type, including parameter names and array lengths
/// @param line the line of the name, from 1
/// @param column the column of the name, from 1
public record CPrototype(String name, CType.Function type, int line, int column) {
  /// Checks that nothing is null.
  public CPrototype {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  /// The prototype in C, without a semicolon: `int mandel(float real, float imag)`.
  @Override
  public String toString() {
    return type.declaration(name);
  }
}
