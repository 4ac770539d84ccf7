package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.time.TimeCasts;
import org.jspecify.annotations.Nullable;

/// Converts the elements of a tile on the heap, all at a time: where a row is short, a call for
/// each would cost as much as its elements.
final class TileCast {

  private final DType to;
  private final DType from;
  private final TimeCasts.@Nullable Conversion times;
  private final int size;
  private final BlockCodec decoder;
  private final BlockCodec encoder;

  /// Numbers pass as doubles if one of the types is floating-point, else as longs.
  private final boolean viaDoubles;

  private final double[] doubles;

  private final long[] longs;

  /// Elements as what their types are in memory, before and after the conversion, and those after
  /// it as units whose bytes are swapped; each empty where it is not needed.
  private final boolean reinterprets;

  private final Object source;

  private final Object result;
  private final Object units;

  /// @param times how times change their unit; null for numbers
  /// @param size the most elements that a tile has
  TileCast(DType to, DType from, TimeCasts.@Nullable Conversion times, int size) {
    this.viaDoubles = Elements.isFloat(to) || Elements.isFloat(from);
    this.to = to;
    this.from = from;
    this.times = times;
    this.size = size;
    this.decoder = new BlockCodec(from, size);
    this.encoder = new BlockCodec(to, size);
    boolean isWide = isBlock(from);
    this.doubles = new double[viaDoubles && !isWide ? size : 0];
    this.longs = new long[viaDoubles || isWide ? 0 : size];
    boolean isFloat = from.kind() == Kind.FLOAT && from.itemSize() >= 4;
    this.reinterprets = isFloat && !from.isNativeOrder();
    this.source = BlockCodec.newArray(from, reinterprets ? size : 0);
    this.result = BlockCodec.newArray(to, isBlock(to) ? 0 : size);
    this.units = TransposeKernel.newTile(to.itemSize(), to.isNativeOrder() ? 0 : size);
  }

  /// A new array for the elements to convert: an array of units if their bytes must be swapped on
  /// the way there.
  Object newTile() {
    return from.isNativeOrder()
        ? BlockCodec.newArray(from, size)
        : TransposeKernel.newTile(from.itemSize(), size);
  }

  /// Whether a block is an array of the type's own carrier, so that nothing is left to convert.
  private boolean isBlock(DType type) {
    return type.itemSize() == 8 && (type.kind() == Kind.FLOAT) == viaDoubles;
  }

  /// The elements of a tile as those of the other type, in its byte order.
  ///
  /// @param tile what [#newTile()] gave, in this machine's byte order
  /// @return an array of the other type's carrier, or of units of its size
  Object convert(Object tile, int n) {
    Object elements = tile;
    if (reinterprets) {
      copyBits(tile, source, (long) n * from.itemSize());
      elements = source;
    }
    Object converted = viaDoubles ? viaDoubles(elements, n) : viaLongs(elements, n);
    return to.isNativeOrder() ? converted : swapped(converted, n);
  }

  private Object viaDoubles(Object elements, int n) {
    double[] block = doubles;
    if (elements instanceof double[] same) {
      block = same;
    } else {
      decoder.decode(elements, to, block, n);
    }
    if (isBlock(to)) {
      return block;
    }
    encoder.encode(block, result, n);
    return result;
  }

  private Object viaLongs(Object elements, int n) {
    long[] block = longs;
    if (elements instanceof long[] same) {
      block = same;
    } else {
      decoder.decode(elements, block, n);
    }
    if (times != null) {
      times.apply(block, n);
    }
    if (isBlock(to)) {
      return block;
    }
    encoder.encode(block, result, n);
    return result;
  }

  private Object swapped(Object elements, int n) {
    copyBits(elements, units, (long) n * to.itemSize());
    switch (units) {
      case short[] shorts -> UnitLoops.swap(shorts, n);
      case int[] ints -> UnitLoops.swap(ints, n);
      default -> UnitLoops.swap((long[]) units, n);
    }
    return units;
  }

  private static void copyBits(Object from, Object to, long bytes) {
    MemorySegment.copy(segment(from), 0, segment(to), 0, bytes);
  }

  private static MemorySegment segment(Object array) {
    return switch (array) {
      case byte[] bytes -> MemorySegment.ofArray(bytes);
      case short[] shorts -> MemorySegment.ofArray(shorts);
      case int[] ints -> MemorySegment.ofArray(ints);
      case long[] longs -> MemorySegment.ofArray(longs);
      case float[] floats -> MemorySegment.ofArray(floats);
      default -> MemorySegment.ofArray((double[]) array);
    };
  }
}
