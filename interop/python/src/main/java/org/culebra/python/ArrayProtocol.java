package org.culebra.python;

/// How an object of Python shares the memory of an array.
public enum ArrayProtocol {
  /// The table of C functions that a type has for DLPack (`__dlpack_c_exchange_api__`): DLPack
  /// without a call of Python's. PyTorch has it.
  EXCHANGE_TABLE,
  /// The method `__dlpack__`: NumPy, PyTorch, JAX, CuPy and others.
  DLPACK,
  /// The buffer protocol of PEP 3118: `bytes`, `memoryview`, `array.array`, NumPy, ctypes.
  BUFFER,
  /// NumPy's `__array_interface__`, which has its times, its structs, and the types of ml_dtypes.
  ARRAY_INTERFACE,
  /// `__arrow_c_array__`, for a column without nulls: PyArrow, Polars, pandas.
  ARROW
}
