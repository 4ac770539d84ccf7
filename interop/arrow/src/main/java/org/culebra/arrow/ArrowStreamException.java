package org.culebra.arrow;

import java.util.Objects;

/// A failure that the producer of a stream reports. The stream may be called again; what it does
/// then is up to the producer.
public final class ArrowStreamException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The producer's error number.
  private final int errno;

  /// Creates a failure. If an exported [BatchSource] throws it, its consumer gets the error number.
  ///
  /// @param message describes the failure
  /// @param errno a value of C's `errno`; for 0 the consumer gets that of an I/O error
  public ArrowStreamException(String message, int errno) {
    super(Objects.requireNonNull(message, "message"));
    this.errno = errno;
  }

  /// The error number that the producer returned, such as 5 for an I/O error.
  ///
  /// @return a value of C's `errno`, which depends on the platform
  public int errno() {
    return errno;
  }
}
