package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// Element-wise functions of one or two arrays of plain numbers, block by block.
public final class MapKernel {

  private MapKernel() {}

  public static void map(Operand to, Operand from, DoubleUnaryOperator f) {
    double[] block = new double[BlockCodec.SIZE];
    each(
        to,
        new Operand[] {from},
        (writer, readers, rows, done, n) -> {
          readers[0].doubles(rows.at(1) + done * rows.step(1), rows.step(1), block, n);
          for (int i = 0; i < n; i++) {
            block[i] = f.applyAsDouble(block[i]);
          }
          writer.doubles(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
        });
  }

  public static void zip(Operand to, Operand a, Operand b, DoubleBinaryOperator f) {
    double[] x = new double[BlockCodec.SIZE];
    double[] y = new double[BlockCodec.SIZE];
    each(
        to,
        new Operand[] {a, b},
        (writer, readers, rows, done, n) -> {
          readers[0].doubles(rows.at(1) + done * rows.step(1), rows.step(1), x, n);
          readers[1].doubles(rows.at(2) + done * rows.step(2), rows.step(2), y, n);
          for (int i = 0; i < n; i++) {
            x[i] = f.applyAsDouble(x[i], y[i]);
          }
          writer.doubles(rows.at(0) + done * rows.step(0), rows.step(0), x, n);
        });
  }

  public static void mapLongs(Operand to, Operand from, LongUnaryOperator f) {
    Elements.requireIntegers(to, from);
    long[] block = new long[BlockCodec.SIZE];
    each(
        to,
        new Operand[] {from},
        (writer, readers, rows, done, n) -> {
          readers[0].longs(rows.at(1) + done * rows.step(1), rows.step(1), block, n);
          for (int i = 0; i < n; i++) {
            block[i] = f.applyAsLong(block[i]);
          }
          writer.longs(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
        });
  }

  public static void zipLongs(Operand to, Operand a, Operand b, LongBinaryOperator f) {
    Elements.requireIntegers(to, a, b);
    long[] x = new long[BlockCodec.SIZE];
    long[] y = new long[BlockCodec.SIZE];
    each(
        to,
        new Operand[] {a, b},
        (writer, readers, rows, done, n) -> {
          readers[0].longs(rows.at(1) + done * rows.step(1), rows.step(1), x, n);
          readers[1].longs(rows.at(2) + done * rows.step(2), rows.step(2), y, n);
          for (int i = 0; i < n; i++) {
            x[i] = f.applyAsLong(x[i], y[i]);
          }
          writer.longs(rows.at(0) + done * rows.step(0), rows.step(0), x, n);
        });
  }

  private interface Step {
    void take(BlockWriter writer, BlockReader[] readers, StridedIterator rows, long done, int n);
  }

  /// Sources, which have the destination's shape, are copied to temporary memory if they share
  /// memory with it, unless they are exactly the same elements: then each is read before it is
  /// written.
  private static void each(Operand to, Operand[] sources, Step step) {
    Elements.requireReal(to.dtype());
    to.requireWritable();
    try (Arena arena = Arena.ofConfined()) {
      Operand[] operands = new Operand[sources.length + 1];
      BlockReader[] readers = new BlockReader[sources.length];
      operands[0] = to;
      for (int i = 0; i < sources.length; i++) {
        Elements.requireReal(sources[i].dtype());
        Operand source = sources[i];
        boolean shares = Overlap.mayShare(to, source) && !source.isSamePlaceAs(to);
        source = shares ? Copies.toTemporary(source, arena) : source;
        operands[i + 1] = source;
        readers[i] = new BlockReader(source, BlockCodec.SIZE, arena);
      }
      BlockWriter writer = new BlockWriter(to, BlockCodec.SIZE, arena);
      StridedIterator rows = StridedIterator.anyOrder(operands);
      while (rows.next()) {
        for (long done = 0; done < rows.length(); done += BlockCodec.SIZE) {
          step.take(
              writer, readers, rows, done, (int) Math.min(BlockCodec.SIZE, rows.length() - done));
        }
      }
    }
  }
}
