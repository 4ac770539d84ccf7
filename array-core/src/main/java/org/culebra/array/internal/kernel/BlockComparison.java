package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.jspecify.annotations.Nullable;

/// Element-wise equality of numbers and of times, block by block and exact: an integer is never
/// rounded for a comparison.
final class BlockComparison {

  /// Packed rows shorter than this many bytes are not worth the call.
  private static final long MIN_RUN = 256;

  /// Whether the first elements of both blocks are equal.
  private interface Test {
    boolean equal(Source a, Source b, int n);
  }

  /// One array's elements, a block at a time.
  private static final class Source {

    private final BlockReader reader;
    private final DType type;

    /// The values of all 8-bit floating-point numbers.
    private final double @Nullable [] table;

    private final long[] longs = new long[BlockCodec.SIZE];
    private final double[] doubles = new double[BlockCodec.SIZE];
    private long at;
    private long step;

    Source(Operand array, Arena scratch) {
      type = array.dtype();
      boolean small = type.kind() == Kind.FLOAT8;
      table = small ? table(Float8.of(type)) : null;
      reader = new BlockReader(small ? array.as(DType.UINT8) : array, BlockCodec.SIZE, scratch);
    }

    private static double[] table(Float8 format) {
      double[] table = new double[256];
      for (int i = 0; i < table.length; i++) {
        table[i] = format.decode(i);
      }
      return table;
    }

    void moveTo(StridedIterator rows, int operand, long done) {
      step = rows.step(operand);
      at = rows.at(operand) + done * step;
    }

    long[] longs(int n) {
      reader.longs(at, step, longs, n);
      return longs;
    }

    double[] doubles(int n) {
      if (table == null) {
        reader.doubles(at, step, doubles, n);
      } else {
        reader.longs(at, step, longs, n);
        for (int i = 0; i < n; i++) {
          doubles[i] = table[(int) longs[i]];
        }
      }
      return doubles;
    }
  }

  private BlockComparison() {}

  static boolean isReal(DType type) {
    return type.kind() == Kind.FLOAT8 || type.isNumeric() && type.kind() != Kind.COMPLEX;
  }

  private static boolean isFloat(DType type) {
    return type.kind() == Kind.FLOAT8 || Elements.isFloat(type);
  }

  /// Of two arrays of real numbers.
  static boolean equalNumbers(Operand a, Operand b) {
    DType ta = a.dtype();
    DType tb = b.dtype();
    StridedIterator rows = StridedIterator.anyOrder(a, b);
    // For integers of one type, and for no other numbers, equality is equality of bits.
    if (ta.isInteger() && ta.equals(tb) && isPacked(rows, ta.itemSize())) {
      return equalBytes(a, b, rows);
    }
    if (!isFloat(ta) && !isFloat(tb)) {
      boolean sameSign = (ta.kind() == Kind.UINT) == (tb.kind() == Kind.UINT);
      return each(a, b, rows, (x, y, n) -> equalLongs(x, y, n, sameSign));
    }
    if (isExactDouble(ta) && isExactDouble(tb)) {
      return each(a, b, rows, BlockComparison::equalDoubles);
    }
    return isFloat(ta)
        ? each(a, b, rows, (x, y, n) -> equalMixed(y, x, n))
        : each(a, b, rows, BlockComparison::equalMixed);
  }

  /// Of two arrays of times of one kind.
  static boolean equalTimes(Operand a, Operand b) {
    TimeCasts.Equality equality = TimeCasts.equality(a.dtype(), b.dtype());
    return each(a, b, StridedIterator.anyOrder(a, b), (x, y, n) -> equalTimes(x, y, n, equality));
  }

  private static boolean isPacked(StridedIterator rows, int size) {
    return rows.step(0) == size && rows.step(1) == size && rows.length() * size >= MIN_RUN;
  }

  /// Integers of up to 32 bits, and floating-point numbers.
  private static boolean isExactDouble(DType type) {
    return isFloat(type) || type.itemSize() <= 4;
  }

  private static boolean equalBytes(Operand a, Operand b, StridedIterator rows) {
    long bytes = rows.length() * a.itemSize();
    while (rows.next()) {
      long i = rows.at(0);
      long j = rows.at(1);
      if (MemorySegment.mismatch(a.segment(), i, i + bytes, b.segment(), j, j + bytes) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean each(Operand a, Operand b, StridedIterator rows, Test test) {
    try (Arena scratch = Arena.ofConfined()) {
      Source x = new Source(a, scratch);
      Source y = new Source(b, scratch);
      while (rows.next()) {
        for (long done = 0; done < rows.length(); done += BlockCodec.SIZE) {
          x.moveTo(rows, 0, done);
          y.moveTo(rows, 1, done);
          if (!test.equal(x, y, (int) Math.min(BlockCodec.SIZE, rows.length() - done))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean equalDoubles(Source a, Source b, int n) {
    double[] x = a.doubles(n);
    double[] y = b.doubles(n);
    int unequal = 0;
    for (int i = 0; i < n; i++) {
      unequal |= x[i] == y[i] ? 0 : 1;
    }
    return unequal == 0;
  }

  /// A set sign bit is a number above 2^63 in one type and a negative one in the other.
  private static boolean equalLongs(Source a, Source b, int n, boolean sameSign) {
    long[] x = a.longs(n);
    long[] y = b.longs(n);
    long unequal = 0;
    for (int i = 0; i < n; i++) {
      unequal |= x[i] ^ y[i] | (sameSign ? 0 : x[i] & Long.MIN_VALUE);
    }
    return unequal == 0;
  }

  private static boolean equalMixed(Source integers, Source numbers, int n) {
    boolean unsigned = integers.type.kind() == Kind.UINT;
    long[] x = integers.longs(n);
    double[] y = numbers.doubles(n);
    for (int i = 0; i < n; i++) {
      if (!isSame(x[i], unsigned, y[i])) {
        return false;
      }
    }
    return true;
  }

  /// Exact: rounding the integer to a double would make 2^53 + 1 equal 2^53.
  private static boolean isSame(long value, boolean unsigned, double number) {
    boolean big = unsigned && value < 0;
    double low = big ? number - 0x1p63 : number;
    boolean fits = low >= (big ? 0 : -0x1p63) && low < 0x1p63 && low == Math.rint(low);
    return fits && (long) low == (big ? value ^ Long.MIN_VALUE : value);
  }

  private static boolean equalTimes(Source a, Source b, int n, TimeCasts.Equality equality) {
    long[] x = a.longs(n);
    long[] y = b.longs(n);
    for (int i = 0; i < n; i++) {
      if (!equality.test(x[i], y[i])) {
        return false;
      }
    }
    return true;
  }
}
