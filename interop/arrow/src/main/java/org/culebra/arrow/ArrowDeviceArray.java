package org.culebra.arrow;

/// Where the fields of C's `struct ArrowDeviceArray` are, in bytes (Arrow C device interface;
/// LP64). The `ArrowArray` is embedded, not pointed to.
final class ArrowDeviceArray {
  static final int ARRAY = 0;
  static final int DEVICE_ID = 80;
  static final int DEVICE_TYPE = 88;
  static final int SYNC_EVENT = 96;
  static final int RESERVED = 104;
  static final int BYTES = 128;

  private ArrowDeviceArray() {}
}
