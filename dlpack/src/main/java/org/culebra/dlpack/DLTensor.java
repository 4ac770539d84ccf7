package org.culebra.dlpack;

/// The struct that describes an array's location, type, shape and strides.
///
/// Fields and offsets are those of [dlpack.h of version
/// 1.3](https://github.com/dmlc/dlpack/blob/v1.3/include/dlpack/dlpack.h) on 64-bit hosts.
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
final class DLTensor {
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
