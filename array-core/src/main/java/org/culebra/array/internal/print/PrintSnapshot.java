package org.culebra.array.internal.print;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.StridedLayout;

/// The elements to print, copied to the heap: whatever other threads write meanwhile, the width of
/// a column and what is put into it are made from the same values.
final class PrintSnapshot {

  /// More bytes than this are not printed.
  private static final long MAX_BYTES = 4 << 20;

  /// More numbers or texts than this, counting those in structs, are not printed.
  private static final long MAX_CELLS = 1_000_000;

  /// Nor are structs in so many structs.
  private static final int MAX_DEPTH = 50;

  private final DType type;
  private final byte[] bytes;

  /// Where each element begins.
  private final int[] at;

  private PrintSnapshot(DType type, byte[] bytes, int[] at) {
    this.type = type;
    this.bytes = bytes;
    this.at = at;
  }

  static PrintSnapshot read(MemorySegment segment, DType type, Summary summary) {
    int size = type.itemSize();
    long[] offsets = summary.offsets();
    if (offsets.length * (long) size > MAX_BYTES
        || offsets.length * cells(type, MAX_CELLS, MAX_DEPTH) > MAX_CELLS) {
      throw new IllegalStateException("too much to print");
    }
    byte[] bytes = new byte[offsets.length * size];
    int[] at = new int[offsets.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = i * size;
      MemorySegment.copy(segment, JAVA_BYTE, offsets[i], bytes, at[i], size);
    }
    return new PrintSnapshot(type, bytes, at);
  }

  /// Whether an element can be printed, and its type be named, in reasonable time.
  static boolean isPrintable(DType type) {
    return cells(type, MAX_CELLS, MAX_DEPTH) <= MAX_CELLS;
  }

  /// How many numbers or texts one element shows, or some number beyond the limit. Fields may
  /// overlap, and then there can be far more of them than bytes: counting stops at the limit.
  private static long cells(DType type, long limit, int depth) {
    long sum = 1;
    for (Field field : type.fields()) {
      long each = depth == 0 ? limit + 1 : cells(field.dtype(), limit - sum, depth - 1);
      Summary shown = Summary.find(subArray(field));
      sum += each * (shown == null ? limit + 1 : shown.count());
      if (sum > limit) {
        break;
      }
    }
    return sum;
  }

  static StridedLayout subArray(Field field) {
    return StridedLayout.cOrder(field.dtype().itemSize(), field.shape());
  }

  /// The values of a field, for each struct those of its sub-array that are shown.
  PrintSnapshot field(Field field, Summary summary) {
    long[] offsets = summary.offsets();
    int[] inner = new int[at.length * offsets.length];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = at[i / offsets.length] + field.byteOffset() + (int) offsets[i % offsets.length];
    }
    return new PrintSnapshot(field.dtype(), bytes, inner);
  }

  DType type() {
    return type;
  }

  int count() {
    return at.length;
  }

  /// An element of at most eight bytes as an unsigned number, in the low bits.
  long bits(int i) {
    return bits(i, 0, type.itemSize());
  }

  /// Some bytes of an element as an unsigned number, in the low bits.
  long bits(int i, int from, int size) {
    boolean little = type.byteOrder() == ByteOrder.LITTLE_ENDIAN;
    long bits = 0;
    for (int k = 0; k < size; k++) {
      bits = bits << 8 | bytes[at[i] + from + (little ? size - 1 - k : k)] & 0xff;
    }
    return bits;
  }

  /// An element as a sequence of numbers of a size: bytes or code points.
  int[] units(int i, int size) {
    int[] units = new int[type.itemSize() / size];
    for (int k = 0; k < units.length; k++) {
      units[k] = (int) bits(i, k * size, size);
    }
    return units;
  }
}
