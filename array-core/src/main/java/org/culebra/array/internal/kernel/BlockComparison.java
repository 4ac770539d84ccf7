package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.time.TimeCasts;
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

  /// One operand's elements in the block of a walk.
  private static final class Source {

    private final DType type;
    private final BlockWalk walk;
    private final int operand;

    /// The values of all 8-bit floating-point numbers.
    private final double @Nullable [] table;

    private final long[] longs = new long[BlockCodec.SIZE];
    private final double[] doubles = new double[BlockCodec.SIZE];

    Source(DType type, BlockWalk walk, int operand) {
      this.type = type;
      this.walk = walk;
      this.operand = operand;
      this.table = type.kind() == Kind.FLOAT8 ? table(Float8.of(type)) : null;
    }

    /// An operand as what blocks are read of.
    static Operand readable(Operand array) {
      return array.dtype().kind() == Kind.FLOAT8 ? array.as(DType.UINT8) : array;
    }

    private static double[] table(Float8 format) {
      double[] table = new double[256];
      for (int i = 0; i < table.length; i++) {
        table[i] = format.decode(i);
      }
      return table;
    }

    long[] longs() {
      walk.read(operand, longs);
      return longs;
    }

    double[] doubles() {
      if (table == null) {
        walk.read(operand, doubles);
      } else {
        walk.read(operand, longs);
        for (int i = 0, n = walk.length(); i < n; i++) {
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
    // Of integers of one type, and of no other numbers, equal ones and only they have equal bits.
    if (ta.isInteger() && ta.equals(tb)) {
      StridedIterator rows = StridedIterator.anyOrder(a, b);
      if (isPacked(rows, ta.itemSize())) {
        return equalBytes(a, b, rows);
      }
    }
    if (!isFloat(ta) && !isFloat(tb)) {
      boolean sameSign = (ta.kind() == Kind.UINT) == (tb.kind() == Kind.UINT);
      return each(a, b, (x, y, n) -> equalLongs(x, y, n, sameSign));
    }
    if (isExactDouble(ta) && isExactDouble(tb)) {
      return each(a, b, BlockComparison::equalDoubles);
    }
    return isFloat(ta)
        ? each(a, b, (x, y, n) -> equalMixed(y, x, n))
        : each(a, b, BlockComparison::equalMixed);
  }

  /// Of two arrays of times of one kind.
  static boolean equalTimes(Operand a, Operand b) {
    TimeCasts.Equality equality = TimeCasts.equality(a.dtype(), b.dtype());
    return each(a, b, (x, y, n) -> equalTimes(x, y, n, equality));
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

  private static boolean each(Operand a, Operand b, Test test) {
    try (Arena scratch = Arena.ofConfined()) {
      BlockWalk walk =
          new BlockWalk(BlockCodec.SIZE, scratch, Source.readable(a), Source.readable(b));
      Source x = new Source(a.dtype(), walk, 0);
      Source y = new Source(b.dtype(), walk, 1);
      while (walk.next()) {
        if (!test.equal(x, y, walk.length())) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean equalDoubles(Source a, Source b, int n) {
    double[] x = a.doubles();
    double[] y = b.doubles();
    int unequal = 0;
    for (int i = 0; i < n; i++) {
      unequal |= x[i] == y[i] ? 0 : 1;
    }
    return unequal == 0;
  }

  /// A set sign bit is a number above 2^63 in one type and a negative one in the other.
  private static boolean equalLongs(Source a, Source b, int n, boolean sameSign) {
    long[] x = a.longs();
    long[] y = b.longs();
    long unequal = 0;
    for (int i = 0; i < n; i++) {
      unequal |= x[i] ^ y[i] | (sameSign ? 0 : x[i] & Long.MIN_VALUE);
    }
    return unequal == 0;
  }

  private static boolean equalMixed(Source integers, Source numbers, int n) {
    boolean unsigned = integers.type.kind() == Kind.UINT;
    long[] x = integers.longs();
    double[] y = numbers.doubles();
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
    long[] x = a.longs();
    long[] y = b.longs();
    for (int i = 0; i < n; i++) {
      if (!equality.test(x[i], y[i])) {
        return false;
      }
    }
    return true;
  }
}
