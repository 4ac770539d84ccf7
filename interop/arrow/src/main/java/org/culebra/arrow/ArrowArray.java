package org.culebra.arrow;

/// Where the fields of C's `struct ArrowArray` are, in bytes (Arrow C data interface; LP64).
final class ArrowArray {
  static final int LENGTH = 0;
  static final int NULL_COUNT = 8;
  static final int OFFSET = 16;
  static final int N_BUFFERS = 24;
  static final int N_CHILDREN = 32;
  static final int BUFFERS = 40;
  static final int CHILDREN = 48;
  static final int DICTIONARY = 56;
  static final int RELEASE = 64;
  static final int PRIVATE_DATA = 72;
  static final int BYTES = 80;

  private ArrowArray() {}
}
