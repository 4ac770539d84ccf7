package org.culebra.python.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.culebra.python.ArrayProtocol;
import org.jspecify.annotations.Nullable;

/// Which protocols the objects of a Python type offer, looked up once for each type. Needs Python's
/// lock.
final class ProtocolTypes {
  /// The usual order.
  private static final List<ArrayProtocol> USUAL = List.of(ArrayProtocol.values());

  /// The order of types with the first version of DLPack, such as NumPy's before 2.1: through it
  /// each array is read-only, and through a buffer only one that is.
  private static final List<ArrayProtocol> DLPACK_LATE =
      List.of(
          ArrayProtocol.EXCHANGE_TABLE,
          ArrayProtocol.BUFFER,
          ArrayProtocol.ARRAY_INTERFACE,
          ArrayProtocol.DLPACK,
          ArrayProtocol.ARROW);

  private final Interpreter python;
  private final CPython c;
  private final LongPredicate isFirstDlpack;
  private final Map<Long, Type> types = new ConcurrentHashMap<>();

  /// @param isFirstDlpack whether an object that has `__dlpack__` has only its first version
  ProtocolTypes(Interpreter python, LongPredicate isFirstDlpack) {
    this.python = python;
    this.c = python.c();
    this.isFirstDlpack = isFirstDlpack;
  }

  /// A Python type.
  ///
  /// @param order in which the protocols are tried
  /// @param exchange the function `managed_tensor_from_py_object_no_sync` of its exchange table
  /// @param hasDlpack whether it has `__dlpack__`
  /// @param hasInterface whether it has `__array_interface__`
  /// @param hasArrow whether it has `__arrow_c_array__` or `__arrow_c_stream__`
  /// @param isTensor whether it is like PyTorch's, whose elements may stand for their negatives or
  ///   conjugates
  record Type(
      List<ArrayProtocol> order,
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
      known = lookUp(type, object);
      types.put(type, known); // keeps the reference, so that no other type gets the address
      return known;
    }
    c.Py_DecRef(type);
    return known;
  }

  private Type lookUp(long type, long object) {
    Values values = python.values();
    boolean hasDlpack = values.hasAttribute(type, "__dlpack__");
    boolean hasInterface = values.hasAttribute(type, "__array_interface__");
    boolean isLate = hasDlpack && hasInterface && isFirstDlpack.test(object);
    return new Type(
        isLate ? DLPACK_LATE : USUAL,
        exchange(type),
        hasDlpack,
        hasInterface,
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
