package org.culebra.python;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.culebra.ffi.CComplex;
import org.culebra.python.internal.CPython;
import org.culebra.python.internal.Handle;
import org.culebra.python.internal.Interpreter;
import org.culebra.python.internal.PythonFunction;
import org.culebra.python.internal.Values;
import org.jspecify.annotations.Nullable;

/// A Python object, which Java keeps alive until the handle is closed or garbage-collected. A
/// handle may be closed on any thread at any time; its other methods need a scope on this thread
/// ([Python#open()]), unless they state otherwise.
///
/// `equals` and `hashCode` compare handles; [#isSame(PyObject)] is Python's `is`.
public final class PyObject implements AutoCloseable {
  private static final int EQUAL = 2;

  private final Interpreter interpreter;
  private final Handle handle;

  PyObject(Interpreter interpreter, long reference) {
    this.interpreter = interpreter;
    this.handle = new Handle(interpreter.references(), reference);
  }

  /// The object, with a reference for the duration of an operation: Python code that it runs, and
  /// other threads while that waits, may close the handle.
  long retained() {
    interpreter.gil().requireHeld();
    interpreter.requireStack();
    long object = handle.object();
    c().Py_IncRef(object);
    return object;
  }

  private CPython c() {
    return interpreter.c();
  }

  private Values values() {
    return interpreter.values();
  }

  /// Releases what [#retained()] has retained.
  void release(long retained) {
    c().Py_DecRef(retained);
  }

  private PyObject result(long reference) {
    return new PyObject(interpreter, interpreter.check(reference));
  }

  /// The object as a `PyObject *`, for C functions. The reference stays owned by the handle. Needs
  /// no scope.
  ///
  /// @return a pointer, valid until the handle is closed or garbage-collected
  /// @throws IllegalStateException if the handle is closed
  public MemorySegment pointer() {
    return MemorySegment.ofAddress(handle.object());
  }

  /// Gets an attribute.
  ///
  /// @param name its name
  /// @return its value
  /// @throws PythonException if there is none
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public PyObject attribute(String name) {
    Objects.requireNonNull(name, "name");
    long object = retained();
    try {
      return result(values().attribute(object, name));
    } finally {
      release(object);
    }
  }

  /// Whether there is an attribute: Python's `hasattr`.
  ///
  /// @param name its name
  /// @return true if there is one
  /// @throws PythonException if asking for it raises another exception than an `AttributeError`
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public boolean hasAttribute(String name) {
    Objects.requireNonNull(name, "name");
    long object = retained();
    try {
      long text = values().ofString(name);
      long value = c().PyObject_GetAttr(object, text);
      c().Py_DecRef(text);
      return values().isThere(value);
    } finally {
      release(object);
    }
  }

  /// Sets an attribute.
  ///
  /// @param name its name
  /// @param value a Java or Python value, see [PythonScope]
  /// @throws PythonException if Python rejects it
  /// @throws IllegalArgumentException if a Java value has an unsupported type
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public void setAttribute(String name, @Nullable Object value) {
    Objects.requireNonNull(name, "name");
    long object = retained();
    try {
      long text = values().ofString(name);
      try {
        long converted = values().of(value);
        try {
          interpreter.check(c().PyObject_SetAttr(object, text, converted));
        } finally {
          c().Py_DecRef(converted);
        }
      } finally {
        c().Py_DecRef(text);
      }
    } finally {
      release(object);
    }
  }

  /// Gets an item: `object[key]`.
  ///
  /// @param key a Java or Python value, see [PythonScope]; an `Object[]` for several indices
  /// @return its value
  /// @throws PythonException if there is none
  /// @throws IllegalArgumentException if a Java value has an unsupported type
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public PyObject item(@Nullable Object key) {
    long object = retained();
    try {
      long converted = values().of(key);
      try {
        return result(c().PyObject_GetItem(object, converted));
      } finally {
        c().Py_DecRef(converted);
      }
    } finally {
      release(object);
    }
  }

  /// Sets an item: `object[key] = value`.
  ///
  /// @param key a Java or Python value, see [PythonScope]
  /// @param value a Java or Python value
  /// @throws PythonException if Python rejects it
  /// @throws IllegalArgumentException if a Java value has an unsupported type
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public void setItem(@Nullable Object key, @Nullable Object value) {
    long object = retained();
    try {
      long convertedKey = values().of(key);
      try {
        long converted = values().of(value);
        try {
          interpreter.check(c().PyObject_SetItem(object, convertedKey, converted));
        } finally {
          c().Py_DecRef(converted);
        }
      } finally {
        c().Py_DecRef(convertedKey);
      }
    } finally {
      release(object);
    }
  }

  /// Calls the object.
  ///
  /// @param arguments Java or Python values, see [PythonScope]
  /// @return the result
  /// @throws PythonException if the call raises an exception
  /// @throws IllegalArgumentException if a Java value has an unsupported type
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public PyObject call(@Nullable Object... arguments) {
    return call(arguments, Map.of());
  }

  /// Calls the object with keyword arguments.
  ///
  /// @param arguments Java or Python values, see [PythonScope]
  /// @param keywords keyword arguments by name
  /// @return the result
  /// @throws PythonException if the call raises an exception
  /// @throws IllegalArgumentException if a Java value has an unsupported type
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public PyObject call(@Nullable Object[] arguments, Map<String, ?> keywords) {
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(keywords, "keywords");
    long callable = retained();
    try {
      long tuple = values().of(arguments);
      try {
        long dict = keywords.isEmpty() ? 0 : values().of(keywords);
        try {
          return result(c().PyObject_Call(callable, tuple, dict));
        } finally {
          c().Py_DecRef(dict);
        }
      } finally {
        c().Py_DecRef(tuple);
      }
    } finally {
      release(callable);
    }
  }

  /// Calls a method: `object.name(arguments)`.
  ///
  /// @param name of the method
  /// @param arguments Java or Python values, see [PythonScope]
  /// @return the result
  /// @throws PythonException if there is none, or the call raises an exception
  /// @throws IllegalArgumentException if a Java value has an unsupported type
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public PyObject callMethod(String name, @Nullable Object... arguments) {
    return callMethod(name, arguments, Map.of());
  }

  /// Calls a method with keyword arguments: `object.name(arguments, key=value)`.
  ///
  /// ```java
  /// numpy.callMethod("zeros", new Object[] {3}, Map.of("dtype", "int8")); // numpy.zeros(3, dtype="int8")
  /// numpy.callMethod("zeros", 3, Map.of("dtype", "int8")); // numpy.zeros(3, {"dtype": "int8"})
  /// ```
  ///
  /// @param name of the method
  /// @param arguments Java or Python values, see [PythonScope]
  /// @param keywords keyword arguments by name
  /// @return the result
  /// @throws PythonException if there is none, or the call raises an exception
  /// @throws IllegalArgumentException if a Java value has an unsupported type
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public PyObject callMethod(String name, @Nullable Object[] arguments, Map<String, ?> keywords) {
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(keywords, "keywords");
    try (PyObject method = attribute(name)) {
      return method.call(arguments, keywords);
    }
  }

  /// The callable as a Java interface, which can be called on any thread, inside a scope or not; on
  /// a virtual thread a platform thread runs it.
  ///
  /// ```java
  /// DoubleBinaryOperator hypot = scope.importModule("math").attribute("hypot").as(DoubleBinaryOperator.class);
  /// hypot.applyAsDouble(3, 4); // 5.0
  /// ```
  ///
  /// Arguments and results are converted as for [PythonScope#function(Class, Object)], in both
  /// directions, except that views can be results and not parameters; the memory of a returned
  /// array or view lives as long as that is reachable. An exception raised in Python is thrown as a
  /// [PythonException]; a Java exception that went through Python is thrown as itself, or, if it is
  /// checked and the interface does not declare it, as the cause of a [PythonException].
  ///
  /// @param type a functional interface
  /// @param <T> the interface
  /// @return an object that keeps this handle reachable, and fails once the handle is closed
  /// @throws IllegalArgumentException if it is not a functional interface, uses other types, or has
  ///   default methods and is not public
  public <T> T as(Class<T> type) {
    return as(MethodHandles.publicLookup(), type);
  }

  /// The same for an interface that is not public and has default methods.
  ///
  /// @param lookup usually `MethodHandles.lookup()`
  /// @param type a functional interface
  /// @param <T> the interface
  /// @return an object that keeps this handle reachable, and fails once the handle is closed
  /// @throws IllegalArgumentException if it is not a functional interface, uses other types, or has
  ///   default methods that the lookup cannot access
  public <T> T as(MethodHandles.Lookup lookup, Class<T> type) {
    Objects.requireNonNull(lookup, "lookup");
    Objects.requireNonNull(type, "type");
    return PythonFunction.of(interpreter, this, lookup, type);
  }

  /// Whether it is `None`. Needs no scope.
  ///
  /// @return true if it is
  /// @throws IllegalStateException if the handle is closed
  public boolean isNone() {
    return handle.object() == interpreter.constants().none();
  }

  /// Whether it is the same object: Python's `is`. Needs no scope.
  ///
  /// @param other another handle
  /// @return true if both are the same object
  /// @throws IllegalStateException if one of the handles is closed
  public boolean isSame(PyObject other) {
    return handle.object() == other.handle.object();
  }

  /// Whether it equals another object: Python's `==`.
  ///
  /// @param other a Java or Python value, see [PythonScope]
  /// @return true if they are equal
  /// @throws PythonException if the comparison raises an exception, as that of arrays does
  /// @throws IllegalArgumentException if a Java value has an unsupported type
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public boolean isEqual(@Nullable Object other) {
    long object = retained();
    try {
      long converted = values().of(other);
      try {
        return interpreter.check(c().PyObject_RichCompareBool(object, converted, EQUAL)) != 0;
      } finally {
        c().Py_DecRef(converted);
      }
    } finally {
      release(object);
    }
  }

  /// The object's truth value.
  ///
  /// @return `bool(object)`
  /// @throws PythonException if its `__bool__` or `__len__` raises an exception
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public boolean asBoolean() {
    long object = retained();
    try {
      return interpreter.check(c().PyObject_IsTrue(object)) != 0;
    } finally {
      release(object);
    }
  }

  /// The value as a 32-bit integer.
  ///
  /// @return the value of an `int`, or of an object that converts to one
  /// @throws PythonException if it is not a number
  /// @throws ArithmeticException if it does not fit
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public int asInt() {
    return Math.toIntExact(asLong());
  }

  /// The value as a 64-bit integer.
  ///
  /// @return the value of an `int`, or of an object that converts to one
  /// @throws PythonException if it is not a number
  /// @throws ArithmeticException if it does not fit
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public long asLong() {
    long object = retained();
    try {
      return values().longValue(object);
    } finally {
      release(object);
    }
  }

  /// The value as an integer of any size.
  ///
  /// @return the value of an `int`, or of an object that converts to one
  /// @throws PythonException if it is not a number
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public BigInteger asBigInteger() {
    long object = retained();
    try {
      return values().integer(object);
    } finally {
      release(object);
    }
  }

  /// The value as a floating-point number.
  ///
  /// @return the value of a `float`, or of an object that converts to one
  /// @throws PythonException if it is not a number
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public double asDouble() {
    long object = retained();
    try {
      return values().doubleValue(object);
    } finally {
      release(object);
    }
  }

  /// The value as a complex number.
  ///
  /// @return the value of a `complex`, or of an object that converts to one
  /// @throws PythonException if it is not a number
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public CComplex asComplex() {
    long object = retained();
    try {
      return values().complex(object);
    } finally {
      release(object);
    }
  }

  /// The text of a `str`.
  ///
  /// @return the text
  /// @throws PythonException if it is not a `str`
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public String asString() {
    long object = retained();
    try {
      return values().string(object);
    } finally {
      release(object);
    }
  }

  /// The content of a `bytes`.
  ///
  /// @return a copy
  /// @throws PythonException if it is not a `bytes`
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public byte[] asBytes() {
    long object = retained();
    try {
      return values().bytes(object);
    } finally {
      release(object);
    }
  }

  /// The number of items.
  ///
  /// @return `len(object)`
  /// @throws PythonException if it has no length
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public long size() {
    long object = retained();
    try {
      long size = c().PyObject_Size(object);
      if (size < 0) {
        throw interpreter.errors().fetched();
      }
      return size;
    } finally {
      release(object);
    }
  }

  /// The items, in the order of a Python `for` loop.
  ///
  /// @return an iterable that can be used once, in this scope
  /// @throws PythonException if it cannot be iterated
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public Iterable<PyObject> items() {
    long object = retained();
    try {
      PyObject iterator = result(c().PyObject_GetIter(object));
      return () -> new Items(iterator);
    } finally {
      release(object);
    }
  }

  private @Nullable PyObject next() {
    long object = retained();
    try {
      long item = c().PyIter_Next(object);
      if (item == 0 && c().PyErr_Occurred() != 0) {
        throw interpreter.errors().fetched();
      }
      return item == 0 ? null : new PyObject(interpreter, item);
    } finally {
      release(object);
    }
  }

  private static final class Items implements Iterator<PyObject> {
    private final PyObject iterator;
    private @Nullable PyObject next;
    private boolean started;

    Items(PyObject iterator) {
      this.iterator = iterator;
    }

    @Override
    public boolean hasNext() {
      if (!started || next == null) {
        started = true;
        next = iterator.next();
      }
      return next != null;
    }

    @Override
    public PyObject next() {
      if (!hasNext()) {
        throw new java.util.NoSuchElementException();
      }
      PyObject item = Objects.requireNonNull(next);
      next = null;
      return item;
    }
  }

  /// The object's representation in Python.
  ///
  /// @return `repr(object)`
  /// @throws PythonException if its `__repr__` raises an exception
  /// @throws IllegalStateException if this thread has no scope, or the handle is closed
  public String repr() {
    long object = retained();
    try {
      return values().repr(object);
    } finally {
      release(object);
    }
  }

  /// The object's text in Python, `str(object)`; its address if that fails or this thread has no
  /// scope.
  ///
  /// @return the text
  @Override
  public String toString() {
    if (!handle.isClosed() && interpreter.gil().isHeld()) {
      long object = retained();
      long text = c().PyObject_Str(object);
      release(object);
      if (text != 0) {
        try {
          return values().string(text);
        } finally {
          c().Py_DecRef(text);
        }
      }
      c().PyErr_Clear();
    }
    return handle.isClosed()
        ? "PyObject, closed"
        : "PyObject at 0x" + Long.toHexString(handle.object());
  }

  /// Releases the object. May be called on any thread, at any time; further calls do nothing.
  @Override
  public void close() {
    handle.close();
  }
}
