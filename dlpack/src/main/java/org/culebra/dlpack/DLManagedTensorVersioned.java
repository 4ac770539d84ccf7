package org.culebra.dlpack;

/// The struct that is exchanged in DLPack since 1.0. The fields up to `flags` stay the same in all
/// later versions.
///
/// Fields and offsets are those of [dlpack.h of version
/// 1.3](https://github.com/dmlc/dlpack/blob/v1.3/include/dlpack/dlpack.h) on 64-bit hosts.
///
/// ```c
/// typedef struct DLManagedTensorVersioned {
///   DLPackVersion version;                                   //  0: uint32_t major, minor
///   void *manager_ctx;                                       //  8: the producer's
///   void (*deleter)(struct DLManagedTensorVersioned *self);  // 16: may be NULL
///   uint64_t flags;                                          // 24
///   DLTensor dl_tensor;                                      // 32
/// } DLManagedTensorVersioned;                                // 80 bytes, alignment 8
/// ```
final class DLManagedTensorVersioned {
  static final int VERSION = 0;
  static final int MINOR = VERSION + 4;
  static final int MANAGER_CTX = 8;
  static final int DELETER = 16;
  static final int FLAGS = 24;
  static final int DL_TENSOR = 32;
  static final int BYTES = 80;

  /// The memory must not be written.
  static final long FLAG_READ_ONLY = 1;

  /// The producer has made a copy for this consumer alone.
  static final long FLAG_IS_COPIED = 2;

  /// Elements of less than a byte occupy a byte each.
  static final long FLAG_IS_SUBBYTE_TYPE_PADDED = 4;

  private DLManagedTensorVersioned() {}
}
