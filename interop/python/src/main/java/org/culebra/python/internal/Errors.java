package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.python.PythonException;
import org.jspecify.annotations.Nullable;

/// Converts exceptions between Python and Java.
///
/// A Python exception becomes a [PythonException], which retains the object; if it propagates back
/// into Python, it is that object again. A Java exception becomes a `culebra.JavaError` in Python,
/// with the attribute `throwable`; if it propagates back into Java, it is itself again, and
/// Python's part of the way is [suppressed][Throwable#getSuppressed()] in it. Causes are preserved
/// in both directions. Needs Python's lock.
public final class Errors {
  private static final String THROWABLE = "throwable";
  private static final int MOST_CAUSES = 16;
  private static final int MOST_FRAMES = 64;

  /// Exceptions that cross the border again and again have texts that contain each other.
  private static final int MOST_CHARACTERS = 20_000;

  private final Interpreter python;
  private final CPython c;

  Errors(Interpreter python) {
    this.python = python;
    this.c = python.c();
  }

  /// Clears Python's pending exception and returns it as a Java exception. One that came from Java
  /// is thrown, because it may be of any type.
  ///
  /// @return to be thrown
  public PythonException fetched() {
    long exception = pending();
    if (exception == 0) {
      return new PythonException(
          "SystemError", "expected an exception of Python's but none was set", "", null, null);
    }
    Throwable own = known(exception);
    if (own != null) {
      throw passedOn(own, exception);
    }
    return ofPython(exception, javaCause(exception), new Handle(python.references(), exception));
  }

  /// @return a new reference, or 0
  private long pending() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment type = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment traceback = arena.allocate(ValueLayout.JAVA_LONG);
      c.PyErr_Fetch(type, value, traceback);
      if (type.get(ValueLayout.JAVA_LONG, 0) == 0) {
        return 0;
      }
      c.PyErr_NormalizeException(type, value, traceback);
      long exception = value.get(ValueLayout.JAVA_LONG, 0);
      long trace = traceback.get(ValueLayout.JAVA_LONG, 0);
      if (trace != 0) {
        c.PyException_SetTraceback(exception, trace);
        c.Py_DecRef(trace);
      }
      c.Py_DecRef(type.get(ValueLayout.JAVA_LONG, 0));
      return exception;
    }
  }

  private PythonException ofPython(
      long exception, @Nullable Throwable cause, @Nullable Handle handle) {
    String name = python.values().typeName(exception);
    String message = bounded(python.values().strOr(exception, "<str failed>"));
    return new PythonException(name, message, traceback(exception), cause, handle);
  }

  /// Without a handle of the Python exception, which retains the Java exception: neither garbage
  /// collector would find a cycle of both.
  ///
  /// @param exception a new reference, of which this takes ownership
  private RuntimeException passedOn(Throwable own, long exception) {
    try {
      if (own.getSuppressed().length < MOST_CAUSES) {
        own.addSuppressed(ofPython(exception, null, null));
      }
    } finally {
      c.Py_DecRef(exception);
    }
    return SneakyThrow.rethrow(own);
  }

  /// The Java exception that a Python exception represents or has as a cause.
  private @Nullable Throwable javaCause(long exception) {
    List<Long> held = new ArrayList<>();
    try {
      long at = exception;
      for (int i = 0; i < MOST_CAUSES && at != 0; i++) {
        Throwable known = known(at);
        if (known != null) {
          return known;
        }
        at = c.PyException_GetCause(at);
        if (at != 0) {
          held.add(at);
        }
      }
      return null;
    } finally {
      held.forEach(c::Py_DecRef);
    }
  }

  private @Nullable Throwable known(long exception) {
    long thrown = c.PyObject_GetAttrString(exception, THROWABLE);
    if (thrown == 0) {
      c.PyErr_Clear();
      return null;
    }
    try {
      return python.exports().throwable(thrown);
    } finally {
      c.Py_DecRef(thrown);
    }
  }

  /// The text of `traceback.format_exception`; empty if that fails.
  private String traceback(long exception) {
    return bounded(python.values().textOr(python.glue().attempt("traceback", exception), ""));
  }

  /// Sets Python's pending exception, for a function that is about to return an error to Python.
  ///
  /// It never throws, because the caller returns to C. On an almost full stack it may set no
  /// exception, which Python turns into a `SystemError`.
  ///
  /// @param failure what Java threw
  public void raise(Throwable failure) {
    try {
      raiseAny(failure);
    } catch (Throwable second) {
      raiseShort();
    }
  }

  private void raiseAny(Throwable failure) {
    if (failure instanceof PythonException own && raiseAgain(own.pointer().address())) {
      return;
    }
    if (failure instanceof PythonRaise raised) {
      set(raised.type(), raised.text());
      return;
    }
    raiseJava(failure);
  }

  /// Sets an exception with any text.
  ///
  /// @param type borrowed
  /// @param text the message
  void set(long type, String text) {
    long message = python.values().ofString(text); // unlike C, with NUL and unpaired surrogates
    c.PyErr_SetObject(type, message);
    c.Py_DecRef(message);
  }

  /// @param exception borrowed, or 0
  private boolean raiseAgain(long exception) {
    if (exception == 0) {
      return false;
    }
    long type = c.PyObject_Type(exception);
    c.PyErr_SetObject(type, exception);
    c.Py_DecRef(type);
    return true;
  }

  private void raiseShort() {
    try {
      if (c.PyErr_Occurred() == 0) {
        c.PyErr_SetString(python.constants().runtimeError(), "an exception of Java");
      }
    } catch (Throwable third) {
      return; // the stack is full
    }
  }

  private void raiseJava(Throwable failure) {
    long type = python.glue().call("java_error");
    long message = python.values().ofString(text(failure));
    long exception = c.PyObject_CallOneArg(type, message);
    try {
      if (exception != 0) { // otherwise another exception is set
        complete(exception, failure);
        c.PyErr_SetObject(type, exception);
      }
    } finally {
      c.Py_DecRef(exception);
      c.Py_DecRef(message);
      c.Py_DecRef(type);
    }
  }

  private void complete(long exception, Throwable failure) {
    long thrown = python.exports().ofThrowable(failure);
    python.check(c.PyObject_SetAttrString(exception, THROWABLE, thrown));
    c.Py_DecRef(thrown);
    setCause(exception, failure);
    long note = python.values().ofString(trace(failure));
    c.Py_DecRef(python.values().callMethod(exception, "add_note", note));
    c.Py_DecRef(note);
  }

  private static String text(Throwable failure) {
    if (failure instanceof PythonException own) {
      // without the traceback, which Python prints of the cause
      return own.getClass().getName()
          + ": "
          + own.type()
          + (own.text().isEmpty() ? "" : ": " + own.text());
    }
    try {
      return bounded(failure.toString());
    } catch (RuntimeException e) {
      return failure.getClass().getName(); // a failing message must not replace the exception
    }
  }

  private static String bounded(String text) {
    return text.length() <= MOST_CHARACTERS
        ? text
        : text.substring(0, MOST_CHARACTERS / 2)
            + "\n... "
            + (text.length() - MOST_CHARACTERS)
            + " characters more ...\n"
            + text.substring(text.length() - MOST_CHARACTERS / 2);
  }

  /// A Python exception among the causes becomes the `__cause__`.
  private void setCause(long exception, Throwable failure) {
    Throwable at = failure.getCause();
    for (int i = 0; i < MOST_CAUSES && at != null; i++) {
      long cause = at instanceof PythonException own ? own.pointer().address() : 0;
      if (cause != 0) {
        c.Py_IncRef(cause);
        c.PyException_SetCause(exception, cause);
        return;
      }
      at = at.getCause();
    }
  }

  /// The Java stack trace, which Python prints below its own traceback, without suppressed
  /// exceptions, which may contain such traces themselves.
  private static String trace(Throwable failure) {
    StringBuilder text = new StringBuilder(text(failure));
    Throwable at = failure;
    for (int i = 0; i < MOST_CAUSES && at != null; i++) {
      text.append(i == 0 ? "" : "\nCaused by: " + text(at));
      StackTraceElement[] frames = at.getStackTrace();
      for (int k = 0; k < Math.min(frames.length, MOST_FRAMES); k++) {
        text.append("\n\tat ").append(frames[k]);
      }
      if (frames.length > MOST_FRAMES) {
        text.append("\n\t... ").append(frames.length - MOST_FRAMES).append(" more");
      }
      at = at.getCause();
    }
    return bounded(text.toString());
  }
}
