package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.culebra.array.ArrayView;
import org.culebra.array.BFloat16View;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.Float16View;
import org.culebra.array.FloatView;
import org.culebra.array.IntView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.array.ShortView;
import org.culebra.arrow.Column;
import org.culebra.ffi.CComplex;
import org.culebra.python.ImportOptions;
import org.culebra.python.PyObject;
import org.jspecify.annotations.Nullable;

/// What becomes of a value of one Java type in Python, and of a Python object that is to be of this
/// type: the parameters and the result of a function that the other language calls. All of this
/// needs the lock.
///
/// @param type the declared type
/// @param pythonName how Python's annotations name it
/// @param plain whether it has no reference to a Python object: arrays and numbers
/// @param reader makes Java's value
record Conversion(Class<?> type, String pythonName, boolean plain, Reader reader) {

  /// Makes a Java value from a borrowed reference that is not `None`.
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
    add(NDArray.class, "array", true, Conversion::shared);
    view(ArrayView.class, "array", NDArray::asView);
    view(ByteView.class, "array[int8]", NDArray::asBytes);
    view(ShortView.class, "array[int16]", NDArray::asShorts);
    view(IntView.class, "array[int32]", NDArray::asInts);
    view(LongView.class, "array[int64]", NDArray::asLongs);
    view(Float16View.class, "array[float16]", NDArray::asFloat16s);
    view(BFloat16View.class, "array[bfloat16]", NDArray::asBFloat16s);
    view(FloatView.class, "array[float32]", NDArray::asFloats);
    view(DoubleView.class, "array[float64]", NDArray::asDoubles);
    copied(double[].class, double.class, NDArray::toDoubleArray);
    copied(float[].class, float.class, NDArray::toFloatArray);
    copied(long[].class, long.class, NDArray::toLongArray);
    copied(int[].class, int.class, NDArray::toIntArray);
    copied(short[].class, short.class, NDArray::toShortArray);
    copied(boolean[].class, boolean.class, Conversion::booleans);
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

  private static <V extends ArrayView> void view(
      Class<V> type, String name, Function<NDArray, V> view) {
    add(type, name, true, (python, arena, o) -> view.apply(shared(python, arena, o)));
  }

  private static <A> void copied(Class<A> type, Class<?> component, Function<NDArray, A> copy) {
    Conversion item = Objects.requireNonNull(ALL.get(component));
    add(
        type,
        "sequence[" + item.pythonName() + "]",
        true,
        (python, _, o) ->
            python.values().isListOrTuple(o) ? ofItems(python, item, o) : ofArray(python, copy, o));
  }

  private static NDArray shared(Interpreter python, Arena arena, long object) {
    return python.arrays().array(arena, object, ImportOptions.SHARED).array();
  }

  private static <A> A ofArray(Interpreter python, Function<NDArray, A> copy, long object) {
    try (Arena meanwhile = Arena.ofConfined()) {
      NDArray array = shared(python, meanwhile, object);
      if (array.rank() != 1) {
        throw new IllegalArgumentException(
            "expected an array with one axis, to be copied, but found the shape "
                + Arrays.toString(array.shape()));
      }
      return copy.apply(array);
    }
  }

  private static Object ofItems(Interpreter python, Conversion item, long object) {
    long[] items = python.values().items(object);
    try {
      Object array = Array.newInstance(item.type(), items.length);
      for (int i = 0; i < items.length; i++) {
        Array.set(array, i, item.reader().read(python, Arena.global(), items[i]));
      }
      return array;
    } finally {
      for (long i : items) {
        python.c().Py_DecRef(i);
      }
    }
  }

  private static boolean[] booleans(NDArray array) {
    if (!array.dtype().equals(DType.BOOL)) {
      throw new IllegalArgumentException("expected an array of bool but found " + array.dtype());
    }
    byte[] bytes = array.toByteArray();
    boolean[] values = new boolean[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] != 0;
    }
    return values;
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
    return type == NDArray.class || type == Column.class || isView();
  }

  /// Whether its values only borrow memory, so that Python cannot have them: it could not keep the
  /// memory alive.
  boolean isView() {
    return ArrayView.class.isAssignableFrom(type);
  }
}
