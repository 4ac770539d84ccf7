package org.culebra.arrow;

import java.util.Objects;

/// What the producer of a stream says has gone wrong. The stream may be asked again: what it
/// answers is the producer's affair.
public final class ArrowStreamException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The producer's number.
  private final int errno;

  /// A failure of a producer. A [BatchSource] that throws one decides which number its consumer
  /// gets.
  ///
  /// @param message what has gone wrong
  /// @param errno the number
  public ArrowStreamException(String message, int errno) {
    super(Objects.requireNonNull(message, "message"));
    this.errno = errno;
  }

  /// The number that the producer gave, such as 5 for an error of input or output.
  ///
  /// @return a value of C's `errno`, which depends on the platform
  public int errno() {
    return errno;
  }
}
