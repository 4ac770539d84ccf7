package org.culebra.python;

import java.util.Optional;
import org.culebra.python.internal.Handle;
import org.culebra.python.internal.Interpreter;
import org.jspecify.annotations.Nullable;

/// An exception raised by Python. If it propagates back into Python, through a Java function called
/// by Python, it is the same Python object again. If it originated in Java, that exception is the
/// [#getCause()].
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
    this.type = type;
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

  /// The Python exception, unless this was serialized.
  ///
  /// @return the object
  Optional<Handle> exception() {
    return Optional.ofNullable(exception);
  }

  /// Raises the exception in Python again.
  ///
  /// @param python the interpreter of the exception
  /// @return false if there is no object
  public boolean raise(Interpreter python) {
    Handle handle = exception;
    if (handle == null || handle.isClosed()) {
      return false;
    }
    long type = python.c().PyObject_Type(handle.object());
    python.c().PyErr_SetObject(type, handle.object());
    python.c().Py_DecRef(type);
    return true;
  }
}
