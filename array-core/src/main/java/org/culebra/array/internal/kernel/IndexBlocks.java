package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Segments;

/// The indices of a selection, block by block, so that selecting takes no memory for them on the
/// heap: those of an array of integers, or those at which an array of truth values is true.
abstract class IndexBlocks {

  /// The most indices of a block.
  static final int SIZE = 4096;

  /// Reads the next indices, none negative.
  ///
  /// @return how many; 0 at the end
  abstract int next(long[] to);

  /// The indices in an array of integers, which may count from the end of an axis.
  ///
  /// @param length of the axis
  /// @throws IndexOutOfBoundsException if one is out of range
  static IndexBlocks of(Operand indices, int axis, long length, Arena scratch) {
    MemorySegment packed = packed(indices, scratch);
    check(packed, indices, axis, length);
    return new Numbers(packed, length);
  }

  private static MemorySegment packed(Operand indices, Arena scratch) {
    if (!indices.dtype().isInteger()) {
      throw Errors.argument("expected indices of integers but found %s", indices.describe());
    }
    Operand packed = indices.zerosAlike(scratch, DType.INT64);
    Copies.copy(packed, indices, Casting.UNSAFE);
    return packed.segment();
  }

  private static void check(MemorySegment segment, Operand indices, int axis, long length) {
    MemorySegment packed = Segments.sharpened(segment);
    boolean unsigned = indices.dtype().kind() == Kind.UINT;
    for (long at = 0; at < packed.byteSize(); at += 8) {
      long index = packed.get(JAVA_LONG_UNALIGNED, at);
      if (index >= length || index < (unsigned ? 0 : -length)) {
        throw new IndexOutOfBoundsException(
            Errors.text(
                "expected an index in [%d, %d) on axis %d but found %s",
                -length, length, axis, unsigned ? Long.toUnsignedString(index) : "" + index));
      }
    }
  }

  private static final class Numbers extends IndexBlocks {

    private final MemorySegment packed;
    private final long length;
    private long done;

    Numbers(MemorySegment packed, long length) {
      this.packed = packed;
      this.length = length;
    }

    @Override
    int next(long[] to) {
      int n = (int) Math.min(SIZE, packed.byteSize() / 8 - done);
      NumberLoops.load(packed, done * 8, 8, to, n);
      for (int i = 0; i < n; i++) {
        to[i] += to[i] < 0 ? length : 0;
      }
      done += n;
      return n;
    }
  }

  /// The indices of true values in C order.
  static IndexBlocks ofTrue(Operand truths, Arena scratch) {
    return new Places(TruthValues.packed(truths, scratch));
  }

  private static final class Places extends IndexBlocks {

    private final MemorySegment packed;
    private final long offset;
    private final long size;
    private final byte[] block = new byte[SIZE];
    private long done;

    Places(Operand packed) {
      this.packed = packed.segment();
      this.offset = packed.byteOffset();
      this.size = packed.size();
    }

    @Override
    int next(long[] to) {
      int found = 0;
      while (found == 0 && done < size) {
        int n = (int) Math.min(SIZE, size - done);
        MemorySegment.copy(packed, JAVA_BYTE, offset + done, block, 0, n);
        for (int i = 0; i < n; i++) {
          to[found] = done + i;
          found += block[i] == 0 ? 0 : 1;
        }
        done += n;
      }
      return found;
    }
  }
}
