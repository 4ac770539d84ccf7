package org.culebra.python;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Objects;
import org.culebra.array.NDArray;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.Column;
import org.culebra.ffi.CFunction;
import org.culebra.python.internal.CPython;
import org.culebra.python.internal.Interpreter;
import org.culebra.python.internal.NativeFunctions;
import org.culebra.python.internal.Values;
import org.jspecify.annotations.Nullable;

/// Access to Python for one thread, which holds Python's lock until the scope is closed.
///
/// Java values passed as arguments become Python objects: `null`, `Boolean`, numbers (including
/// `BigInteger`), strings, `byte[]`, [org.culebra.ffi.CComplex], `List` (a `list`), `Object[]` (a
/// `tuple`), `Map` (a `dict`), [PyObject], arrays of other primitives (a copy, as an array), and,
/// sharing their memory, [org.culebra.array.NDArray] and Arrow's columns and streams.
///
/// Only the thread that opened a scope may use it and the [PyObject]s in it.
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
    try {
      interpreter.references().drain();
    } catch (Throwable e) {
      interpreter.gil().leave(token);
      throw e;
    }
  }

  private void requireThread() {
    if (!Thread.currentThread().equals(thread)) {
      throw new WrongThreadException(
          "expected thread "
              + thread.getName()
              + ", which opened the scope, but found "
              + Thread.currentThread().getName());
    }
  }

  private void requireOpen() {
    requireThread();
    if (closed) {
      throw new IllegalStateException("expected an open scope but found a closed one");
    }
    interpreter.gil().requireHeld(); // not in a function that Python calls without the lock
  }

  /// Before anything that may run Python code.
  private void requireUsable() {
    requireOpen();
    interpreter.requireStack();
  }

  /// Imports a module.
  ///
  /// @param name the name, with dots for a module in a package
  /// @return the module
  /// @throws PythonException if there is none, or its import fails
  public PyObject importModule(String name) {
    Objects.requireNonNull(name, "name");
    requireUsable();
    try {
      return object(values.importModule(name));
    } finally {
      interpreter.ran("the import of " + name);
    }
  }

  /// Runs statements in the module `__main__`, which keeps their names.
  ///
  /// @param source Python statements
  /// @throws PythonException if they are invalid, or raise an exception
  public void run(String source) {
    Objects.requireNonNull(source, "source");
    try {
      c.Py_DecRef(evaluate(source, FILE_INPUT));
    } finally {
      interpreter.ran("a program of Python's");
    }
  }

  /// Evaluates an expression in the module `__main__`.
  ///
  /// @param expression a Python expression
  /// @return its value
  /// @throws PythonException if it is invalid, or raises an exception
  public PyObject evaluate(String expression) {
    Objects.requireNonNull(expression, "expression");
    return object(evaluate(expression, EVALUATE));
  }

  private long evaluate(String source, int start) {
    requireUsable();
    long code = interpreter.check(c.Py_CompileString(source, "<java>", start));
    try {
      long main = c.PyModule_GetDict(interpreter.check(c.PyImport_AddModule("__main__")));
      return interpreter.check(c.PyEval_EvalCode(code, main, main));
    } finally {
      c.Py_DecRef(code);
    }
  }

  /// Converts a Java value to a Python object.
  ///
  /// @param value a value of a type listed in the class description
  /// @return the object
  /// @throws IllegalArgumentException if values of its type are not supported
  public PyObject of(@Nullable Object value) {
    requireUsable();
    return object(values.of(value));
  }

  /// A Java function as a Python callable, for public interfaces.
  ///
  /// ```java
  /// PyObject f = scope.function(DoubleBinaryOperator.class, (x, y) -> x * y);
  /// scope.importModule("functools").callMethod("reduce", f, List.of(1.0, 2.0, 3.0)).asDouble(); // 6.0
  /// ```
  ///
  /// | parameter or result | in Python |
  /// |---|---|
  /// | numbers, `boolean`, `BigInteger`, [org.culebra.ffi.CComplex] | `float`, `int`, `bool`, `complex` |
  /// | `String`, `byte[]` | `str`, `bytes` |
  /// | [NDArray], [Column] | any object with a protocol; a view for the calling thread, which ends when the function returns |
  /// | [org.culebra.array.DoubleView] and the other views, as parameters | an array of that type; a view as above |
  /// | `double[]` and arrays of other primitives | a copy of an array with one axis, or of a `list` or `tuple`; a result is a copy too |
  /// | [PyObject] | any object |
  ///
  /// `None` is `null`. Parameters can be passed by name if the interface was compiled with
  /// `-parameters`. If all of them and the result are arrays, columns and numbers, Java runs
  /// without Python's lock, so several threads can run it at the same time; to use Python it opens
  /// a scope of its own. An exception of the function is raised as `culebra.JavaError`.
  ///
  /// @param type a functional interface
  /// @param target kept reachable until Python has no reference left
  /// @param <T> the interface
  /// @return a callable
  /// @throws IllegalArgumentException if it is not a functional interface, is not public, or has
  ///   unsupported types
  public <T> PyObject function(Class<T> type, T target) {
    return function(MethodHandles.publicLookup(), type, target);
  }

  /// The same for an interface that a lookup can access.
  ///
  /// @param lookup usually `MethodHandles.lookup()`
  /// @param type a functional interface
  /// @param target kept reachable until Python has no reference left
  /// @param <T> the interface
  /// @return a callable
  /// @throws IllegalArgumentException if it is not a functional interface, is not accessible, or
  ///   has unsupported types
  public <T> PyObject function(MethodHandles.Lookup lookup, Class<T> type, T target) {
    Objects.requireNonNull(lookup, "lookup");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(target, "target");
    requireUsable();
    return object(python.functions().export(lookup, type, target));
  }

  /// A C function as a capsule for SciPy's `LowLevelCallable`.
  ///
  /// @param function kept reachable until Python deletes the capsule
  /// @return a capsule named by the signature, `double (int, double *)`
  public PyObject capsule(CFunction function) {
    Objects.requireNonNull(function, "function");
    requireOpen();
    return object(python.capsules().of(function, null));
  }

  /// The same with user data, the capsule's context, which SciPy passes to the function.
  ///
  /// @param function kept reachable until Python deletes the capsule
  /// @param userData leased until Python deletes the capsule
  /// @return a capsule named by the signature
  /// @throws IllegalStateException if the memory's owner cannot keep it alive
  public PyObject capsule(CFunction function, NDArray userData) {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(userData, "userData");
    requireOpen();
    return object(python.capsules().of(function, userData));
  }

  /// A lambda as a capsule for SciPy's `LowLevelCallable`: SciPy then calls Java at the cost of a C
  /// function, without creating Python objects. An exception of the lambda is raised in Python when
  /// the C code returns: as a `culebra.JavaError`, or as a `SystemError` with that cause where the
  /// C code does not check for errors. Until then SciPy may continue with the error value, NaN or
  /// 0, and call the lambda again.
  ///
  /// @param lookup usually `MethodHandles.lookup()`
  /// @param iface an interface with one method, as for [org.culebra.ffi.Callback.Builder#as]
  /// @param prototype in C, such as `double (int n, const double x[n])`
  /// @param target kept reachable until Python deletes the capsule
  /// @param <T> the interface
  /// @return a capsule named by the signature, `double (int, double *)`
  /// @throws IllegalArgumentException if the interface does not match the prototype
  public <T> PyObject capsule(
      MethodHandles.Lookup lookup, Class<T> iface, String prototype, T target) {
    return capsule(lookup, iface, prototype, null, target);
  }

  /// The same with user data, the capsule's context, which SciPy passes to the function.
  ///
  /// @param lookup usually `MethodHandles.lookup()`
  /// @param iface an interface with one method, as for [org.culebra.ffi.Callback.Builder#as]
  /// @param prototype in C, with a parameter for the user data
  /// @param userData leased until Python deletes the capsule; null for none
  /// @param target kept reachable until Python deletes the capsule
  /// @param <T> the interface
  /// @return a capsule named by the signature, `double (int, double *, void *)`
  /// @throws IllegalArgumentException if the interface does not match the prototype
  /// @throws IllegalStateException if the memory's owner cannot keep it alive
  public <T> PyObject capsule(
      MethodHandles.Lookup lookup,
      Class<T> iface,
      String prototype,
      @Nullable NDArray userData,
      T target) {
    Objects.requireNonNull(lookup, "lookup");
    Objects.requireNonNull(iface, "iface");
    Objects.requireNonNull(prototype, "prototype");
    Objects.requireNonNull(target, "target");
    requireOpen();
    return object(python.capsules().of(lookup, iface, prototype, userData, target));
  }

  /// A C function from a function pointer of a Python library: a capsule named by a signature, as
  /// in Cython's `__pyx_capi__` and Pythran's exports, a function of ctypes or cffi, or a Numba
  /// `cfunc`. If the object states the function's type, it is compared with the prototype;
  /// otherwise the prototype is trusted.
  ///
  /// @param arena releases the object; after its close the function cannot be called
  /// @param pointer one of these
  /// @param prototype the C declaration, such as `double f(int n, double x[n])`
  /// @return the function
  /// @throws IllegalArgumentException if the object is none of these, or has another type
  public CFunction cFunction(Arena arena, PyObject pointer, String prototype) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(pointer, "pointer");
    Objects.requireNonNull(prototype, "prototype");
    requireOpen();
    long retained = pointer.retained();
    try {
      return new NativeFunctions(interpreter).function(arena, retained, prototype);
    } finally {
      pointer.release(retained);
    }
  }

  /// Trusts the index and the prototype: a C function from a table that a capsule points to.
  ///
  /// ```java
  /// PyObject api = scope.importModule("numpy._core._multiarray_umath").attribute("_ARRAY_API");
  /// CFunction version = scope.cFunction(arena, api, null, 0, "unsigned PyArray_GetNDArrayCVersion(void)");
  /// ```
  ///
  /// @param arena releases the capsule; after its close the function cannot be called
  /// @param capsule whose pointer is a table of functions
  /// @param name the required name of the capsule; null for a capsule without a name
  /// @param index the position in the table, from 0
  /// @param prototype the declaration in the library's header
  /// @return the function
  /// @throws IllegalArgumentException if it is not a capsule, has another name, or the entry is
  ///   NULL
  public CFunction cFunction(
      Arena arena, PyObject capsule, @Nullable String name, int index, String prototype) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(capsule, "capsule");
    Objects.requireNonNull(prototype, "prototype");
    requireOpen();
    long retained = capsule.retained();
    try {
      return new NativeFunctions(interpreter).ofTable(arena, retained, name, index, prototype);
    } finally {
      capsule.release(retained);
    }
  }

  /// Creates a `dict` with string keys, for keyword arguments.
  ///
  /// @param items values by name
  /// @return a new `dict`
  public PyObject dict(Map<String, ?> items) {
    Objects.requireNonNull(items, "items");
    return of(items);
  }

  /// Python's `None`.
  ///
  /// @return the object
  public PyObject none() {
    return of(null);
  }

  /// Views a Python array through the best protocol that it offers. The object stays alive until
  /// the arena is closed and all leases of the array's memory are released. The arena may be closed
  /// without Python's lock.
  ///
  /// @param arena ends Java's access
  /// @param object an array of NumPy, PyTorch, JAX, PyArrow and others
  /// @return the array, in Python's own memory
  /// @throws IllegalArgumentException if it offers no protocol, or each of them fails; the message
  ///   lists the reasons
  public NDArray array(Arena arena, PyObject object) {
    return importArray(arena, object, ImportOptions.SHARED).array();
  }

  /// Imports a Python array and reports how.
  ///
  /// @param arena ends Java's access
  /// @param object an array of NumPy, PyTorch, JAX, PyArrow and others
  /// @param options which protocols may be used, and whether to copy
  /// @return the array with the protocol and further properties
  /// @throws IllegalArgumentException if it offers none of the allowed protocols, or each of them
  ///   fails; the message lists the reasons
  public ImportedArray importArray(Arena arena, PyObject object, ImportOptions options) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(object, "object");
    requireUsable();
    long retained = object.retained();
    try {
      return interpreter.arrays().array(arena, retained, options);
    } finally {
      object.release(retained);
    }
  }

  /// Views a Python column: of PyArrow, Polars, pandas and others with `__arrow_c_array__`. A
  /// record batch is a column of structs.
  ///
  /// @param arena ends Java's access, and releases the column
  /// @param object the column
  /// @return the column
  /// @throws IllegalArgumentException if it has no such method
  /// @throws PythonException if the method raises an exception
  public Column column(Arena arena, PyObject object) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(object, "object");
    requireUsable();
    long retained = object.retained();
    try {
      return interpreter.columns().column(arena, retained);
    } finally {
      object.release(retained);
    }
  }

  /// Adopts a stream of record batches: a table of PyArrow, Polars, pandas, DuckDB and others with
  /// `__arrow_c_stream__`. It is read without Python's lock; its producer takes the lock when
  /// necessary.
  ///
  /// @param arena ends Java's access to the batches, and releases the stream
  /// @param object the table or stream
  /// @return the stream
  /// @throws IllegalArgumentException if it has no such method
  /// @throws PythonException if the method raises an exception
  public ArrowStream stream(Arena arena, PyObject object) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(object, "object");
    requireUsable();
    long retained = object.retained();
    try {
      return interpreter.columns().stream(arena, retained);
    } finally {
      object.release(retained);
    }
  }

  PyObject object(long reference) {
    return new PyObject(interpreter, reference);
  }

  /// Releases Python's lock, unless this thread has an outer scope. Further calls do nothing.
  ///
  /// @throws WrongThreadException if another thread opened the scope
  @Override
  public void close() {
    if (!closed) {
      requireThread();
      closed = true;
      try {
        interpreter.references().drain();
      } finally {
        interpreter.gil().leave(token);
      }
    }
  }
}
