package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.ffi.CComplex;
import org.culebra.python.ImportOptions;
import org.culebra.python.PyObject;
import org.jspecify.annotations.Nullable;

/// What becomes of a value of one type of Java in Python, and of an object of Python that is to be
/// of this type: the parameters and the result of a function that the other language calls. All of
/// this needs the lock.
///
/// @param type the declared type
/// @param pythonName how Python's annotations name it
/// @param plain whether it has no reference to an object of Python: arrays and numbers
/// @param reader makes Java's value
record Conversion(Class<?> type, String pythonName, boolean plain, Reader reader) {

  /// Makes a value of Java from a borrowed reference that is not `None`.
  @FunctionalInterface
  interface Reader {
    Object read(Interpreter python, Arena arena, long object);
  }

  private static final Map<Class<?>, Conversion> ALL = new HashMap<>();

  static {
    number(double.class, Double.class, "float", (python, _, o) -> real(python, o));
    number(float.class, Float.class, "float", (python, _, o) -> (float) real(python, o));
    number(
        long.class,
        Long.class,
        "int",
        (python, _, o) -> integer(python, o, Long.MIN_VALUE, Long.MAX_VALUE));
    number(
        int.class,
        Integer.class,
        "int",
        (python, _, o) -> (int) integer(python, o, Integer.MIN_VALUE, Integer.MAX_VALUE));
    number(
        short.class,
        Short.class,
        "int",
        (python, _, o) -> (short) integer(python, o, Short.MIN_VALUE, Short.MAX_VALUE));
    number(
        byte.class,
        Byte.class,
        "int",
        (python, _, o) -> (byte) integer(python, o, Byte.MIN_VALUE, Byte.MAX_VALUE));
    number(
        boolean.class,
        Boolean.class,
        "bool",
        (python, _, o) -> python.check(python.c().PyObject_IsTrue(o)) != 0);
    add(BigInteger.class, "int", true, (python, _, o) -> python.values().integer(o));
    add(CComplex.class, "complex", true, (python, _, o) -> python.values().complex(o));
    add(
        NDArray.class,
        "array",
        true,
        (python, arena, o) -> python.arrays().array(arena, o, ImportOptions.SHARED).array());
    add(Column.class, "column", true, (python, arena, o) -> python.columns().column(arena, o));
    add(String.class, "str", false, (python, _, o) -> python.values().string(o));
    add(byte[].class, "bytes", false, (python, _, o) -> python.values().bytes(o));
    add(PyObject.class, "object", false, (python, _, o) -> python.handle(o));
  }

  /// Of results that are none.
  static final Conversion NOTHING =
      new Conversion(void.class, "None", true, (_, _, object) -> object);

  private static void add(Class<?> type, String name, boolean plain, Reader reader) {
    ALL.put(type, new Conversion(type, name, plain, reader));
  }

  private static void number(Class<?> type, Class<?> boxed, String name, Reader reader) {
    add(type, name, true, reader);
    add(boxed, name, true, reader);
  }

  /// The conversion of a declared type.
  ///
  /// @param type of a parameter or a result
  /// @return the conversion; null if there is none
  static @Nullable Conversion of(Class<?> type) {
    return type == void.class ? NOTHING : ALL.get(type);
  }

  private static double real(Interpreter python, long object) {
    return python.values().doubleValue(object);
  }

  private static long integer(Interpreter python, long object, long least, long greatest) {
    long value = python.c().PyLong_AsLongLong(object);
    if (value == -1 && python.c().PyErr_Occurred() != 0) {
      throw python.errors().fetched(); // also OverflowError
    }
    if (value < least || value > greatest) {
      throw new PythonRaise(
          python.constants().valueError(),
          "expected an int from %d to %d but found %d".formatted(least, greatest, value));
    }
    return value;
  }

  /// Java's value of an object.
  ///
  /// @param arena ends Java's access to the memory of arrays
  /// @param object a borrowed reference
  /// @return null for `None` where the type allows it
  @Nullable Object read(Interpreter python, Arena arena, long object) {
    if (type == void.class) {
      return null;
    }
    boolean nullable = !type.isPrimitive() && type != PyObject.class;
    if (nullable && object == python.constants().none()) {
      return null;
    }
    return reader.read(python, arena, object);
  }

  /// Whether its values have memory of Python's.
  boolean sharesMemory() {
    return type == NDArray.class || type == Column.class;
  }
}
