package org.culebra.arrow;

/// Where the fields of C's `struct ArrowArrayStream` are, in bytes (Arrow C stream interface).
final class ArrowArrayStream {
  static final int GET_SCHEMA = 0;
  static final int GET_NEXT = 8;
  static final int GET_LAST_ERROR = 16;
  static final int RELEASE = 24;
  static final int PRIVATE_DATA = 32;
  static final int BYTES = 40;

  private ArrowArrayStream() {}
}
