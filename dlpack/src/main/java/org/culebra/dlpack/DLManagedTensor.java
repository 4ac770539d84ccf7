package org.culebra.dlpack;

/// The struct that is exchanged in DLPack before 1.0, called legacy here. It has no read-only flag.
///
/// Fields and offsets are those of [dlpack.h of version
/// 1.3](https://github.com/dmlc/dlpack/blob/v1.3/include/dlpack/dlpack.h) on 64-bit hosts.
///
/// ```c
/// typedef struct DLManagedTensor {
///   DLTensor dl_tensor;                             //  0
///   void *manager_ctx;                              // 48: the producer's
///   void (*deleter)(struct DLManagedTensor *self);  // 56: may be NULL
/// } DLManagedTensor;                                // 64 bytes, alignment 8
/// ```
final class DLManagedTensor {
  static final int DL_TENSOR = 0;
  static final int MANAGER_CTX = 48;
  static final int DELETER = 56;
  static final int BYTES = 64;

  private DLManagedTensor() {}
}
