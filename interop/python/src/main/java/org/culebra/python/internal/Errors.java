package org.culebra.python.internal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.culebra.python.PythonException;
import org.jspecify.annotations.Nullable;

/// Exceptions on their way between Python and Java.
///
/// One of Python's becomes a [PythonException], which keeps the object; thrown into Python again it
/// is that object. One of Java's becomes a `culebra.JavaError` in Python, which has it as its
/// attribute `throwable`; come back to Java, it is the same one again. All of this needs the lock.
public final class Errors {
  private static final String THROWABLE = "throwable";
  private static final int MOST_CAUSES = 16;

  private final Interpreter python;
  private final CPython c;

  Errors(Interpreter python) {
    this.python = python;
    this.c = python.c();
  }

  /// Python's pending exception as one of Java's, no longer pending.
  ///
  /// @return to be thrown
  public RuntimeException fetched() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment type = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment traceback = arena.allocate(ValueLayout.JAVA_LONG);
      c.PyErr_Fetch(type, value, traceback);
      if (type.get(ValueLayout.JAVA_LONG, 0) == 0) {
        return new IllegalStateException("expected an exception of Python's but none was set");
      }
      c.PyErr_NormalizeException(type, value, traceback);
      long exception = value.get(ValueLayout.JAVA_LONG, 0);
      long trace = traceback.get(ValueLayout.JAVA_LONG, 0);
      if (trace != 0) {
        c.PyException_SetTraceback(exception, trace);
        c.Py_DecRef(trace);
      }
      c.Py_DecRef(type.get(ValueLayout.JAVA_LONG, 0));
      return ofPython(exception);
    }
  }

  /// @param exception a new reference, which this takes over
  private RuntimeException ofPython(long exception) {
    Throwable cause = javaCause(exception);
    String name = python.values().typeName(exception);
    String message = python.values().strOr(exception, "<str failed>");
    String traceback = traceback(exception);
    return new PythonException(name, message, traceback, cause, new Handle(python, exception));
  }

  /// The exception of Java that is this one, or the cause of which it is.
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

  /// As `traceback.format_exception` has it; empty where that fails.
  private String traceback(long exception) {
    return python.values().textOr(python.glue().attempt("traceback", exception), "");
  }

  /// Sets Python's pending exception, for a function that is about to return an error to Python.
  ///
  /// @param failure what Java threw
  public void raise(Throwable failure) {
    if (failure instanceof PythonException own && own.raise(python)) {
      return;
    }
    if (failure instanceof PythonRaise raised) {
      c.PyErr_SetString(raised.type(), raised.text());
      return;
    }
    try {
      raiseJava(failure);
    } catch (Throwable second) {
      if (c.PyErr_Occurred() == 0) {
        c.PyErr_SetString(python.constants().runtimeError(), "an exception of Java");
      }
    }
  }

  private void raiseJava(Throwable failure) {
    long type = python.glue().call("java_error");
    long message = python.values().ofString(failure.toString());
    long exception = c.PyObject_CallOneArg(type, message);
    try {
      if (exception != 0) { // else Python has another exception set
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
    long note = python.values().ofString(trace(failure));
    c.Py_DecRef(python.values().callMethod(exception, "add_note", note));
    c.Py_DecRef(note);
  }

  /// Where it was thrown in Java, which Python prints below its own traceback.
  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString().stripTrailing();
  }
}
