package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.culebra.array.NDArray;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.python.PyObject;
import org.culebra.python.PythonException;
import org.jspecify.annotations.Nullable;

/// Converts values between Java and Python. Every result is a new reference, every argument is
/// borrowed. Needs Python's lock.
public final class Values {
  private static final int EVALUATE = 258;
  private static final int SCRATCH_BYTES = 64;

  /// `PY_VECTORCALL_ARGUMENTS_OFFSET`: the callee may use the word before the arguments.
  private static final long OFFSET_USABLE = 1L << 63;

  private static final String SURROGATES = "surrogatepass";

  private final Interpreter python;
  private final CPython c;
  private final Map<String, Long> names = new ConcurrentHashMap<>();

  /// Memory for arguments that is not in use, or 0.
  private final AtomicLong scratch = new AtomicLong();

  Values(Interpreter python) {
    this.python = python;
    this.c = python.c();
  }

  /// A `str`; unpaired surrogates are preserved.
  ///
  /// @param text any string
  /// @return a new reference
  public long ofString(String text) {
    byte[] utf8 = utf8(text);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, utf8.length));
      MemorySegment.copy(utf8, 0, bytes, ValueLayout.JAVA_BYTE, 0, utf8.length);
      return python.check(c.PyUnicode_DecodeUTF8(bytes, utf8.length, SURROGATES));
    }
  }

  /// UTF-8, in which an unpaired surrogate has the three bytes that Python's `surrogatepass` reads.
  private static byte[] utf8(String text) {
    if (text.chars().noneMatch(unit -> unit >= 0xd800 && unit < 0xe000)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    text.codePoints()
        .forEach(point -> {
          if (point >= 0xd800 && point < 0xe000) {
            out.write(0xe0 | point >> 12);
            out.write(0x80 | point >> 6 & 0x3f);
            out.write(0x80 | point & 0x3f);
          } else {
            out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
          }
        });
    return out.toByteArray();
  }

  /// The text of a `str`.
  ///
  /// @param object a `str`
  /// @return its text
  public String string(long object) {
    String text = stringOrNull(object);
    if (text == null) {
      if (c.PyErr_ExceptionMatches(python.constants().typeError()) != 0) {
        c.PyErr_Clear(); // "bad argument type for built-in operation"
        python
            .errors()
            .set(python.constants().typeError(), "expected str but found " + typeName(object));
      }
      throw python.errors().fetched();
    }
    return text;
  }

  /// @return null if a Python exception is set
  private @Nullable String stringOrNull(long object) {
    // UTF-16 can represent unpaired surrogates, UTF-8 cannot
    long bytes = c.PyUnicode_AsEncodedString(object, "utf-16-le", SURROGATES);
    if (bytes == 0) {
      return null;
    }
    try {
      // not by a decoder, which replaces unpaired surrogates
      return ByteBuffer.wrap(bytes(bytes)).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().toString();
    } finally {
      c.Py_DecRef(bytes);
    }
  }

  /// The content of a `bytes`.
  ///
  /// @param object a `bytes`
  /// @return a copy
  public byte[] bytes(long object) {
    long address = python.check(c.PyBytes_AsString(object));
    int size = Math.toIntExact(c.PyBytes_Size(object));
    byte[] copy = new byte[size];
    MemorySegment.copy(CMemory.ALL, ValueLayout.JAVA_BYTE, address, copy, 0, size);
    return copy;
  }

  /// A `bytes`.
  ///
  /// @param content copied
  /// @return a new reference
  public long ofBytes(byte[] content) {
    long object = python.check(c.PyBytes_FromStringAndSize(0, content.length));
    long address = c.PyBytes_AsString(object);
    MemorySegment.copy(content, 0, CMemory.ALL, ValueLayout.JAVA_BYTE, address, content.length);
    return object;
  }

  /// An `int`.
  ///
  /// @param value of any size
  /// @return a new reference
  public long ofInteger(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? python.check(c.PyLong_FromLongLong(value.longValue()))
        : python.check(c.PyLong_FromString(value.toString(16), 0, 16));
  }

  /// The value of an `int`, or of what can be used as one.
  ///
  /// @param object any object
  /// @return its value
  public BigInteger integer(long object) {
    long index = python.check(c.PyNumber_Index(object));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment overflow = arena.allocate(ValueLayout.JAVA_INT);
      long small = c.PyLong_AsLongLongAndOverflow(index, overflow);
      return overflow.get(ValueLayout.JAVA_INT, 0) == 0
          ? BigInteger.valueOf(small)
          : new BigInteger(hexadecimal(index).replace("0x", ""), 16);
    } finally {
      c.Py_DecRef(index);
    }
  }

  private String hexadecimal(long integer) {
    long builtins = importModule("builtins");
    long text = 0;
    try {
      text = callMethod(builtins, "hex", integer);
      return string(text);
    } finally {
      c.Py_DecRef(text);
      c.Py_DecRef(builtins);
    }
  }

  /// The value of an `int` that fits.
  ///
  /// @param object any object
  /// @return its value
  /// @throws ArithmeticException if it does not fit
  public long longValue(long object) {
    return integer(object).longValueExact();
  }

  /// The value of a `float`, or of what can be used as one.
  ///
  /// @param object any object
  /// @return its value
  public double doubleValue(long object) {
    double value = c.PyFloat_AsDouble(object);
    if (value == -1 && c.PyErr_Occurred() != 0) {
      throw python.errors().fetched();
    }
    return value;
  }

  /// The value of a `complex`, or of what can be used as one.
  ///
  /// @param object any object
  /// @return its value
  public CComplex complex(long object) {
    if (!hasAttribute(object, "__complex__")) {
      return complexOf(object);
    }
    // PyComplex_RealAsDouble would not call it
    long complex = call(object, "__complex__");
    try {
      return complexOf(complex);
    } finally {
      c.Py_DecRef(complex);
    }
  }

  private CComplex complexOf(long object) {
    double real = c.PyComplex_RealAsDouble(object);
    if (real == -1 && c.PyErr_Occurred() != 0) {
      throw python.errors().fetched();
    }
    return new CComplex(real, c.PyComplex_ImagAsDouble(object));
  }

  /// A module, imported.
  ///
  /// @param name with dots
  /// @return a new reference
  public long importModule(String name) {
    long text = ofString(name);
    try {
      return python.check(c.PyImport_Import(text));
    } finally {
      c.Py_DecRef(text);
    }
  }

  /// Calls a method with one argument.
  ///
  /// @param object whose method it is
  /// @param name of the method
  /// @param argument borrowed
  /// @return a new reference
  public long callMethod(long object, String name, long argument) {
    long method = attribute(object, name);
    try {
      return python.check(c.PyObject_CallOneArg(method, argument));
    } finally {
      c.Py_DecRef(method);
    }
  }

  /// An attribute.
  ///
  /// @param object whose attribute it is
  /// @param name of the attribute
  /// @return a new reference
  public long attribute(long object, String name) {
    long text = ofString(name);
    try {
      return python.check(c.PyObject_GetAttr(object, text));
    } finally {
      c.Py_DecRef(text);
    }
  }

  /// The value of an expression without names.
  ///
  /// @param literal the expression
  /// @return a new reference
  public long evaluate(String literal) {
    long code = python.check(c.Py_CompileString(literal, "<culebra>", EVALUATE));
    long names = c.PyDict_New();
    try {
      return python.check(c.PyEval_EvalCode(code, names, names));
    } finally {
      c.Py_DecRef(names);
      c.Py_DecRef(code);
    }
  }

  /// A name that is looked up often.
  ///
  /// @param name of an attribute
  /// @return a borrowed reference, always valid
  long name(String name) {
    return names.computeIfAbsent(name, text -> python.check(c.PyUnicode_InternFromString(text)));
  }

  /// Calls a method with at most one argument, which is positional or has a name.
  ///
  /// @param method its name, see [#name]
  /// @param object borrowed
  /// @param argument borrowed; 0 for none
  /// @param keyword a tuple of its name; 0 for a positional one
  /// @return a new reference, or 0 with Python's exception set
  long callMethod(long method, long object, long argument, long keyword) {
    long args = takeScratch(SCRATCH_BYTES);
    // the word before the arguments is the callee's
    CMemory.put(args + 8, object);
    CMemory.put(args + 16, argument);
    long count = argument != 0 && keyword == 0 ? 2 : 1;
    long result = c.PyObject_VectorcallMethod(method, args + 8, count, keyword);
    returnScratch(args, SCRATCH_BYTES);
    return result;
  }

  /// Memory for arguments. Nested calls and other threads get other memory.
  private long takeScratch(long bytes) {
    long args = bytes <= SCRATCH_BYTES ? scratch.getAndSet(0) : 0;
    return args != 0 ? args : CMemory.malloc(Math.max(bytes, SCRATCH_BYTES));
  }

  private void returnScratch(long args, long bytes) {
    if (bytes > SCRATCH_BYTES || !scratch.compareAndSet(0, args)) {
      CMemory.free(args);
    }
  }

  /// Calls with positional arguments.
  ///
  /// @param callable borrowed
  /// @param arguments borrowed
  /// @return a new reference, or 0 with Python's exception set
  long vectorcall(long callable, long... arguments) {
    long bytes = Long.BYTES * (arguments.length + 1L);
    long args = takeScratch(bytes);
    // the word before the arguments is the callee's
    for (int i = 0; i < arguments.length; i++) {
      CMemory.put(args + Long.BYTES * (i + 1L), arguments[i]);
    }
    long result =
        c.PyObject_Vectorcall(callable, args + Long.BYTES, arguments.length | OFFSET_USABLE, 0);
    returnScratch(args, bytes);
    return result;
  }

  /// Calls a method without arguments.
  ///
  /// @param object borrowed
  /// @param method its name
  /// @return a new reference
  long call(long object, String method) {
    return python.check(callMethod(name(method), object, 0, 0));
  }

  /// Whether there is an attribute.
  ///
  /// @param object borrowed
  /// @param attribute its name
  /// @return true if there is
  boolean hasAttribute(long object, String attribute) {
    return isThere(c.PyObject_GetAttr(object, name(attribute)));
  }

  /// Whether an attribute was found, as by `hasattr`: any exception but an `AttributeError` is
  /// thrown.
  ///
  /// @param value a new reference, which this releases; 0 if there is an exception
  /// @return true if there is a value
  public boolean isThere(long value) {
    if (value != 0) {
      c.Py_DecRef(value);
      return true;
    }
    if (c.PyErr_ExceptionMatches(python.constants().attributeError()) == 0) {
      throw python.errors().fetched();
    }
    c.PyErr_Clear();
    return false;
  }

  /// An attribute as text, as by `str`.
  ///
  /// @param object borrowed
  /// @param attribute its name
  /// @return the text, empty if there is no such attribute
  String attributeText(long object, String attribute) {
    long value = c.PyObject_GetAttr(object, name(attribute));
    if (value == 0) {
      c.PyErr_Clear();
      return "";
    }
    String text = strOr(value, "");
    c.Py_DecRef(value);
    return text;
  }

  /// `str(object)`, without an exception if that fails.
  ///
  /// @param object borrowed
  /// @param otherwise the result then
  /// @return the text
  String strOr(long object, String otherwise) {
    return textOr(c.PyObject_Str(object), otherwise);
  }

  /// The text of a `str`, without an exception if there is none. So an exception can be described
  /// at Python's recursion limit without raising another one.
  ///
  /// @param text a new reference, of which this takes ownership; 0 if an exception is set
  /// @param otherwise the result then
  /// @return the text
  String textOr(long text, String otherwise) {
    String result = text == 0 ? null : stringOrNull(text);
    c.Py_DecRef(text);
    if (result == null) {
      c.PyErr_Clear();
      return otherwise;
    }
    return result;
  }

  /// `repr(object)`.
  ///
  /// @param object borrowed
  /// @return the text
  public String repr(long object) {
    long text = python.check(c.PyObject_Repr(object));
    try {
      return string(text);
    } finally {
      c.Py_DecRef(text);
    }
  }

  /// The name of an object's type, with its module unless that is `builtins`.
  ///
  /// @param object borrowed
  /// @return the name
  String typeName(long object) {
    long type = c.PyObject_Type(object);
    try {
      String module = attributeText(type, "__module__");
      String name = attributeText(type, "__qualname__");
      return module.isEmpty() || module.equals("builtins") ? name : module + "." + name;
    } finally {
      c.Py_DecRef(type);
    }
  }

  /// Two integers.
  ///
  /// @param tuple borrowed
  /// @return the numbers
  /// @throws PythonException if it is not a tuple of two numbers
  long[] pair(long tuple) {
    long[] pair = new long[2];
    for (int i = 0; i < 2; i++) {
      pair[i] = longValue(python.check(c.PyTuple_GetItem(tuple, i)));
    }
    return pair;
  }

  /// A `tuple`.
  ///
  /// @param items borrowed
  /// @return a new reference
  public long tuple(long... items) {
    long tuple = python.check(c.PyTuple_New(items.length));
    for (int i = 0; i < items.length; i++) {
      c.Py_IncRef(items[i]);
      c.PyTuple_SetItem(tuple, i, items[i]);
    }
    return tuple;
  }

  /// Whether it is a `list` or a `tuple`, or one of a subclass.
  ///
  /// @param object borrowed
  /// @return true if so
  boolean isListOrTuple(long object) {
    return python.check(c.PyObject_IsInstance(object, python.constants().list())) != 0
        || python.check(c.PyObject_IsInstance(object, python.constants().tuple())) != 0;
  }

  /// The items of an object that can be iterated.
  ///
  /// @param object borrowed
  /// @return new references
  long[] items(long object) {
    long tuple = python.check(c.PySequence_Tuple(object));
    try {
      long[] items = new long[Math.toIntExact(c.PyTuple_Size(tuple))];
      for (int i = 0; i < items.length; i++) {
        items[i] = same(c.PyTuple_GetItem(tuple, i));
      }
      return items;
    } finally {
      c.Py_DecRef(tuple);
    }
  }

  /// A `tuple` of numbers.
  ///
  /// @param numbers its items
  /// @return a new reference
  public long tupleOf(long... numbers) {
    long tuple = python.check(c.PyTuple_New(numbers.length));
    for (int i = 0; i < numbers.length; i++) {
      c.PyTuple_SetItem(tuple, i, python.check(c.PyLong_FromLongLong(numbers[i])));
    }
    return tuple;
  }

  /// The Python object for a Java value:
  ///
  /// | Java | Python |
  /// |---|---|
  /// | `null` | `None` |
  /// | `Boolean` | `bool` |
  /// | `Byte`, `Short`, `Integer`, `Long`, `BigInteger` | `int` |
  /// | `Float`, `Double` | `float` |
  /// | [CComplex] | `complex` |
  /// | `Character`, `CharSequence` | `str` |
  /// | `byte[]` | `bytes` |
  /// | arrays of other primitives | a copy, as an [NDArray] |
  /// | `List` | `list` |
  /// | `Object[]` | `tuple` |
  /// | `Map` | `dict` |
  /// | [PyObject] | the object |
  /// | [NDArray] and others that can be exported | see [Exports] |
  ///
  /// @param value one of these
  /// @return a new reference
  /// @throws IllegalArgumentException if it is none of these
  public long of(@Nullable Object value) {
    return switch (value) {
      case null -> same(python.constants().none());
      case Boolean truth -> same(truth ? python.constants().yes() : python.constants().no());
      case Double number -> python.check(c.PyFloat_FromDouble(number));
      case Float number -> python.check(c.PyFloat_FromDouble(number));
      case BigInteger number -> ofInteger(number);
      case Long number -> python.check(c.PyLong_FromLongLong(number));
      case Integer number -> python.check(c.PyLong_FromLongLong(number));
      case Short number -> python.check(c.PyLong_FromLongLong(number));
      case Byte number -> python.check(c.PyLong_FromLongLong(number));
      case CComplex number -> python.check(c.PyComplex_FromDoubles(number.re(), number.im()));
      case Character character -> ofString(character.toString());
      case CharSequence text -> ofString(text.toString());
      case byte[] content -> ofBytes(content);
      case double[] numbers -> ofArray(NDArray.copyOf(numbers, numbers.length));
      case float[] numbers -> ofArray(NDArray.copyOf(numbers, numbers.length));
      case long[] numbers -> ofArray(NDArray.copyOf(numbers, numbers.length));
      case int[] numbers -> ofArray(NDArray.copyOf(numbers, numbers.length));
      case short[] numbers -> ofArray(NDArray.copyOf(numbers, numbers.length));
      case boolean[] truths -> ofArray(NDArray.copyOf(truths, truths.length));
      case List<?> list -> list(list);
      case Object[] items -> tupleOf(items);
      case Map<?, ?> map -> dict(map);
      case PyObject object -> same(object.pointer().address());
      case NDArray array -> ofArray(array);
      case Column column -> python.exports().column(column);
      case BatchSource source -> python.exports().stream(source);
      default ->
          throw new IllegalArgumentException(
              "expected a value of a supported type but found " + value.getClass().getName());
    };
  }

  private long same(long object) {
    c.Py_IncRef(object);
    return object;
  }

  private long ofArray(NDArray array) {
    return python.exports().array(array);
  }

  private long list(List<?> items) {
    Object[] all = items.toArray(); // its size is theirs, even if another thread changes the list
    long list = python.check(c.PyList_New(all.length));
    try {
      for (int i = 0; i < all.length; i++) {
        python.check(c.PyList_SetItem(list, i, of(all[i])));
      }
    } catch (Throwable e) {
      c.Py_DecRef(list);
      throw e;
    }
    return list;
  }

  private long tupleOf(Object[] items) {
    long tuple = python.check(c.PyTuple_New(items.length));
    try {
      for (int i = 0; i < items.length; i++) {
        python.check(c.PyTuple_SetItem(tuple, i, of(items[i])));
      }
    } catch (Throwable e) {
      c.Py_DecRef(tuple);
      throw e;
    }
    return tuple;
  }

  private long dict(Map<?, ?> map) {
    long dict = python.check(c.PyDict_New());
    try {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        long key = of(entry.getKey());
        try {
          long value = of(entry.getValue());
          try {
            python.check(c.PyDict_SetItem(dict, key, value));
          } finally {
            c.Py_DecRef(value);
          }
        } finally {
          c.Py_DecRef(key);
        }
      }
    } catch (Throwable e) {
      c.Py_DecRef(dict);
      throw e;
    }
    return dict;
  }
}
