package org.culebra.array;

import java.lang.foreign.Arena;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// Element-wise functions of one or two arrays of plain numbers, block by block.
final class Maps {

  private Maps() {}

  static void map(NDArray to, NDArray from, DoubleUnaryOperator f) {
    double[] block = new double[Blocks.SIZE];
    each(
        to,
        new NDArray[] {from},
        (writer, readers, rows, done, n) -> {
          readers[0].doubles(rows.at(1) + done * rows.step(1), rows.step(1), block, n);
          for (int i = 0; i < n; i++) {
            block[i] = f.applyAsDouble(block[i]);
          }
          writer.doubles(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
        });
  }

  static void zip(NDArray to, NDArray a, NDArray b, DoubleBinaryOperator f) {
    double[] x = new double[Blocks.SIZE];
    double[] y = new double[Blocks.SIZE];
    each(
        to,
        new NDArray[] {a, b},
        (writer, readers, rows, done, n) -> {
          readers[0].doubles(rows.at(1) + done * rows.step(1), rows.step(1), x, n);
          readers[1].doubles(rows.at(2) + done * rows.step(2), rows.step(2), y, n);
          for (int i = 0; i < n; i++) {
            x[i] = f.applyAsDouble(x[i], y[i]);
          }
          writer.doubles(rows.at(0) + done * rows.step(0), rows.step(0), x, n);
        });
  }

  static void mapLongs(NDArray to, NDArray from, LongUnaryOperator f) {
    Elements.requireIntegers(to, from);
    long[] block = new long[Blocks.SIZE];
    each(
        to,
        new NDArray[] {from},
        (writer, readers, rows, done, n) -> {
          readers[0].longs(rows.at(1) + done * rows.step(1), rows.step(1), block, n);
          for (int i = 0; i < n; i++) {
            block[i] = f.applyAsLong(block[i]);
          }
          writer.longs(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
        });
  }

  static void zipLongs(NDArray to, NDArray a, NDArray b, LongBinaryOperator f) {
    Elements.requireIntegers(to, a, b);
    long[] x = new long[Blocks.SIZE];
    long[] y = new long[Blocks.SIZE];
    each(
        to,
        new NDArray[] {a, b},
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
    void take(BlockWriter writer, BlockReader[] readers, Rows rows, long done, int n);
  }

  /// Sources are stretched to the destination's shape, and copied aside where they share memory
  /// with it: except in the very same place, where each element is read before it is written.
  private static void each(NDArray to, NDArray[] sources, Step step) {
    Elements.requireReal(to);
    Copies.requireWritable(to);
    try (Arena arena = Arena.ofConfined()) {
      StridedLayout[] layouts = new StridedLayout[sources.length + 1];
      BlockReader[] readers = new BlockReader[sources.length];
      layouts[0] = to.layout();
      for (int i = 0; i < sources.length; i++) {
        Elements.requireReal(sources[i]);
        NDArray source = sources[i].stretchedTo(to.shape());
        boolean aside = Overlap.mayShare(to, source) && !isSamePlace(to, source);
        source = aside ? Copies.aside(source, arena) : source;
        layouts[i + 1] = source.layout();
        readers[i] = new BlockReader(source, Blocks.SIZE, arena);
      }
      BlockWriter writer = new BlockWriter(to, Blocks.SIZE, arena);
      Rows rows = Rows.anyOrder(layouts);
      while (rows.next()) {
        for (long done = 0; done < rows.length(); done += Blocks.SIZE) {
          step.take(writer, readers, rows, done, (int) Math.min(Blocks.SIZE, rows.length() - done));
        }
      }
    }
  }

  private static boolean isSamePlace(NDArray a, NDArray b) {
    return a.layout().atOffset(a.address()).equals(b.layout().atOffset(b.address()));
  }
}
