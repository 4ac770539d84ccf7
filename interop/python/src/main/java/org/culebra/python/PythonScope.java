package org.culebra.python;

import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Objects;
import org.culebra.array.NDArray;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.Column;
import org.culebra.python.internal.CPython;
import org.culebra.python.internal.Interpreter;
import org.culebra.python.internal.Values;
import org.jspecify.annotations.Nullable;

/// Python, used by one thread, which has Python's lock until the scope is closed.
///
/// Values of Java become objects of Python wherever they are arguments: `null`, `Boolean`, numbers
/// (`BigInteger` too), strings, `byte[]`, [org.culebra.ffi.CComplex], `List` (a `list`), `Object[]`
/// (a `tuple`), `Map` (a `dict`), [PyObject], and what shares its memory: an
/// [org.culebra.array.NDArray], and Arrow's columns and streams.
///
/// Only the thread that opened it may use a scope and the [PyObject]s in it.
public final class PythonScope implements AutoCloseable {
  private static final int FILE_INPUT = 257;
  private static final int EVALUATE = 258;

  private final Python python;
  private final Interpreter interpreter;
  private final CPython c;
  private final Values values;
  private final int token;
  private final Thread thread = Thread.currentThread();
  private boolean closed;

  PythonScope(Python python, Interpreter interpreter, int token) {
    this.python = python;
    this.interpreter = interpreter;
    this.c = interpreter.c();
    this.values = interpreter.values();
    this.token = token;
    interpreter.references().drain();
  }

  private void requireOpen() {
    if (!Thread.currentThread().equals(thread)) {
      throw new WrongThreadException(
          "expected thread "
              + thread.getName()
              + ", which opened the scope, but found "
              + Thread.currentThread().getName());
    }
    if (closed) {
      throw new IllegalStateException("expected an open scope but found one closed before");
    }
  }

  /// Imports a module.
  ///
  /// @param name with dots for one in a package
  /// @return the module
  /// @throws PythonException if there is none, or its import fails
  public PyObject importModule(String name) {
    Objects.requireNonNull(name, "name");
    requireOpen();
    try {
      return object(values.importModule(name));
    } finally {
      interpreter.ran("the import of " + name);
    }
  }

  /// Runs statements in the module `__main__`, whose names stay for later.
  ///
  /// @param source Python's statements
  /// @throws PythonException if they are not understood, or raise one
  public void run(String source) {
    Objects.requireNonNull(source, "source");
    try {
      c.Py_DecRef(evaluate(source, FILE_INPUT));
    } finally {
      interpreter.ran("a program of Python's");
    }
  }

  /// The value of an expression, in the module `__main__`.
  ///
  /// @param expression of Python
  /// @return its value
  /// @throws PythonException if it is not understood, or raises one
  public PyObject evaluate(String expression) {
    Objects.requireNonNull(expression, "expression");
    return object(evaluate(expression, EVALUATE));
  }

  private long evaluate(String source, int start) {
    requireOpen();
    long code = interpreter.check(c.Py_CompileString(source, "<java>", start));
    try {
      long main = c.PyModule_GetDict(interpreter.check(c.PyImport_AddModule("__main__")));
      return interpreter.check(c.PyEval_EvalCode(code, main, main));
    } finally {
      c.Py_DecRef(code);
    }
  }

  /// A value of Java as an object of Python.
  ///
  /// @param value one of those that the class names
  /// @return the object
  /// @throws IllegalArgumentException if there is no object for such a value
  public PyObject of(@Nullable Object value) {
    requireOpen();
    return object(values.of(value));
  }

  /// A `dict` with strings for keys, as a function takes its keywords.
  ///
  /// @param items values by name
  /// @return a new `dict`
  public PyObject dict(Map<String, ?> items) {
    return of(items);
  }

  /// Python's `None`.
  ///
  /// @return the object
  public PyObject none() {
    return of(null);
  }

  /// Views an array of Python's, by the best protocol that it offers. The object stays as long as
  /// the arena is open and the array's memory is leased; closing the arena works on any thread that
  /// may, also without Python's lock.
  ///
  /// @param arena ends Java's access
  /// @param object of NumPy, PyTorch, JAX, PyArrow and others
  /// @return the array, in Python's own memory
  /// @throws IllegalArgumentException if it offers no protocol, or each of them fails; has the
  ///   reasons
  public NDArray array(Arena arena, PyObject object) {
    return importArray(arena, object, ImportOptions.SHARED).array();
  }

  /// Takes an array of Python's, and tells how.
  ///
  /// @param arena ends Java's access
  /// @param object of NumPy, PyTorch, JAX, PyArrow and others
  /// @param options which protocols may be used, and whether to copy
  /// @return the array, and what is known of it
  /// @throws IllegalArgumentException if it offers no protocol that is allowed, or each of them
  ///   fails; has the reasons
  public ImportedArray importArray(Arena arena, PyObject object, ImportOptions options) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(options, "options");
    requireOpen();
    return interpreter.arrays().array(arena, object.address(), options);
  }

  /// Views a column of Python's: of PyArrow, Polars, pandas and others that have
  /// `__arrow_c_array__`. A record batch is a column of structs.
  ///
  /// @param arena ends Java's access, and releases the column
  /// @param object has the column
  /// @return the column
  /// @throws PythonException if it has none
  public Column column(Arena arena, PyObject object) {
    Objects.requireNonNull(arena, "arena");
    requireOpen();
    return interpreter.columns().column(arena, object.address());
  }

  /// Takes over a stream of record batches: of a table of PyArrow, Polars, pandas, DuckDB and
  /// others that have `__arrow_c_stream__`. It is read without Python's lock, which its producer
  /// takes where it needs it.
  ///
  /// @param arena ends Java's access to the batches, and releases the stream
  /// @param object has the stream
  /// @return the stream
  /// @throws PythonException if it has none
  public ArrowStream stream(Arena arena, PyObject object) {
    Objects.requireNonNull(arena, "arena");
    requireOpen();
    return interpreter.columns().stream(arena, object.address());
  }

  PyObject object(long reference) {
    return new PyObject(python, reference);
  }

  /// Gives Python's lock back, unless this thread has an outer scope. Does nothing the second time.
  ///
  /// @throws WrongThreadException if another thread opened the scope
  @Override
  public void close() {
    if (!closed) {
      requireOpen();
      closed = true;
      interpreter.references().drain();
      interpreter.gil().leave(token);
    }
  }
}
