package org.culebra.arrow;

/// Where the fields of C's `struct ArrowDeviceArrayStream` are, in bytes (Arrow C device interface;
/// LP64).
final class ArrowDeviceArrayStream {
  static final int DEVICE_TYPE = 0;
  static final int GET_SCHEMA = 8;
  static final int GET_NEXT = 16;
  static final int GET_LAST_ERROR = 24;
  static final int RELEASE = 32;
  static final int PRIVATE_DATA = 40;
  static final int BYTES = 48;

  private ArrowDeviceArrayStream() {}
}
