package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.util.function.ToLongFunction;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;

/// Sets every element of an array to one value.
public final class FillKernel {

  /// Elements of the block that is copied repeatedly.
  private static final int BLOCK = 1024;

  /// The bytes at the beginning of a long row that are copied to the rest of it: still in a cache,
  /// and enough for the JDK's copy to use non-temporal stores if the CPU has them.
  private static final long HEAD = 4 << 20;

  private FillKernel() {}

  public static void fill(Operand to, double value) {
    fill(to, type -> Elements.exactBits(type, value));
  }

  public static void fill(Operand to, long value) {
    fill(to, type -> Elements.exactBits(type, value));
  }

  private static void fill(Operand to, ToLongFunction<DType> bits) {
    if (to.dtype().kind() == Kind.COMPLEX) {
      fill(to.real(), bits);
      fillBits(to.imag(), 0);
    } else {
      fillBits(to, bits.applyAsLong(to.dtype()));
    }
  }

  /// A packed block is written once, then copied repeatedly: it stays in L1, and whole rows are
  /// written at memory bandwidth.
  private static void fillBits(Operand to, long bits) {
    to.requireWritable();
    if (to.size() == 0) {
      return;
    }
    int size = to.itemSize();
    StridedIterator rows = StridedIterator.anyOrder(to);
    int n = (int) Math.min(BLOCK, rows.length());
    MemorySegment block = MemorySegment.ofArray(new long[(n * size + 7) / 8]);
    for (int i = 0; i < n; i++) {
      Elements.putBits(block, (long) i * size, to.dtype(), bits);
    }
    while (rows.next()) {
      fillRow(to, rows, block, n);
    }
  }

  private static void fillRow(Operand to, StridedIterator rows, MemorySegment block, int n) {
    int size = to.itemSize();
    if (rows.step(0) != size) {
      long bits = Elements.bits(block, 0, to.dtype());
      for (long i = 0; i < rows.length(); i++) {
        Elements.putBits(to.segment(), rows.at(0) + i * rows.step(0), to.dtype(), bits);
      }
      return;
    }
    MemorySegment segment = to.segment();
    long at = rows.at(0);
    long bytes = rows.length() * size;
    long head = Math.min(HEAD, bytes);
    long step = (long) n * size;
    for (long done = 0; done < head; done += step) {
      MemorySegment.copy(block, 0, segment, at + done, Math.min(step, head - done));
    }
    for (long done = head; done < bytes; done += head) {
      MemorySegment.copy(segment, at, segment, at + done, Math.min(head, bytes - done));
    }
  }
}
