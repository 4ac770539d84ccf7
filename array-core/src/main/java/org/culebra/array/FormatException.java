package org.culebra.array;

import org.jspecify.annotations.Nullable;

/// A text or a file is not what it should be: a type string, a descriptor, a `.npy` header. The
/// message says what was expected, what was found and, where it helps, at which position.
///
/// Parsers throw this and nothing else, whatever they are given.
public final class FormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /// A refusal.
  ///
  /// @param message what was expected and what was found
  public FormatException(@Nullable String message) {
    super(message);
  }
}
