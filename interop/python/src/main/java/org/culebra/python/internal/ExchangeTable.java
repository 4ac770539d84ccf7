package org.culebra.python.internal;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.dlpack.DLPack;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// The table of functions that a type like PyTorch's tensor has as `__dlpack_c_exchange_api__`, see
/// [dlpack.h](https://github.com/dmlc/dlpack/blob/v1.3/include/dlpack/dlpack.h).
///
/// ```c
/// typedef struct DLPackExchangeAPI {
///   DLPackVersion version;                        //  0: uint32_t major, minor
///   struct DLPackExchangeAPIHeader *prev_api;     //  8: a table of an older version, or NULL
///   DLPackManagedTensorAllocator allocator;       // 16
///   DLPackManagedTensorFromPyObjectNoSync from;   // 24
///   // more, which this library does not call
/// } DLPackExchangeAPI;
/// ```
final class ExchangeTable {
  private static final int MAJOR = 0;
  private static final int PREV_API = 8;
  private static final int FROM_PY_OBJECT = 24;

  private static final String FROM_PY_OBJECT_TYPE =
      "int from_py_object(intptr_t object, intptr_t out)";

  private ExchangeTable() {}

  /// `int f(void *object, DLManagedTensorVersioned **out)`.
  @FunctionalInterface
  interface FromPyObject {
    int call(long object, long out);
  }

  /// The function of a type that shares one of its objects.
  ///
  /// @param capsule borrowed
  /// @return null if there is no table of a version that is known
  static @Nullable FromPyObject of(CPython c, long capsule) {
    long table = 0;
    if (c.PyCapsule_IsValid(capsule, CapsuleNames.DLPACK_EXCHANGE_API) != 0) {
      // static, by the specification
      table = c.PyCapsule_GetPointer(capsule, CapsuleNames.DLPACK_EXCHANGE_API);
    }
    while (table != 0 && CMemory.intAt(table + MAJOR) != DLPack.MAJOR) {
      table = CMemory.longAt(table + PREV_API);
    }
    long function = table == 0 ? 0 : CMemory.longAt(table + FROM_PY_OBJECT);
    return function == 0
        ? null
        : CFunction.of(MemorySegment.ofAddress(function), FROM_PY_OBJECT_TYPE)
            .as(MethodHandles.lookup(), FromPyObject.class);
  }
}
