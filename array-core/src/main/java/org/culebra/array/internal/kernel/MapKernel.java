package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// Element-wise functions of one or two arrays of plain numbers, block by block. Doubles and longs
/// have methods that look alike: Java's functions of primitives have no common type, and each loop
/// is to see calls of one function only.
public final class MapKernel {

  private static final int SIZE = BlockCodec.SIZE;

  private MapKernel() {}

  public static void map(Operand to, Operand from, DoubleUnaryOperator f) {
    double[] x = new double[SIZE];
    each(
        walk -> {
          walk.read(1, x);
          for (int i = 0, n = walk.length(); i < n; i++) {
            x[i] = f.applyAsDouble(x[i]);
          }
          walk.write(0, x);
        },
        to,
        from);
  }

  public static void zip(Operand to, Operand a, Operand b, DoubleBinaryOperator f) {
    double[] x = new double[SIZE];
    double[] y = new double[SIZE];
    each(
        walk -> {
          walk.read(1, x);
          walk.read(2, y);
          for (int i = 0, n = walk.length(); i < n; i++) {
            x[i] = f.applyAsDouble(x[i], y[i]);
          }
          walk.write(0, x);
        },
        to,
        a,
        b);
  }

  public static void mapLongs(Operand to, Operand from, LongUnaryOperator f) {
    Elements.requireIntegers(to, from);
    long[] x = new long[SIZE];
    each(
        walk -> {
          walk.read(1, x);
          for (int i = 0, n = walk.length(); i < n; i++) {
            x[i] = f.applyAsLong(x[i]);
          }
          walk.write(0, x);
        },
        to,
        from);
  }

  public static void zipLongs(Operand to, Operand a, Operand b, LongBinaryOperator f) {
    Elements.requireIntegers(to, a, b);
    long[] x = new long[SIZE];
    long[] y = new long[SIZE];
    each(
        walk -> {
          walk.read(1, x);
          walk.read(2, y);
          for (int i = 0, n = walk.length(); i < n; i++) {
            x[i] = f.applyAsLong(x[i], y[i]);
          }
          walk.write(0, x);
        },
        to,
        a,
        b);
  }

  /// Sources, of the destination's shape, are copied to temporary memory where they share memory
  /// with it: except in the very same place, where each element is read before it is written.
  ///
  /// @param operands the destination, then the sources
  private static void each(Consumer<BlockWalk> step, Operand... operands) {
    Operand to = operands[0];
    Elements.requireReal(to.dtype());
    to.requireWritable();
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 1; i < operands.length; i++) {
        Operand source = operands[i];
        Elements.requireReal(source.dtype());
        boolean shares = Overlap.mayShare(to, source) && !source.isSamePlaceAs(to);
        operands[i] = shares ? Copies.toTemporary(source, arena) : source;
      }
      BlockWalk walk = new BlockWalk(SIZE, arena, operands);
      while (walk.next()) {
        step.accept(walk);
      }
    }
  }
}
