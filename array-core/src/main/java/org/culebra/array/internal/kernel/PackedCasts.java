package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
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

  /// The most elements converted at a time, in as many blocks as they take.
  private static final int MOST = 1 << 20;

  /// Converts `n` elements at the offset `source` to the offset `at`. Blocks are there from the
  /// start: with one that may be created on the way, C2 does not vectorize.
  private interface Loop {
    void run(long at, long source, int n);
  }

  private final Loop loop;
  private final int size;
  private final int sourceSize;

  private PackedCasts(Loop loop, Operand to, Operand from) {
    this.loop = loop;
    this.size = to.itemSize();
    this.sourceSize = from.itemSize();
  }

  /// The conversion between two operands; null where there is none.
  static @Nullable PackedCasts find(Operand to, Operand from) {
    Loop direct = BlockCodec.isCached(to) ? null : direct(to, from);
    Loop loop = direct == null ? blocks(to, from, (int) Math.min(to.size(), BLOCK)) : direct;
    return loop == null ? null : new PackedCasts(loop, to, from);
  }

  /// Converts a packed row.
  void run(long at, long source, long n) {
    for (long done = 0; done < n; done += MOST) {
      int count = (int) Math.min(MOST, n - done);
      loop.run(at + done * size, source + done * sourceSize, count);
    }
  }

  private static @Nullable Loop direct(Operand to, Operand from) {
    MemorySegment t = to.segment();
    MemorySegment f = from.segment();
    DType type = from.dtype();
    DType wanted = to.dtype();
    if (type.equals(DType.FLOAT64) && wanted.equals(DType.FLOAT32)) {
      return (at, source, n) -> NumberLoops.doublesToFloats(t, at, f, source, n);
    }
    if (type.equals(DType.FLOAT64) && wanted.equals(DType.INT32)) {
      return (at, source, n) -> NumberLoops.doublesToInts(t, at, f, source, n);
    }
    if (type.equals(DType.FLOAT32) && wanted.equals(DType.FLOAT64)) {
      return (at, source, n) -> NumberLoops.floatsToDoubles(t, at, f, source, n);
    }
    if (type.equals(DType.INT32) && wanted.equals(DType.FLOAT64)) {
      return (at, source, n) -> NumberLoops.intsToDoubles(t, at, f, source, n);
    }
    if (type.equals(DType.INT32) && wanted.equals(DType.INT64)) {
      return (at, source, n) -> NumberLoops.intsToLongs(t, at, f, source, n);
    }
    return null;
  }

  private static @Nullable Loop blocks(Operand to, Operand from, int most) {
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

  private static Loop toDoubles(MemorySegment to, MemorySegment from, DType type, int most) {
    Object numbers = BlockCodec.newArray(type, most);
    double bias = bias(type);
    return (at, source, n) -> {
      DoubleBuffer buffer = NumberLoops.doubles(to, at, n);
      for (int done = 0; done < n; done += most) {
        int count = Math.min(most, n - done);
        load(from, source + (long) done * type.itemSize(), type, numbers, count);
        switch (numbers) {
          case byte[] bytes -> NumberLoops.put(bytes, buffer, done, count, bias);
          case short[] shorts -> NumberLoops.put(shorts, buffer, done, count, bias);
          case int[] ints -> NumberLoops.put(ints, buffer, done, count);
          default -> NumberLoops.put((float[]) numbers, buffer, done, count);
        }
      }
    };
  }

  private static Loop toFloats(MemorySegment to, MemorySegment from, DType type, int most) {
    Object numbers = BlockCodec.newArray(type, most);
    float bias = bias(type);
    return (at, source, n) -> {
      FloatBuffer buffer = NumberLoops.floats(to, at, n);
      for (int done = 0; done < n; done += most) {
        int count = Math.min(most, n - done);
        load(from, source + (long) done * type.itemSize(), type, numbers, count);
        switch (numbers) {
          case byte[] bytes -> NumberLoops.put(bytes, buffer, done, count, bias);
          case short[] shorts -> NumberLoops.put(shorts, buffer, done, count, bias);
          default -> NumberLoops.put((int[]) numbers, buffer, done, count);
        }
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

  // Three loops that differ only in their types: the buffer and the array have to be of known
  // classes in each, or C2 would not inline what is called, and not vectorize it.

  private static Loop doublesToFloats(MemorySegment to, MemorySegment from, int most) {
    float[] floats = new float[most];
    return (at, source, n) -> {
      DoubleBuffer buffer = NumberLoops.doubles(from, source, n);
      for (int done = 0; done < n; done += most) {
        int count = Math.min(most, n - done);
        NumberLoops.get(buffer, done, floats, count);
        NumberLoops.store(floats, 0, to, at + 4L * done, 4, count);
      }
    };
  }

  /// By the one rule of [Elements#saturate], which is Java's own for `int`.
  private static Loop doublesToInts(MemorySegment to, MemorySegment from, int most) {
    int[] ints = new int[most];
    return (at, source, n) -> {
      DoubleBuffer buffer = NumberLoops.doubles(from, source, n);
      for (int done = 0; done < n; done += most) {
        int count = Math.min(most, n - done);
        NumberLoops.get(buffer, done, ints, count);
        NumberLoops.store(ints, 0, to, at + 4L * done, 4, count);
      }
    };
  }

  private static Loop floatsToInts(MemorySegment to, MemorySegment from, int most) {
    int[] ints = new int[most];
    return (at, source, n) -> {
      FloatBuffer buffer = NumberLoops.floats(from, source, n);
      for (int done = 0; done < n; done += most) {
        int count = Math.min(most, n - done);
        NumberLoops.get(buffer, done, ints, count);
        NumberLoops.store(ints, 0, to, at + 4L * done, 4, count);
      }
    };
  }

  private static Loop intsToLongs(MemorySegment to, MemorySegment from, int most) {
    int[] ints = new int[most];
    return (at, source, n) -> {
      for (int done = 0; done < n; done += most) {
        int count = Math.min(most, n - done);
        NumberLoops.load(from, source + 4L * done, 4, ints, count);
        NumberLoops.putLongs(ints, to, at + 8L * done, count);
      }
    };
  }
}
