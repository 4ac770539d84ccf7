package org.culebra.python;

/// The protocols through which a Python object shares the memory of an array.
public enum ArrayProtocol {
  /// A type's table of C functions for DLPack (`__dlpack_c_exchange_api__`): DLPack without a call
  /// into Python. PyTorch has it.
  EXCHANGE_TABLE,
  /// The method `__dlpack__`: NumPy, PyTorch, JAX, CuPy and others.
  DLPACK,
  /// The buffer protocol of PEP 3118: `bytes`, `memoryview`, `array.array`, NumPy, ctypes.
  BUFFER,
  /// NumPy's `__array_interface__`, which supports NumPy's times and structs and the types of
  /// ml_dtypes.
  ARRAY_INTERFACE,
  /// `__arrow_c_array__`, for a column without nulls: PyArrow, Polars, pandas.
  ARROW
}
