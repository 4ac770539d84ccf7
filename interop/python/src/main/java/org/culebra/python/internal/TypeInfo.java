package org.culebra.python.internal;

import org.jspecify.annotations.Nullable;

/// What objects of one type of Python's have for us, looked up once.
///
/// @param exchange the function `managed_tensor_from_py_object_no_sync` of the type's table
/// @param hasDlpack whether it has `__dlpack__`
/// @param hasInterface whether it has `__array_interface__`
/// @param hasArrow whether it has `__arrow_c_array__` or `__arrow_c_stream__`
/// @param isTensor whether it is PyTorch's, with bits that say that elements mean something else
record TypeInfo(
    @Nullable ExchangeFunction exchange,
    boolean hasDlpack,
    boolean hasInterface,
    boolean hasArrow,
    boolean isTensor) {

  /// `int f(void *object, DLManagedTensorVersioned **out)`.
  @FunctionalInterface
  interface ExchangeFunction {
    int call(long object, long out);
  }
}
