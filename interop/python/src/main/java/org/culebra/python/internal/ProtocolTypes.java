package org.culebra.python.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which protocols the objects of a Python type offer, looked up once for each type. Needs Python's
/// lock.
final class ProtocolTypes {
  private final Interpreter python;
  private final CPython c;
  private final Map<Long, Type> types = new ConcurrentHashMap<>();

  ProtocolTypes(Interpreter python) {
    this.python = python;
    this.c = python.c();
  }

  /// A Python type.
  ///
  /// @param exchange the function `managed_tensor_from_py_object_no_sync` of its exchange table
  /// @param hasDlpack whether it has `__dlpack__`
  /// @param hasInterface whether it has `__array_interface__`
  /// @param hasArrow whether it has `__arrow_c_array__` or `__arrow_c_stream__`
  /// @param isTensor whether it is like PyTorch's, whose elements may stand for their negatives or
  ///   conjugates
  record Type(
      ExchangeTable.@Nullable FromPyObject exchange,
      boolean hasDlpack,
      boolean hasInterface,
      boolean hasArrow,
      boolean isTensor) {}

  /// The type of an object.
  ///
  /// @param object borrowed
  Type of(long object) {
    long type = c.PyObject_Type(object);
    Type known = types.get(type);
    if (known == null) {
      known = lookUp(type);
      types.put(type, known); // keeps the reference, so that no other type gets the address
      return known;
    }
    c.Py_DecRef(type);
    return known;
  }

  private Type lookUp(long type) {
    Values values = python.values();
    return new Type(
        exchange(type),
        values.hasAttribute(type, "__dlpack__"),
        values.hasAttribute(type, "__array_interface__"),
        values.hasAttribute(type, "__arrow_c_array__")
            || values.hasAttribute(type, "__arrow_c_stream__"),
        values.hasAttribute(type, "is_neg") && values.hasAttribute(type, "is_conj"));
  }

  private ExchangeTable.@Nullable FromPyObject exchange(long type) {
    if (!python.values().hasAttribute(type, "__dlpack_c_exchange_api__")) {
      return null;
    }
    long capsule = python.values().attribute(type, "__dlpack_c_exchange_api__");
    try {
      return ExchangeTable.of(c, capsule);
    } finally {
      c.Py_DecRef(capsule);
    }
  }
}
