package org.culebra.python.internal;

import java.lang.foreign.Arena;

/// The names of capsules, as `char *` that are never freed: capsules keep the pointer.
final class CapsuleNames {
  /// A `DLManagedTensor` that has not been consumed.
  static final long DLTENSOR = name("dltensor");

  /// A `DLManagedTensorVersioned` that has not been consumed.
  static final long DLTENSOR_VERSIONED = name("dltensor_versioned");

  /// A `DLManagedTensor` that a consumer has taken over.
  static final long USED_DLTENSOR = name("used_dltensor");

  /// A `DLManagedTensorVersioned` that a consumer has taken over.
  static final long USED_DLTENSOR_VERSIONED = name("used_dltensor_versioned");

  /// A table of DLPack's functions, an [ExchangeTable].
  static final long DLPACK_EXCHANGE_API = name("dlpack_exchange_api");

  /// An `ArrowSchema`.
  static final long ARROW_SCHEMA = name("arrow_schema");

  /// An `ArrowArray`.
  static final long ARROW_ARRAY = name("arrow_array");

  /// An `ArrowArrayStream`.
  static final long ARROW_ARRAY_STREAM = name("arrow_array_stream");

  private CapsuleNames() {}

  private static long name(String text) {
    return Arena.global().allocateFrom(text).address();
  }
}
