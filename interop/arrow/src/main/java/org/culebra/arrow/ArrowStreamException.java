package org.culebra.arrow;

/// What the producer of a stream says has gone wrong. The stream may be asked again: what it
/// answers is the producer's affair.
public final class ArrowStreamException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The producer's number.
  private final int errno;

  ArrowStreamException(String what, int errno, String message) {
    super("%s failed (%s): %s".formatted(what, Errnos.name(errno), message));
    this.errno = errno;
  }

  /// The number that the producer gave, such as 5 for an error of input or output.
  ///
  /// @return a value of C's `errno`, which depends on the platform
  public int errno() {
    return errno;
  }
}
