package org.culebra.testsupport;

import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// Valid arguments by type, for a [NullSweep].
///
/// Primitive types, their arrays, `String`, `Object` and enums are predefined; an array of any
/// other type is an array of one sample.
public final class Samples {
  private final Map<Class<?>, Supplier<?>> suppliers = new HashMap<>();

  /// Samples of the JDK's basic types.
  public Samples() {
    add(boolean.class, () -> false).add(char.class, () -> 'a');
    add(byte.class, () -> (byte) 0).add(short.class, () -> (short) 0);
    add(int.class, () -> 0).add(long.class, () -> 0L);
    add(float.class, () -> 0f).add(double.class, () -> 0d);
    add(String.class, () -> "text").add(CharSequence.class, () -> "text");
    add(Object.class, Object::new).add(Runnable.class, () -> () -> {});
  }

  /// Adds a type, or replaces its sample.
  ///
  /// @param type the type of a parameter, exactly as declared, or the class that declares a method
  /// @param supplier creates a new one for each call
  /// @param <T> the same type
  /// @return these samples
  public <T> Samples add(Class<T> type, Supplier<? extends T> supplier) {
    suppliers.put(
        Objects.requireNonNull(type, "type"), Objects.requireNonNull(supplier, "supplier"));
    return this;
  }

  Object get(Class<?> type) {
    Supplier<?> supplier = suppliers.get(type);
    if (supplier != null) {
      return supplier.get();
    }
    if (type.isArray()) {
      Object array = Array.newInstance(type.getComponentType(), 1);
      Array.set(array, 0, get(type.getComponentType()));
      return array;
    }
    Object[] constants = type.getEnumConstants();
    if (constants != null && constants.length > 0) {
      return constants[0];
    }
    throw new MissingException(type);
  }

  /// Reports a type without a sample.
  static final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingException(Class<?> type) {
      super("no sample of " + type.getName() + "; add one to Samples");
    }
  }
}
