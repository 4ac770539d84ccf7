package org.culebra.array;

import java.lang.foreign.Arena;
import java.time.Instant;
import java.time.LocalDate;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.time.DateTimes;

/// Single elements, as arrays of rank 0, from and to Java objects of the class that suits them.
final class ObjectElements {

  private ObjectElements() {}

  static <T> T get(NDArray element, Class<T> type) {
    return type.cast(value(element, type));
  }

  /// The value of an element for a class or a primitive type.
  static Object value(NDArray element, Class<?> type) {
    return switch (type.getName()) {
      case "double", "java.lang.Double" -> element.getDouble();
      case "float", "java.lang.Float" -> (float) element.getDouble();
      case "long", "java.lang.Long" -> element.getLong();
      case "int", "java.lang.Integer" -> Math.toIntExact(element.getLong());
      case "short", "java.lang.Short" ->
          (short) inRange(element.getLong(), Short.MIN_VALUE, Short.MAX_VALUE);
      case "byte", "java.lang.Byte" ->
          (byte) inRange(element.getLong(), Byte.MIN_VALUE, Byte.MAX_VALUE);
      case "boolean", "java.lang.Boolean" -> element.getBoolean();
      case "java.lang.String" -> element.getString();
      default -> object(element, type);
    };
  }

  private static long inRange(long value, long least, long greatest) {
    if (value < least || value > greatest) {
      throw new ArithmeticException(
          Errors.text("expected an integer in [%d, %d] but found %d", least, greatest, value));
    }
    return value;
  }

  private static Object object(NDArray element, Class<?> type) {
    if (type == Complex.class) {
      return complex(element);
    }
    if (type == Instant.class) {
      return DateTimes.instant(element.dtype(), count(element));
    }
    if (type == LocalDate.class) {
      return DateTimes.date(element.dtype(), count(element));
    }
    if (type == NDArray.class) {
      return element;
    }
    if (type.isArray()) {
      return values(element, type);
    }
    if (type.isRecord()) {
      return RecordElements.get(element, type);
    }
    throw Errors.argument(
        "expected Double, Long, Integer, Boolean, String, Complex, Instant, LocalDate, NDArray or a"
            + " record but found %s",
        type.getName());
  }

  private static long count(NDArray element) {
    requireKind(element, Kind.DATETIME, "datetime64");
    return element.getLong();
  }

  private static void requireKind(NDArray element, Kind kind, String name) {
    if (element.dtype().kind() != kind) {
      throw Errors.argument("expected a type %s but found %s", name, element.dtype());
    }
  }

  private static Complex complex(NDArray element) {
    return element.dtype().kind() == Kind.COMPLEX
        ? new Complex(element.real().getDouble(), element.imag().getDouble())
        : new Complex(element.getDouble(), 0);
  }

  /// The elements of a sub-array, in C order.
  private static Object values(NDArray elements, Class<?> type) {
    return switch (type.getName()) {
      case "[D" -> elements.toDoubleArray();
      case "[F" -> elements.toFloatArray();
      case "[J" -> elements.toLongArray();
      case "[I" -> elements.toIntArray();
      case "[S" -> elements.toShortArray();
      case "[B" -> elements.toByteArray();
      default ->
          throw Errors.argument(
              "expected an array of double, float, long, int, short or byte but found %s",
              type.getTypeName());
    };
  }

  static void set(NDArray element, Object value) {
    switch (value) {
      case Number number -> setNumber(element, number);
      case Boolean truth -> element.setBoolean(truth);
      case String text -> element.setString(text);
      case Complex z -> setComplex(element, z);
      case Instant time -> {
        requireKind(element, Kind.DATETIME, "datetime64");
        element.setLong(DateTimes.count(element.dtype(), time));
      }
      case LocalDate date -> {
        requireKind(element, Kind.DATETIME, "datetime64");
        element.setLong(DateTimes.count(element.dtype(), date));
      }
      case NDArray other -> element.copyFrom(other);
      case Record fields -> RecordElements.set(element, fields);
      default -> setValues(element, value);
    }
  }

  private static void setNumber(NDArray element, Number number) {
    NDArray real = element.dtype().kind() == Kind.COMPLEX ? element.real() : element;
    switch (number) {
      case Double _, Float _ -> real.setDouble(number.doubleValue());
      case Long _, Integer _, Short _, Byte _ -> real.setLong(number.longValue());
      default -> throw unknown(number);
    }
    if (real != element) {
      element.imag().setDouble(0);
    }
  }

  private static void setComplex(NDArray element, Complex z) {
    element.real().setDouble(z.re());
    element.imag().setDouble(z.im());
  }

  /// A sub-array from a Java array with as many values, converted as NDArray.copyOf does.
  private static void setValues(NDArray element, Object value) {
    if (!value.getClass().isArray()) {
      throw unknown(value);
    }
    try (Arena temporary = Arena.ofConfined()) {
      long[] shape = element.rank() == 0 ? new long[] {1} : element.shape();
      NDArray values = NestedArrays.copyOf(temporary, value, element.dtype(), shape);
      element.copyFrom(element.rank() == 0 ? values.reshape() : values);
    }
  }

  private static IllegalArgumentException unknown(Object value) {
    return Errors.argument(
        "expected a number, Boolean, String, Complex, Instant, LocalDate, record or NDArray but"
            + " found %s",
        value.getClass().getTypeName());
  }
}
