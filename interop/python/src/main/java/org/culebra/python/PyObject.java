package org.culebra.python;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.culebra.ffi.CComplex;
import org.culebra.python.internal.CPython;
import org.culebra.python.internal.Handle;
import org.culebra.python.internal.Interpreter;
import org.culebra.python.internal.Values;
import org.jspecify.annotations.Nullable;

/// An object of Python, which Java keeps until the handle is closed or collected. Giving it up
/// works on any thread at any time; all else needs a scope on this thread ([Python#open()]).
///
/// `equals` and `hashCode` ask whether it is the same handle; [#isSame(PyObject)] is Python's `is`.
public final class PyObject implements AutoCloseable {
  private static final int EQUAL = 2;

  private final Python python;
  private final Interpreter interpreter;
  private final Handle handle;

  PyObject(Python python, long reference) {
    this.python = python;
    this.interpreter = python.interpreter();
    this.handle = new Handle(interpreter, reference);
  }

  private long usable() {
    if (!interpreter.gil().isHeld()) {
      throw new IllegalStateException(
          "expected a thread within a scope of Python's but found "
              + Thread.currentThread()
              + " without one: use Python.open(), run or call");
    }
    return handle.object();
  }

  private CPython c() {
    return interpreter.c();
  }

  private Values values() {
    return interpreter.values();
  }

  private PyObject result(long reference) {
    return new PyObject(python, interpreter.check(reference));
  }

  /// Where the object is, for functions of C that take a `PyObject *`. The reference stays this
  /// handle's.
  ///
  /// @return its address
  /// @throws IllegalStateException if the handle is closed
  public long address() {
    return handle.object();
  }

  /// An attribute.
  ///
  /// @param name its name
  /// @return its value
  /// @throws PythonException if there is none
  public PyObject attribute(String name) {
    Objects.requireNonNull(name, "name");
    return result(values().attribute(usable(), name));
  }

  /// Whether there is an attribute, as `hasattr` says.
  ///
  /// @param name its name
  /// @return true if there is one
  public boolean hasAttribute(String name) {
    Objects.requireNonNull(name, "name");
    long object = usable();
    long text = values().ofString(name);
    long value = c().PyObject_GetAttr(object, text);
    c().Py_DecRef(text);
    if (value == 0) {
      c().PyErr_Clear();
      return false;
    }
    c().Py_DecRef(value);
    return true;
  }

  /// Sets an attribute.
  ///
  /// @param name its name
  /// @param value of Java or Python, see [PythonScope]
  /// @throws PythonException if Python does not let it be set
  public void setAttribute(String name, @Nullable Object value) {
    Objects.requireNonNull(name, "name");
    long object = usable();
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
  }

  /// An item: `object[key]`.
  ///
  /// @param key of Java or Python, see [PythonScope]; an `Object[]` for several indices
  /// @return its value
  /// @throws PythonException if there is none
  public PyObject item(@Nullable Object key) {
    long object = usable();
    long converted = values().of(key);
    try {
      return result(c().PyObject_GetItem(object, converted));
    } finally {
      c().Py_DecRef(converted);
    }
  }

  /// Sets an item: `object[key] = value`.
  ///
  /// @param key of Java or Python, see [PythonScope]
  /// @param value of Java or Python
  /// @throws PythonException if Python does not let it be set
  public void setItem(@Nullable Object key, @Nullable Object value) {
    long object = usable();
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
  }

  /// Calls it.
  ///
  /// @param arguments of Java or Python, see [PythonScope]
  /// @return what it returns
  /// @throws PythonException if it raises one
  public PyObject call(@Nullable Object... arguments) {
    return call(arguments, Map.of());
  }

  /// Calls it with keywords.
  ///
  /// @param arguments of Java or Python, see [PythonScope]
  /// @param keywords further ones by name
  /// @return what it returns
  /// @throws PythonException if it raises one
  public PyObject call(@Nullable Object[] arguments, Map<String, ?> keywords) {
    long callable = usable();
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
  }

  /// Calls a method: `object.name(arguments)`.
  ///
  /// @param name of the method
  /// @param arguments of Java or Python, see [PythonScope]
  /// @return what it returns
  /// @throws PythonException if there is none, or it raises one
  public PyObject callMethod(String name, @Nullable Object... arguments) {
    try (PyObject method = attribute(name)) {
      return method.call(arguments);
    }
  }

  /// Whether it is `None`.
  ///
  /// @return true if it is
  public boolean isNone() {
    return handle.object() == interpreter.constants().none();
  }

  /// Whether it is the same object, as Python's `is` says.
  ///
  /// @param other another handle
  /// @return true if both are the same object
  public boolean isSame(PyObject other) {
    return handle.object() == other.handle.object();
  }

  /// Whether it equals another object, as Python's `==` says.
  ///
  /// @param other of Java or Python, see [PythonScope]
  /// @return true if Python says so
  /// @throws PythonException if the comparison raises one, as that of arrays does
  public boolean isEqual(@Nullable Object other) {
    long object = usable();
    long converted = values().of(other);
    try {
      return interpreter.check(c().PyObject_RichCompareBool(object, converted, EQUAL)) != 0;
    } finally {
      c().Py_DecRef(converted);
    }
  }

  /// Whether Python takes it for true.
  ///
  /// @return `bool(object)`
  public boolean asBoolean() {
    return interpreter.check(c().PyObject_IsTrue(usable())) != 0;
  }

  /// Its value as a number of 32 bits.
  ///
  /// @return the value of an `int`, or of what can be used as one
  /// @throws PythonException if it is no number
  /// @throws ArithmeticException if it does not fit
  public int asInt() {
    return Math.toIntExact(asLong());
  }

  /// Its value as a number of 64 bits.
  ///
  /// @return the value of an `int`, or of what can be used as one
  /// @throws PythonException if it is no number
  /// @throws ArithmeticException if it does not fit
  public long asLong() {
    return values().longValue(usable());
  }

  /// Its value as an integer.
  ///
  /// @return the value of an `int`, or of what can be used as one
  /// @throws PythonException if it is no number
  public BigInteger asBigInteger() {
    return values().integer(usable());
  }

  /// Its value as a floating-point number.
  ///
  /// @return the value of a `float`, or of what can be used as one
  /// @throws PythonException if it is no number
  public double asDouble() {
    return values().doubleValue(usable());
  }

  /// Its value as a complex number.
  ///
  /// @return the value of a `complex`, or of what can be used as one
  /// @throws PythonException if it is no number
  public CComplex asComplex() {
    return values().complex(usable());
  }

  /// The text of a `str`.
  ///
  /// @return the text
  /// @throws PythonException if it is no `str`
  public String asString() {
    return values().string(usable());
  }

  /// The content of a `bytes`.
  ///
  /// @return a copy
  /// @throws PythonException if it is no `bytes`
  public byte[] asBytes() {
    return values().bytes(usable());
  }

  /// How many items it has.
  ///
  /// @return `len(object)`
  /// @throws PythonException if it has no length
  public long size() {
    long size = c().PyObject_Size(usable());
    if (size < 0) {
      throw interpreter.errors().fetched();
    }
    return size;
  }

  /// Its items one after the other, as a `for` of Python gets them.
  ///
  /// @return to be used once, in this scope
  /// @throws PythonException if it cannot be iterated
  public Iterable<PyObject> items() {
    PyObject iterator = result(c().PyObject_GetIter(usable()));
    return () -> new Items(iterator);
  }

  private final class Items implements Iterator<PyObject> {
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
        long item = c().PyIter_Next(iterator.usable());
        if (item == 0 && c().PyErr_Occurred() != 0) {
          throw interpreter.errors().fetched();
        }
        next = item == 0 ? null : new PyObject(python, item);
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

  /// What Python prints for it in a list.
  ///
  /// @return `repr(object)`
  public String repr() {
    long text = interpreter.check(c().PyObject_Repr(usable()));
    try {
      return values().string(text);
    } finally {
      c().Py_DecRef(text);
    }
  }

  /// What Python prints for it, `str(object)`; without a scope, or where that fails, its address.
  ///
  /// @return the text
  @Override
  public String toString() {
    if (!handle.isClosed() && interpreter.gil().isHeld()) {
      long text = c().PyObject_Str(handle.object());
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

  /// Gives the object up. Any thread may, at any time; doing it twice does nothing.
  @Override
  public void close() {
    handle.close();
  }
}
