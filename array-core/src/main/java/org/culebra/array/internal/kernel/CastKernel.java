package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import org.culebra.array.DType;
import org.culebra.array.internal.time.TimeCasts;
import org.jspecify.annotations.Nullable;

/// Converts rows of plain numbers and of times, whatever their types and byte orders.
final class CastKernel implements CopyWalk.RowKernel {

  private final int size;
  private final int sourceSize;
  private final BlockAccess reader;
  private final BlockAccess writer;
  private final DType rounding;

  /// For packed rows; null if there is no such loop.
  private final @Nullable PackedCasts packed;

  /// From the unit of times to another; null for numbers.
  private final TimeCasts.@Nullable Conversion times;

  /// Whether numbers pass as doubles: if one of the types is floating-point.
  private final boolean viaDoubles;

  /// The block on its way, of doubles or of longs. If packed rows have a loop of their own, it is
  /// created for the first row that is not packed: a small array is converted in less time than it
  /// takes to clear a block.
  private double[] doubles;

  private long[] longs;
  private final int blockSize;

  private CastKernel(
      Operand to, Operand from, TimeCasts.@Nullable Conversion times, Arena scratch) {
    int block = BlockCodec.size(to, from);
    this.size = to.itemSize();
    this.sourceSize = from.itemSize();
    this.rounding = to.dtype();
    this.times = times;
    this.packed = times == null ? PackedCasts.find(to, from) : null;
    this.viaDoubles = Elements.isFloat(to.dtype()) || Elements.isFloat(from.dtype());
    this.blockSize = block;
    this.doubles = new double[viaDoubles && packed == null ? block : 0];
    this.longs = new long[viaDoubles || packed != null ? 0 : block];
    this.reader = new BlockAccess(from, block, scratch);
    this.writer = new BlockAccess(to, block, scratch);
  }

  /// Converts every element of `from` to its position in `to`, which has the same shape.
  ///
  /// @param times the change of the unit of times; null for numbers
  static void cast(Operand to, Operand from, TimeCasts.@Nullable Conversion times) {
    StridedIterator planes = StridedIterator.planes(0, to, from);
    try (Arena scratch = Arena.ofConfined()) {
      CastKernel rows = new CastKernel(to, from, times, scratch);
      if (PixelLoops.splits(planes, to.dtype(), from.dtype())) {
        PixelLoops.split(planes, to.segment(), from.segment(), from.dtype(), rows);
        return;
      }
      boolean tiled = planes.isTransposed() && TransposeKernel.isWorthwhile(planes);
      CopyWalk.run(planes, rows, tiled ? tiles(planes, to, from, times) : null);
    }
  }

  private static TransposeKernel tiles(
      StridedIterator planes, Operand to, Operand from, TimeCasts.@Nullable Conversion times) {
    int size = TransposeKernel.tileSize(planes);
    return TransposeKernel.converting(
        to, from, new TileCast(to.dtype(), from.dtype(), times, size));
  }

  @Override
  public void run(long at, long step, long source, long sourceStep, long n) {
    if (packed != null && step == size && sourceStep == sourceSize) {
      packed.run(at, source, n);
    } else if (viaDoubles) {
      runDoubles(at, step, source, sourceStep, n);
    } else {
      runLongs(at, step, source, sourceStep, n);
    }
  }

  /// A separate method, like [#runLongs]: the fewer loops C2 compiles at a time, the more of them
  /// it vectorizes.
  private void runDoubles(long at, long step, long source, long sourceStep, long length) {
    double[] block = doubles.length == 0 ? new double[blockSize] : doubles;
    doubles = block;
    for (long done = 0; done < length; done += block.length) {
      int n = (int) Math.min(block.length, length - done);
      reader.read(source + done * sourceStep, sourceStep, rounding, block, n);
      writer.write(at + done * step, step, block, n);
    }
  }

  private void runLongs(long at, long step, long source, long sourceStep, long length) {
    long[] block = longs.length == 0 ? new long[blockSize] : longs;
    longs = block;
    for (long done = 0; done < length; done += block.length) {
      int n = (int) Math.min(block.length, length - done);
      reader.read(source + done * sourceStep, sourceStep, block, n);
      if (times != null) {
        times.apply(block, n);
      }
      writer.write(at + done * step, step, block, n);
    }
  }
}
