package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import org.culebra.array.Casting;
import org.culebra.array.DType;

/// Arrays of numbers as packed truth values, a byte each.
final class TruthValues {

  private static final int WORDS = 512;

  /// The lowest bit of each byte.
  private static final long LOWEST = 0x0101_0101_0101_0101L;

  private TruthValues() {}

  /// An operand of truth values in C order; the same one if it is that already.
  static Operand packed(Operand from, Arena scratch) {
    boolean is = from.dtype().equals(DType.BOOL) && from.isCContiguous();
    if (is && from.canRebase()) {
      return from.onNativeSegment();
    }
    Operand packed = from.zerosAlike(scratch, DType.BOOL);
    Copies.copy(packed, from, Casting.UNSAFE);
    return packed;
  }

  /// The number of bytes that are not zero.
  static long count(Operand truths) {
    long[] words = new long[WORDS];
    byte[] bytes = new byte[8 * WORDS];
    StridedIterator rows = StridedIterator.anyOrder(truths);
    long count = 0;
    while (rows.next()) {
      for (long done = 0; done < rows.length(); done += bytes.length) {
        int n = (int) Math.min(bytes.length, rows.length() - done);
        long at = rows.at(0) + done * rows.step(0);
        boolean packed = rows.step(0) == 1;
        int inWords = packed ? n / 8 : 0;
        NumberLoops.load(truths.segment(), at, 8, words, inWords);
        count += count(words, inWords);
        int rest = n - 8 * inWords;
        NumberLoops.load(truths.segment(), at + 8L * inWords, rows.step(0), bytes, rest);
        count += count(bytes, rest);
      }
    }
    return count;
  }

  /// Folds the bits of each byte into its lowest.
  private static long count(long[] words, int n) {
    long count = 0;
    for (int i = 0; i < n; i++) {
      long bits = words[i] | words[i] >>> 4;
      bits |= bits >>> 2;
      bits |= bits >>> 1;
      count += Long.bitCount(bits & LOWEST);
    }
    return count;
  }

  private static long count(byte[] bytes, int n) {
    long count = 0;
    for (int i = 0; i < n; i++) {
      count += bytes[i] == 0 ? 0 : 1;
    }
    return count;
  }
}
