package org.culebra.python.internal;

/// Thrown by what Python calls, to raise an exception of Python's own there.
public final class PythonRaise extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long type;

  /// @param type a class of exceptions that always lives
  PythonRaise(long type, String message) {
    super(message, null, false, false);
    this.type = type;
  }

  /// @param type a class of exceptions that always lives
  /// @param cause has the message
  public PythonRaise(long type, Throwable cause) {
    this(type, String.valueOf(cause.getMessage()));
  }

  /// The message for Python.
  String text() {
    return String.valueOf(getMessage());
  }

  long type() {
    return type;
  }
}
