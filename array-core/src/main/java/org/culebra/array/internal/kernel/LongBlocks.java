package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import org.culebra.array.DType.Kind;

/// An operand's elements as longs that a reduction can compare: integers and times in their order,
/// truth values, or floating-point numbers as longs of the same order.
final class LongBlocks {

  /// What a long stands for.
  enum Meaning {
    /// The integer; an unsigned one of 64 bits as its bits.
    VALUE,
    /// A place in the order, among integers, times or floating-point numbers: what counts as the
    /// greatest is NaN, "not a time".
    ORDER,
    /// The opposite of [#ORDER], but NaN and "not a time" are the greatest here too.
    REVERSED,
    /// 1 unless the number is zero.
    TRUTH
  }

  private final Meaning meaning;
  private final Kind kind;
  private final boolean isFloat;
  private final boolean isWide;
  private final BlockAccess source;
  private final double[] doubles;

  LongBlocks(Operand from, Meaning meaning, int size, Arena scratch) {
    this.meaning = meaning;
    kind = from.dtype().kind();
    isFloat = Elements.isFloat(from.dtype());
    isWide = from.itemSize() == 8;
    source = new BlockAccess(from, size, scratch);
    doubles = isFloat ? new double[size] : new double[0];
  }

  void read(long at, long step, long[] to, int n) {
    if (!isFloat) {
      source.read(at, step, to, n);
      fromIntegers(to, n);
      return;
    }
    source.read(at, step, doubles, n);
    if (meaning == Meaning.TRUTH) {
      for (int i = 0; i < n; i++) {
        to[i] = doubles[i] == 0 ? 0 : 1;
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = order(meaning == Meaning.ORDER ? doubles[i] : -doubles[i]);
      }
    }
  }

  /// Zeros are equal, and NaN is the greatest.
  private static long order(double value) {
    long bits = Double.doubleToRawLongBits(value + 0.0);
    return Double.isNaN(value) ? Long.MAX_VALUE : bits ^ bits >> 63 & Long.MAX_VALUE;
  }

  private void fromIntegers(long[] to, int n) {
    switch (meaning) {
      case VALUE -> {}
      case TRUTH -> {
        for (int i = 0; i < n; i++) {
          to[i] = to[i] == 0 ? 0 : 1;
        }
      }
      case ORDER -> add(to, bias(), n);
      case REVERSED -> {
        boolean isTime = kind == Kind.DATETIME || kind == Kind.TIMEDELTA;
        if (!isTime) {
          add(to, bias(), n);
        }
        for (int i = 0; i < n; i++) {
          to[i] = ~to[i];
        }
      }
    }
  }

  /// What makes an integer its place in the order by addition: the lowest count, "not a time",
  /// becomes the greatest.
  long bias() {
    return switch (kind) {
      case UINT -> isWide ? Long.MIN_VALUE : 0;
      case DATETIME, TIMEDELTA -> -1;
      default -> 0;
    };
  }

  static void add(long[] values, long bias, int n) {
    if (bias != 0) {
      for (int i = 0; i < n; i++) {
        values[i] += bias;
      }
    }
  }
}
