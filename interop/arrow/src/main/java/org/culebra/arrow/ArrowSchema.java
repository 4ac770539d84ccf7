package org.culebra.arrow;

/// Where the fields of C's `struct ArrowSchema` are, in bytes (Arrow C data interface; LP64).
final class ArrowSchema {
  static final int FORMAT = 0;
  static final int NAME = 8;
  static final int METADATA = 16;
  static final int FLAGS = 24;
  static final int N_CHILDREN = 32;
  static final int CHILDREN = 40;
  static final int DICTIONARY = 48;
  static final int RELEASE = 56;
  static final int PRIVATE_DATA = 64;
  static final int BYTES = 72;

  private ArrowSchema() {}
}
