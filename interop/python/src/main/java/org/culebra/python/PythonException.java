package org.culebra.python;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.python.internal.Handle;
import org.jspecify.annotations.Nullable;

/// An exception raised by Python. If it propagates back into Python, through a Java function called
/// by Python, it is the same Python object again.
///
/// A Java exception that propagates through Python comes out as itself; a `PythonException` among
/// its [suppressed][Throwable#getSuppressed()] exceptions reports Python's part of the way. If
/// Python raises another exception from it, it is the [#getCause()] of that. In the other
/// direction, a Python exception that caused a Java exception is its `__cause__` in Python.
public final class PythonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// See [#type()].
  private final String type;

  /// See [#text()].
  private final String text;

  /// See [#traceback()].
  private final String traceback;

  private final transient @Nullable Handle exception;

  /// Created by this library from a Python exception.
  ///
  /// @param type the class of the exception, with its module unless that is `builtins`
  /// @param text `str(exception)`
  /// @param traceback as Python prints it
  /// @param cause the Java exception from which it originated
  /// @param exception the object
  public PythonException(
      String type,
      String text,
      String traceback,
      @Nullable Throwable cause,
      @Nullable Handle exception) {
    super(
        (text.isEmpty() ? type : type + ": " + text)
            + (traceback.isEmpty() ? "" : System.lineSeparator() + traceback.stripTrailing()),
        cause);
    this.type = Objects.requireNonNull(type, "type");
    this.text = text;
    this.traceback = traceback;
    this.exception = exception;
  }

  /// The class of the exception: `ValueError`, or `numpy.exceptions.AxisError`.
  ///
  /// @return its name, with its module unless that is `builtins`
  public String type() {
    return type;
  }

  /// Whether it asks the program to stop, as Ctrl-C does.
  ///
  /// @return true for `KeyboardInterrupt`, `SystemExit` and `GeneratorExit`
  public boolean isStop() {
    return switch (type) {
      case "KeyboardInterrupt", "SystemExit", "GeneratorExit" -> true;
      default -> false;
    };
  }

  /// The exception's message.
  ///
  /// @return `str(exception)`, which may be empty
  public String text() {
    return text;
  }

  /// Where it was raised, as Python prints it.
  ///
  /// @return lines of text; empty if Python had no memory to write it
  public String traceback() {
    return traceback;
  }

  /// The Python exception as a `PyObject *`, for C functions. The reference stays owned by this
  /// exception.
  ///
  /// @return a pointer, valid while this exception is reachable; NULL if this was deserialized or
  ///   there is no Python object
  public MemorySegment pointer() {
    Handle handle = exception;
    return MemorySegment.ofAddress(handle == null || handle.isClosed() ? 0 : handle.object());
  }
}
