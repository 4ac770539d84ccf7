package org.culebra.ffi.ctype;

import java.util.Objects;

/// An integer constant of C: a member of an enum, or a `#define` with an integer value.
///
/// @param name its name
/// @param value its value; for an unsigned 64-bit constant, its bits
/// @param type its C type: an enum's members and most literals are `int` (C11 6.4.4.1, 6.7.2.2)
/// @param line the line of the name, from 1
/// @param column the column of the name, from 1
public record CConstant(String name, long value, CType.Scalar type, int line, int column) {
  /// Checks that nothing is null.
  public CConstant {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  /// The name and the value, unsigned if the type is.
  @Override
  public String toString() {
    boolean unsigned = type.kind() == CType.Scalar.Kind.UNSIGNED;
    return name + " = " + (unsigned ? Long.toUnsignedString(value) : Long.toString(value));
  }
}
