package org.culebra.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.culebra.array.DType;
import org.culebra.ffi.Pointers;

/// The structs of the [Arrow C data
/// interface](https://arrow.apache.org/docs/format/CDataInterface.html) as words of 8 bytes: the
/// index of each field.
final class CData {
  /// `struct ArrowArray`.
  static final int LENGTH = 0;

  static final int OFFSET = 2;
  static final int N_BUFFERS = 3;
  static final int N_CHILDREN = 4;
  static final int BUFFERS = 5;
  static final int CHILDREN = 6;
  static final int ARRAY_WORDS = 10;

  /// `struct ArrowSchema`.
  private static final int FORMAT = 0;

  private static final int NAME = 1;
  private static final int SCHEMA_N_CHILDREN = 4;
  private static final int SCHEMA_CHILDREN = 5;
  private static final int SCHEMA_WORDS = 9;

  private CData() {}

  /// Trusts the address.
  static long[] words(long address, long count) {
    try (Arena arena = Arena.ofConfined()) {
      return Pointers.asArray(arena, MemorySegment.ofAddress(address), DType.INT64, count)
          .toLongArray();
    }
  }

  /// The addresses of the children of an `ArrowArray`.
  static long[] children(long array) {
    long[] words = words(array, ARRAY_WORDS);
    return words(words[CHILDREN], words[N_CHILDREN]);
  }

  /// The addresses of the children of an `ArrowSchema`.
  static long[] childSchemas(long schema) {
    long[] words = words(schema, SCHEMA_WORDS);
    return words(words[SCHEMA_CHILDREN], words[SCHEMA_N_CHILDREN]);
  }

  /// An `ArrowSchema` of a batch with one column, without a release function.
  static MemorySegment batchSchema(Arena arena, long child) {
    MemorySegment schema = arena.allocate(JAVA_LONG, SCHEMA_WORDS);
    schema.setAtIndex(JAVA_LONG, FORMAT, text(arena, "+s"));
    schema.setAtIndex(JAVA_LONG, NAME, text(arena, ""));
    schema.setAtIndex(JAVA_LONG, SCHEMA_N_CHILDREN, 1);
    schema.setAtIndex(JAVA_LONG, SCHEMA_CHILDREN, arena.allocateFrom(JAVA_LONG, child).address());
    return schema;
  }

  private static long text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8).address();
  }
}
