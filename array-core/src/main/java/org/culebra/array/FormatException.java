package org.culebra.array;

import org.jspecify.annotations.Nullable;

/// Invalid text or file content: a type string, a descriptor, a `.npy` header. The message states
/// what was expected, what was found and, if useful, at which position.
///
/// Parsers throw only this exception, whatever their input.
public final class FormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /// Creates an exception.
  ///
  /// @param message what was expected and what was found
  public FormatException(@Nullable String message) {
    super(message);
  }
}
