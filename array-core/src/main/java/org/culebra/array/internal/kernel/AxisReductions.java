package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Segments;
import org.culebra.array.internal.kernel.LongBlocks.Meaning;

/// Reductions along axes, and those over all elements that have positions, squares or truth values.
///
/// The axes are given as bits. The results go to an operand of the source's shape without them, of
/// the type that `org.culebra.array.Reductions` documents.
public final class AxisReductions {

  /// A place for the result over all elements.
  private static final DType RESULT = DType.INT64;

  /// The bits of all axes.
  private static final long ALL = -1;

  private AxisReductions() {}

  public static void sum(Operand from, long axes, Operand to) {
    sum(from, axes, to, 1);
  }

  public static void mean(Operand from, long axes, Operand to) {
    sum(from, axes, to, (double) from.withAxes(axes).size());
  }

  private static void sum(Operand from, long axes, Operand to, double divisor) {
    if (from.dtype().kind() == Kind.COMPLEX) {
      sum(from.real(), axes, to.real(), divisor);
      sum(from.imag(), axes, to.imag(), divisor);
      return;
    }
    try (Arena scratch = Arena.ofConfined()) {
      boolean isFloat = Elements.isFloat(to.dtype());
      AxisReduction.run(
          from,
          axes,
          to,
          () ->
              isFloat
                  ? new DoubleAccumulators(from, to, Fold.SUM, divisor, scratch)
                  : new LongAccumulators(from, to, Fold.SUM, Meaning.VALUE, 0, scratch));
    }
  }

  /// The variance, or its root, the standard deviation.
  public static void variance(Operand from, long axes, Operand to, double ddof, boolean root) {
    try (Arena scratch = Arena.ofConfined()) {
      Operand unrounded = unrounded(from, axes, to, ddof, scratch);
      MapKernel.map(to, unrounded, root ? Math::sqrt : DoubleUnaryOperator.identity());
    }
  }

  /// The variance as doubles. That of complex numbers is the sum of those of their parts.
  private static Operand unrounded(
      Operand from, long axes, Operand to, double ddof, Arena scratch) {
    if (from.dtype().kind() == Kind.COMPLEX) {
      Operand real = unrounded(from.real(), axes, to, ddof, scratch);
      Operand imag = unrounded(from.imag(), axes, to, ddof, scratch);
      MapKernel.zip(real, real, imag, Double::sum);
      return real;
    }
    Operand variance = to.zerosAlike(scratch, DType.FLOAT64);
    double count = from.withAxes(axes).size();
    double divisor = Math.max(count - ddof, 0);
    AxisReduction.run(
        from,
        axes,
        variance,
        () -> new DoubleAccumulators.Squares(from, variance, count, divisor, scratch));
    return variance;
  }

  /// The variance of all elements, or its root.
  public static double variance(Operand from, double ddof, boolean root) {
    try (Arena scratch = Arena.ofConfined()) {
      Operand to = Operand.zeros(scratch, DType.FLOAT64);
      variance(from, ALL, to, ddof, root);
      return Elements.getDouble(to.segment(), 0, DType.FLOAT64);
    }
  }

  public static void extreme(Operand from, long axes, Operand to, boolean greatest) {
    requireElements(from, axes);
    try (Arena scratch = Arena.ofConfined()) {
      AxisReduction.run(from, axes, to, () -> extremes(from, to, greatest, scratch));
    }
  }

  /// The least or greatest of all elements, as the only element of an operand.
  static Operand extreme(Operand from, boolean greatest, Arena scratch) {
    Operand to = Operand.zeros(scratch, from.dtype().withByteOrder(ByteOrder.nativeOrder()));
    AxisReduction.total(from, false, to, extremes(from, to, greatest, scratch));
    return to;
  }

  private static Accumulators extremes(Operand from, Operand to, boolean greatest, Arena scratch) {
    if (Order.takes(from.dtype())) {
      return new ExtremeAccumulators(from, to, greatest, scratch);
    }
    Fold fold = greatest ? Fold.GREATEST : Fold.LEAST;
    return Elements.isFloat(from.dtype())
        ? new DoubleAccumulators(from, to, fold, 1, scratch)
        : new LongAccumulators(from, to, fold, Meaning.VALUE, fold.neutralLong(), scratch);
  }

  /// The position of the least or greatest along an axis.
  ///
  /// @param axes the bit of the axis
  public static void position(Operand from, long axes, Operand to, boolean least) {
    requireElements(from, axes);
    try (Arena scratch = Arena.ofConfined()) {
      AxisReduction.run(from, axes, to, () -> new ArgAccumulators(from, to, least, scratch));
    }
  }

  private static void requireElements(Operand from, long axes) {
    if (from.withAxes(axes).size() == 0) {
      long[] named = LongStream.range(0, from.rank()).filter(k -> (axes >> k & 1) != 0).toArray();
      throw Errors.argument(
          "expected at least one element along %s but found none: %s",
          named.length == 1 ? "axis " + named[0] : "axes " + Errors.tuple(named), from.describe());
    }
  }

  /// The position in C order of the least or greatest element.
  public static long position(Operand from, boolean least) {
    TotalReductions.requireElements(from, least ? "least" : "greatest");
    try (Arena scratch = Arena.ofConfined()) {
      Operand to = Operand.zeros(scratch, RESULT);
      AxisReduction.total(from, true, to, new ArgAccumulators(from, to, least, scratch));
      return Elements.getLong(to.segment(), 0, RESULT);
    }
  }

  /// What of the truth values is wanted.
  public enum Truth {
    ANY(Fold.GREATEST, 0),
    ALL(Fold.LEAST, 1),
    COUNT(Fold.SUM, 0);

    private final Fold fold;

    /// The result without elements.
    private final long initial;

    Truth(Fold fold, long initial) {
      this.fold = fold;
      this.initial = initial;
    }
  }

  public static void truth(Operand from, long axes, Operand to, Truth what) {
    try (Arena scratch = Arena.ofConfined()) {
      Operand real = truths(from, scratch);
      AxisReduction.run(real, axes, to, () -> accumulators(real, to, what, scratch));
    }
  }

  private static Accumulators accumulators(Operand from, Operand to, Truth what, Arena scratch) {
    return new LongAccumulators(from, to, what.fold, Meaning.TRUTH, what.initial, scratch);
  }

  /// The number of true elements.
  public static long count(Operand from) {
    if (from.size() == 0) {
      return 0;
    }
    if (from.dtype().kind() == Kind.BOOL && Segments.isFast(from.segment())) {
      return TruthValues.count(from);
    }
    try (Arena scratch = Arena.ofConfined()) {
      Operand real = truths(from, scratch);
      Operand to = Operand.zeros(scratch, RESULT);
      AxisReduction.total(real, false, to, accumulators(real, to, Truth.COUNT, scratch));
      return Elements.getLong(to.segment(), 0, RESULT);
    }
  }

  /// Whether an element has a truth value; looks no further than to the first one.
  public static boolean contains(Operand from, boolean truth) {
    try (Arena scratch = Arena.ofConfined()) {
      Operand real = truths(from, scratch);
      LongBlocks blocks = new LongBlocks(real, Meaning.TRUTH, Accumulators.SIZE, scratch);
      long[] block = new long[Accumulators.SIZE];
      StridedIterator rows = StridedIterator.anyOrder(real);
      while (rows.next()) {
        for (long done = 0; done < rows.length(); done += block.length) {
          int n = (int) Math.min(block.length, rows.length() - done);
          blocks.read(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
          long sum = 0;
          for (int i = 0; i < n; i++) {
            sum += block[i];
          }
          if (truth ? sum > 0 : sum < n) {
            return true;
          }
        }
      }
      return false;
    }
  }

  /// Numbers whose truth a block shows: complex ones as truth values.
  private static Operand truths(Operand from, Arena scratch) {
    return from.dtype().kind() == Kind.COMPLEX ? TruthValues.packed(from, scratch) : from;
  }
}
