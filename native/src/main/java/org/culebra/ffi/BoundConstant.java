package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import org.culebra.ffi.header.HeaderScope;

/// The constant that a method of a bound interface returns.
final class BoundConstant {
  private BoundConstant() {}

  /// The constant as a value of the method's type, which must hold it.
  static Object of(HeaderScope scope, String name, Class<?> type) {
    if (type == String.class) {
      return scope.stringConstant(name);
    }
    if (type == MemorySegment.class) {
      return scope.pointerConstant(name);
    }
    if (type == double.class) {
      return scope.floatingConstant(name);
    }
    if (type == float.class) {
      return (float) scope.floatingConstant(name);
    }
    long value = scope.constant(name);
    if (type == long.class) {
      return value;
    }
    if (type == int.class && (int) value == value) {
      return (int) value;
    }
    if (type == short.class && (short) value == value) {
      return (short) value;
    }
    if (type == byte.class && (byte) value == value) {
      return (byte) value;
    }
    if (type == boolean.class && (value == 0 || value == 1)) {
      return value == 1;
    }
    throw new IllegalArgumentException(
        "expected a type that holds the constant '%s', %d, but found %s"
            .formatted(name, value, type.getSimpleName()));
  }
}
