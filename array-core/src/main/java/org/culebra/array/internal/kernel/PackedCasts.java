package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.jspecify.annotations.Nullable;

/// Conversions of packed rows between the most common types of numbers, with the results of
/// [BlockCodec] but without its detours.
///
/// Of data in the caches, the narrower side passes a block on the heap, and is converted to or from
/// the wider side where that is: C2 of JDK 25 vectorizes this, but no conversion from native memory
/// to native memory. Of more data, memory is the limit, and it takes longest if it is read and
/// written in turns: doubles and longs are converted where they are, one by one.
///
/// Memory here is native and in this machine's byte order, of any alignment.
final class PackedCasts {

  /// The most elements of a block: it stays in L1.
  private static final int BLOCK = 1968;

  /// Converts `n` elements at the offset `source` to the offset `at`. Blocks are there from the
  /// start: with one that may be created on the way, C2 does not vectorize.
  private interface Loop {
    void run(long at, long source, long n);
  }

  /// The same for at most as many elements as a block has.
  private interface Block {
    void run(long at, long source, int n);
  }

  private final Loop loop;

  private PackedCasts(Loop loop) {
    this.loop = loop;
  }

  /// The conversion between two operands; null where there is none.
  static @Nullable PackedCasts find(Operand to, Operand from) {
    Loop direct = BlockCodec.isCached(to) ? null : direct(to, from);
    if (direct != null) {
      return new PackedCasts(direct);
    }
    int most = (int) Math.min(to.size(), BLOCK);
    Block block = block(to, from, most);
    return block == null ? null : new PackedCasts(inBlocks(block, most, to, from));
  }

  /// Converts a packed row.
  void run(long at, long source, long n) {
    loop.run(at, source, n);
  }

  private static @Nullable Loop direct(Operand to, Operand from) {
    MemorySegment t = to.segment();
    MemorySegment f = from.segment();
    if (from.dtype().equals(DType.FLOAT64)) {
      return to.dtype().equals(DType.FLOAT32)
          ? (at, source, n) -> NumberLoops.doublesToFloats(t, at, f, source, n)
          : to.dtype().equals(DType.INT32)
              ? (at, source, n) -> NumberLoops.doublesToInts(t, at, f, source, n)
              : null;
    }
    if (to.dtype().equals(DType.FLOAT64)) {
      return from.dtype().equals(DType.FLOAT32)
          ? (at, source, n) -> NumberLoops.floatsToDoubles(t, at, f, source, n)
          : from.dtype().equals(DType.INT32)
              ? (at, source, n) -> NumberLoops.intsToDoubles(t, at, f, source, n)
              : null;
    }
    return to.dtype().equals(DType.INT64) && from.dtype().equals(DType.INT32)
        ? (at, source, n) -> NumberLoops.intsToLongs(t, at, f, source, n)
        : null;
  }

  private static Loop inBlocks(Block block, int most, Operand to, Operand from) {
    int size = to.itemSize();
    int sourceSize = from.itemSize();
    return (at, source, n) -> {
      for (long done = 0; done < n; done += most) {
        int count = (int) Math.min(most, n - done);
        block.run(at + done * size, source + done * sourceSize, count);
      }
    };
  }

  private static @Nullable Block block(Operand to, Operand from, int most) {
    MemorySegment t = to.segment();
    MemorySegment f = from.segment();
    DType type = from.dtype();
    if (to.dtype().equals(DType.FLOAT64)) {
      boolean isHeld = isNarrow(type) || type.equals(DType.FLOAT32);
      return isHeld ? toDoubles(t, f, type, most) : null;
    }
    if (to.dtype().equals(DType.FLOAT32)) {
      return isNarrow(type)
          ? toFloats(t, f, type, most)
          : type.equals(DType.FLOAT64) ? doublesToFloats(t, f, most) : null;
    }
    if (to.dtype().equals(DType.INT32)) {
      return type.equals(DType.FLOAT64)
          ? doublesToInts(t, f, most)
          : type.equals(DType.FLOAT32) ? floatsToInts(t, f, most) : null;
    }
    return to.dtype().equals(DType.INT64) && type.equals(DType.INT32)
        ? intsToLongs(t, f, most)
        : null;
  }

  /// Whether a type is of integers that an `int` holds, in this machine's byte order.
  private static boolean isNarrow(DType type) {
    boolean isSigned = type.kind() == Kind.INT && type.itemSize() <= 4;
    boolean isUnsigned = type.kind() == Kind.UINT && type.itemSize() <= 2;
    return (isSigned || isUnsigned) && type.isNativeOrder();
  }

  private static Block toDoubles(MemorySegment to, MemorySegment from, DType type, int most) {
    Object numbers = BlockCodec.newArray(type, most);
    double bias = bias(type);
    return (at, source, n) -> {
      load(from, source, type, numbers, n);
      switch (numbers) {
        case byte[] bytes -> NumberLoops.putDoubles(bytes, to, at, n, bias);
        case short[] shorts -> NumberLoops.putDoubles(shorts, to, at, n, bias);
        case int[] ints -> NumberLoops.putDoubles(ints, to, at, n);
        default -> NumberLoops.putDoubles((float[]) numbers, to, at, n);
      }
    };
  }

  private static Block toFloats(MemorySegment to, MemorySegment from, DType type, int most) {
    Object numbers = BlockCodec.newArray(type, most);
    float bias = bias(type);
    return (at, source, n) -> {
      load(from, source, type, numbers, n);
      switch (numbers) {
        case byte[] bytes -> NumberLoops.putFloats(bytes, to, at, n, bias);
        case short[] shorts -> NumberLoops.putFloats(shorts, to, at, n, bias);
        default -> NumberLoops.putFloats((int[]) numbers, to, at, n);
      }
    };
  }

  /// Loads a block, of unsigned numbers as signed ones of the same order: C2 vectorizes only
  /// conversions of signed ones.
  private static void load(MemorySegment from, long source, DType type, Object to, int n) {
    BlockCodec.load(from, source, type.itemSize(), to, n);
    if (type.kind() == Kind.UINT) {
      if (to instanceof byte[] bytes) {
        NumberLoops.flip(bytes, n);
      } else {
        NumberLoops.flip((short[]) to, n);
      }
    }
  }

  /// How much greater the numbers are than those in the block.
  private static int bias(DType type) {
    return type.kind() == Kind.UINT ? 1 << 8 * type.itemSize() - 1 : 0;
  }

  private static Block doublesToFloats(MemorySegment to, MemorySegment from, int most) {
    float[] floats = new float[most];
    return (at, source, n) -> {
      NumberLoops.getDoubles(from, source, floats, n);
      NumberLoops.store(floats, 0, to, at, 4, n);
    };
  }

  /// By the one rule of [Elements#saturate], which is Java's own for `int`.
  private static Block doublesToInts(MemorySegment to, MemorySegment from, int most) {
    int[] ints = new int[most];
    return (at, source, n) -> {
      NumberLoops.getDoubles(from, source, ints, n);
      NumberLoops.store(ints, 0, to, at, 4, n);
    };
  }

  private static Block floatsToInts(MemorySegment to, MemorySegment from, int most) {
    int[] ints = new int[most];
    return (at, source, n) -> {
      NumberLoops.getFloats(from, source, ints, n);
      NumberLoops.store(ints, 0, to, at, 4, n);
    };
  }

  private static Block intsToLongs(MemorySegment to, MemorySegment from, int most) {
    int[] ints = new int[most];
    return (at, source, n) -> {
      NumberLoops.load(from, source, 4, ints, n);
      NumberLoops.putLongs(ints, to, at, n);
    };
  }
}
