package org.culebra.dlpack;

/// The structs of DLPack: the byte offset of each field where pointers have 8 bytes. The C text is
/// that of [dlpack.h of version
/// 1.3](https://github.com/dmlc/dlpack/blob/v1.3/include/dlpack/dlpack.h).
final class DlpackStructs {
  private DlpackStructs() {}

  /// The struct that describes an array's location, type, shape and strides.
  ///
  /// ```c
  /// typedef struct {
  ///   void *data;          //  0
  ///   DLDevice device;     //  8: int32_t device_type, int32_t device_id
  ///   int32_t ndim;        // 16
  ///   DLDataType dtype;    // 20: uint8_t code, uint8_t bits, uint16_t lanes
  ///   int64_t *shape;      // 24: ndim lengths
  ///   int64_t *strides;    // 32: ndim steps, in elements
  ///   uint64_t byte_offset;// 40: from data to element (0, …, 0)
  /// } DLTensor;            // 48 bytes, alignment 8
  /// ```
  static final class DLTensor {
    static final int DATA = 0;
    static final int DEVICE = 8;
    static final int DEVICE_ID = DEVICE + 4;
    static final int NDIM = 16;
    static final int DTYPE = 20;
    static final int SHAPE = 24;
    static final int STRIDES = 32;
    static final int BYTE_OFFSET = 40;
    static final int BYTES = 48;

    private DLTensor() {}
  }

  /// The struct that is exchanged in DLPack since 1.0. The fields up to `flags` stay the same in
  /// all later versions.
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
  static final class DLManagedTensorVersioned {
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

  /// The struct that is exchanged in DLPack before 1.0, called legacy here. It has no read-only
  /// flag.
  ///
  /// ```c
  /// typedef struct DLManagedTensor {
  ///   DLTensor dl_tensor;                             //  0
  ///   void *manager_ctx;                              // 48: the producer's
  ///   void (*deleter)(struct DLManagedTensor *self);  // 56: may be NULL
  /// } DLManagedTensor;                                // 64 bytes, alignment 8
  /// ```
  static final class DLManagedTensor {
    static final int DL_TENSOR = 0;
    static final int MANAGER_CTX = 48;
    static final int DELETER = 56;
    static final int BYTES = 64;

    private DLManagedTensor() {}
  }
}
