package org.culebra.python;

import java.util.Optional;
import org.culebra.python.internal.Handle;
import org.culebra.python.internal.Interpreter;
import org.jspecify.annotations.Nullable;

/// An exception that Python has raised. If it goes back into Python, through a function of Java's
/// that Python called, it is the same object again. If it came from Java in the first place, that
/// exception is the [#getCause()].
public final class PythonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// See [#type()].
  private final String type;

  /// See [#text()].
  private final String text;

  /// See [#traceback()].
  private final String traceback;

  private final transient @Nullable Handle exception;

  /// Made by this library, from an exception of Python's.
  ///
  /// @param type the class of the exception, with its module unless that is `builtins`
  /// @param text `str(exception)`
  /// @param traceback as Python prints it
  /// @param cause the exception of Java that this comes from
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

  /// What the exception says.
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

  /// The exception of Python's, as long as this has not been serialized.
  ///
  /// @return the object
  Optional<Handle> exception() {
    return Optional.ofNullable(exception);
  }

  /// Sets it as Python's pending exception again.
  ///
  /// @param python whose exception it is
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
