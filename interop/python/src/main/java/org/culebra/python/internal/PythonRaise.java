package org.culebra.python.internal;

/// Thrown by functions that Python calls, to raise a Python exception of a given type.
public final class PythonRaise extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long type;

  /// @param type a class of exceptions that always lives
  PythonRaise(long type, String message) {
    super(message, null, false, false);
    this.type = type;
  }

  /// @param type a class of exceptions that always lives
  /// @param cause provides the message
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
