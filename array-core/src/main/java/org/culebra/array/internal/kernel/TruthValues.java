package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.internal.Segments;

/// Arrays of numbers as packed truth values, a byte each.
final class TruthValues {

  /// The most bytes counted in one call.
  private static final int RUN = 1 << 15;

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
    StridedIterator rows = StridedIterator.anyOrder(truths);
    long count = 0;
    try (Arena scratch = Arena.ofConfined()) {
      PackedRuns runs = new PackedRuns(truths, RUN, scratch);
      int most = runs.most(rows.step(0));
      while (rows.next()) {
        for (long done = 0; done < rows.length(); done += most) {
          int n = (int) Math.min(most, rows.length() - done);
          long at = rows.at(0) + done * rows.step(0);
          count += count(runs.run(at, rows.step(0), n), n);
        }
      }
    }
    return count;
  }

  private static long count(MemorySegment run, int n) {
    int words = n / 8;
    long count = countOnes(run, words);
    if (count < 0) {
      count = countWords(run, words);
    }
    for (int i = 8 * words; i < n; i++) {
      count += run.get(JAVA_BYTE, i) == 0 ? 0 : 1;
    }
    return count;
  }

  /// The number of true bytes, if all are 0 or 1; else -1.
  private static long countOnes(MemorySegment run, int words) {
    MemorySegment s = Segments.sharpened(run);
    long count = 0;
    long bits = 0;
    for (int i = 0; i < words; i++) {
      long word = s.get(JAVA_LONG_UNALIGNED, 8L * i);
      bits |= word;
      count += Long.bitCount(word);
    }
    return (bits & ~LOWEST) == 0 ? count : -1;
  }

  /// Folds the bits of each byte into its lowest.
  private static long countWords(MemorySegment run, int words) {
    MemorySegment s = Segments.sharpened(run);
    long count = 0;
    for (int i = 0; i < words; i++) {
      long word = s.get(JAVA_LONG_UNALIGNED, 8L * i);
      long bits = word | word >>> 4;
      bits |= bits >>> 2;
      bits |= bits >>> 1;
      count += Long.bitCount(bits & LOWEST);
    }
    return count;
  }
}
