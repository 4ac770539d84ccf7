package org.culebra.array;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;

/// One of the eight typed views, seen through reflection, so that each test is written once. The
/// methods are public and looked up by their exact parameters: a missing overload fails.
record Carrier(
    String method,
    Class<?> type,
    Class<?> view,
    List<DType> types,
    String accepts,
    Function<NDArray, Object> open,
    LongFunction<Object> box) {

  static final List<Carrier> ALL =
      List.of(
          new Carrier(
              "asBytes",
              byte.class,
              ByteView.class,
              List.of(DType.INT8, DType.UINT8, DType.BOOL),
              "bool, int8 or uint8",
              NDArray::asBytes,
              v -> (byte) v),
          new Carrier(
              "asShorts",
              short.class,
              ShortView.class,
              List.of(DType.INT16, DType.UINT16),
              "int16 or uint16",
              NDArray::asShorts,
              v -> (short) v),
          new Carrier(
              "asInts",
              int.class,
              IntView.class,
              List.of(DType.INT32, DType.UINT32),
              "int32 or uint32",
              NDArray::asInts,
              v -> (int) v),
          new Carrier(
              "asLongs",
              long.class,
              LongView.class,
              List.of(DType.INT64, DType.UINT64),
              "int64 or uint64",
              NDArray::asLongs,
              v -> v),
          new Carrier(
              "asFloat16s",
              float.class,
              Float16View.class,
              List.of(DType.FLOAT16),
              "float16",
              NDArray::asFloat16s,
              v -> (float) v),
          new Carrier(
              "asBFloat16s",
              float.class,
              BFloat16View.class,
              List.of(DType.BFLOAT16),
              "bfloat16",
              NDArray::asBFloat16s,
              v -> (float) v),
          new Carrier(
              "asFloats",
              float.class,
              FloatView.class,
              List.of(DType.FLOAT32),
              "float32",
              NDArray::asFloats,
              v -> (float) v),
          new Carrier(
              "asDoubles",
              double.class,
              DoubleView.class,
              List.of(DType.FLOAT64),
              "float64",
              NDArray::asDoubles,
              v -> (double) v));

  @Override
  public String toString() {
    return method;
  }

  DType dtype() {
    return types.getFirst();
  }

  Access on(NDArray array) {
    return new Access(this, open.apply(array));
  }

  private static Class<?>[] longs(int n) {
    Class<?>[] types = new Class<?>[n];
    Arrays.fill(types, long.class);
    return types;
  }

  /// A view of one array.
  record Access(Carrier carrier, Object view) {

    /// Through `get(i, j …)` with as many parameters as indices.
    Object get(long... index) {
      return invoke("get", longs(index.length), box(index));
    }

    /// Through `get(long...)`.
    Object getAny(long... index) {
      return invoke("get", new Class<?>[] {long[].class}, new Object[] {index});
    }

    void set(long value, long... index) {
      Class<?>[] types = Arrays.copyOf(longs(index.length), index.length + 1);
      types[index.length] = carrier.type();
      Object[] arguments = Arrays.copyOf(box(index), index.length + 1);
      arguments[index.length] = carrier.box().apply(value);
      invoke("set", types, arguments);
    }

    /// Through `set(long[], value)`.
    void setAt(long value, long... index) {
      invoke(
          "set",
          new Class<?>[] {long[].class, carrier.type()},
          new Object[] {index, carrier.box().apply(value)});
    }

    Object invoke(String name, Class<?>[] types, Object[] arguments) {
      try {
        Method method = carrier.view().getMethod(name, types);
        return method.invoke(view, arguments);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new AssertionError(e);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("no such public method", e);
      }
    }

    private static Object[] box(long... index) {
      return Arrays.stream(index).boxed().toArray();
    }
  }
}
