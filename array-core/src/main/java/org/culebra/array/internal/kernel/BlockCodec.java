package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.jspecify.annotations.Nullable;

/// Converts runs of numbers of one type to blocks and back: one loop to read each type, one to
/// write it ([NumberLoops]), instead of one for every pair. Blocks of integers are of `long`, those
/// of floating-point numbers of `double`; unsigned integers of 64 bits keep their bits in a `long`.
///
/// Runs are in native memory, or in an array of the type's carrier on the heap, in this machine's
/// byte order. [BlockAccess] reads and writes those of any operand.
final class BlockCodec {

  /// Elements per block: few enough for the CPU to prefetch the next block while it works on this
  /// one, enough to amortize the calls. Larger blocks wait for memory each time: with 230 elements
  /// copies took twice as long, as they did with 256 if rows were not aligned.
  static final int SIZE = 168;

  /// Elements per block of data in the caches: nothing must be prefetched, only the calls count.
  private static final int CACHED_SIZE = 968;

  /// The maximal number of elements assumed to be in the caches: 8 MB of elements of 8 bytes.
  private static final long CACHED = 1 << 20;

  private final DType type;
  private final int size;

  /// Elements on their way, in an array of the type's carrier; made when it is needed.
  private @Nullable Object packed;

  /// Integers on their way to doubles and back; made when they are needed.
  private long @Nullable [] longs;

  /// For blocks of at most `size` elements.
  BlockCodec(DType type, int size) {
    this.type = type;
    this.size = size;
  }

  private Object packed() {
    Object array = packed == null ? newArray(type, size) : packed;
    packed = array;
    return array;
  }

  private long[] longs() {
    long[] array = longs == null ? new long[size] : longs;
    longs = array;
    return array;
  }

  /// Whether blocks are arrays of the type's carrier.
  private boolean isWide() {
    return type.itemSize() == 8;
  }

  /// An array of what a type's elements are in memory: `float` and `double`, else integers of the
  /// same size.
  static Object newArray(DType type, int size) {
    boolean isFloat = type.kind() == Kind.FLOAT;
    return switch (type.itemSize()) {
      case 1 -> new byte[size];
      case 2 -> new short[size];
      case 4 -> isFloat ? new float[size] : new int[size];
      default -> isFloat ? new double[size] : new long[size];
    };
  }

  /// Elements per block of a conversion.
  static int size(Operand to, Operand from) {
    int widest = Math.max(to.itemSize(), from.itemSize());
    return isCached(to)
        ? (int) Math.min(to.size(), CACHED_SIZE)
        : Math.min(2 * SIZE, 8 * SIZE / widest);
  }

  /// Whether an operand is assumed to be in the caches.
  static boolean isCached(Operand operand) {
    return operand.size() <= CACHED;
  }

  /// Whether a type is read and written as doubles: floating-point, or [DType#INT32], which doubles
  /// hold exactly and which is common.
  static boolean passesAsDoubles(DType type) {
    return Elements.isFloat(type) || (type.kind() == Kind.INT && type.itemSize() == 4);
  }

  /// Integers become the doubles that round to the right number of the type `rounding`.
  void read(MemorySegment s, long at, long step, DType rounding, double[] to, int n) {
    if (!passesAsDoubles(type) && !isInt16()) {
      long[] integers = longs();
      read(s, at, step, integers, n);
      toDoubles(integers, rounding, to, n);
    } else if (isWide()) {
      NumberLoops.load(s, at, step, to, n);
    } else {
      Object array = packed();
      load(s, at, step, array, n);
      decode(array, rounding, to, n);
    }
  }

  /// Of types that are not floating-point.
  void read(MemorySegment s, long at, long step, long[] to, int n) {
    if (isWide()) {
      NumberLoops.load(s, at, step, to, n);
    } else {
      Object array = packed();
      load(s, at, step, array, n);
      decode(array, to, n);
    }
  }

  void write(MemorySegment s, long at, long step, double[] from, int n) {
    if (!passesAsDoubles(type)) {
      long[] integers = longs();
      toLongs(from, type, integers, n);
      write(s, at, step, integers, n);
    } else if (isWide()) {
      NumberLoops.store(from, 0, s, at, step, n);
    } else {
      Object array = packed();
      encode(from, array, n);
      store(array, 0, s, at, step, n);
    }
  }

  /// To types that are not floating-point. The block may be changed.
  void write(MemorySegment s, long at, long step, long[] from, int n) {
    if (isWide()) {
      NumberLoops.store(from, 0, s, at, step, n);
    } else {
      Object array = packed();
      encode(from, array, n);
      store(array, 0, s, at, step, n);
    }
  }

  /// Loads elements to an array of any carrier.
  static void load(MemorySegment s, long at, long step, Object to, int n) {
    switch (to) {
      case byte[] bytes -> NumberLoops.load(s, at, step, bytes, n);
      case short[] shorts -> NumberLoops.load(s, at, step, shorts, n);
      case int[] ints -> NumberLoops.load(s, at, step, ints, n);
      case long[] longs -> NumberLoops.load(s, at, step, longs, n);
      case float[] floats -> NumberLoops.load(s, at, step, floats, n);
      default -> NumberLoops.load(s, at, step, (double[]) to, n);
    }
  }

  /// Stores elements of an array of any carrier, from `first` on.
  static void store(Object from, int first, MemorySegment s, long at, long step, int n) {
    switch (from) {
      case byte[] bytes -> NumberLoops.store(bytes, first, s, at, step, n);
      case short[] shorts -> NumberLoops.store(shorts, first, s, at, step, n);
      case int[] ints -> NumberLoops.store(ints, first, s, at, step, n);
      case long[] longs -> NumberLoops.store(longs, first, s, at, step, n);
      case float[] floats -> NumberLoops.store(floats, first, s, at, step, n);
      default -> NumberLoops.store((double[]) from, first, s, at, step, n);
    }
  }

  /// Elements in an array of the type's carrier ([#newArray]) to a block.
  void decode(Object from, DType rounding, double[] to, int n) {
    switch (from) {
      case double[] doubles -> System.arraycopy(doubles, 0, to, 0, n);
      case float[] floats -> NumberLoops.decodeFloat32(floats, to, n);
      case short[] shorts when type.kind() == Kind.FLOAT ->
          NumberLoops.decodeFloat16(shorts, to, n);
      case short[] shorts when type.kind() == Kind.BFLOAT ->
          NumberLoops.decodeBFloat16(shorts, to, n);
      case short[] shorts when isInt16() -> NumberLoops.decodeInt16(shorts, to, n);
      case int[] ints when type.kind() == Kind.INT -> NumberLoops.decodeInt32(ints, to, n);
      case long[] wide -> toDoubles(wide, rounding, to, n);
      default -> {
        long[] integers = longs();
        decode(from, integers, n);
        toDoubles(integers, rounding, to, n);
      }
    }
  }

  /// Whether doubles are read of these integers without longs on the way.
  private boolean isInt16() {
    return type.kind() == Kind.INT && type.itemSize() == 2;
  }

  /// Of types that are not floating-point.
  void decode(Object from, long[] to, int n) {
    switch (from) {
      case byte[] bytes -> NumberLoops.decodeInt8(bytes, to, n);
      case short[] shorts -> NumberLoops.decodeInt16(shorts, to, n);
      case int[] ints -> NumberLoops.decodeInt32(ints, to, n);
      default -> System.arraycopy((long[]) from, 0, to, 0, n);
    }
    if (type.kind() == Kind.BOOL) {
      normalize(to, n);
    } else if (type.kind() == Kind.UINT && type.itemSize() < 8) {
      mask(to, (1L << 8 * type.itemSize()) - 1, n);
    }
  }

  /// The way back of [#decode(Object, DType, double\[\], int)].
  void encode(double[] from, Object to, int n) {
    switch (to) {
      case double[] doubles -> System.arraycopy(from, 0, doubles, 0, n);
      case float[] floats -> NumberLoops.encodeFloat32(from, floats, n);
      case short[] shorts when type.kind() == Kind.FLOAT ->
          NumberLoops.encodeFloat16(from, shorts, n);
      case short[] shorts when type.kind() == Kind.BFLOAT ->
          NumberLoops.encodeBFloat16(from, shorts, n);
      case int[] ints when type.kind() == Kind.INT -> NumberLoops.encodeInt32(from, ints, n);
      case long[] wide -> toLongs(from, type, wide, n);
      default -> {
        long[] integers = longs();
        toLongs(from, type, integers, n);
        encode(integers, to, n);
      }
    }
  }

  /// The way back of [#decode(Object, long\[\], int)]. The block may be changed.
  void encode(long[] from, Object to, int n) {
    if (type.kind() == Kind.BOOL) {
      normalize(from, n);
    }
    switch (to) {
      case byte[] bytes -> NumberLoops.encodeInt8(from, bytes, n);
      case short[] shorts -> NumberLoops.encodeInt16(from, shorts, n);
      case int[] ints -> NumberLoops.encodeInt32(from, ints, n);
      default -> System.arraycopy(from, 0, (long[]) to, 0, n);
    }
  }

  private static void normalize(long[] truths, int n) {
    for (int i = 0; i < n; i++) {
      truths[i] = truths[i] == 0 ? 0 : 1;
    }
  }

  private static void mask(long[] values, long mask, int n) {
    for (int i = 0; i < n; i++) {
      values[i] &= mask;
    }
  }

  /// Integers to the doubles that the floating-point type `rounding` rounds to the right value in
  /// one more step.
  private void toDoubles(long[] from, DType rounding, double[] to, int n) {
    boolean wide = rounding.itemSize() == 8;
    if (type.itemSize() < 8 || wide && type.kind() != Kind.UINT) {
      toNearestDoubles(from, to, n);
      return;
    }
    boolean single = rounding.kind() == Kind.FLOAT && rounding.itemSize() == 4;
    boolean unsigned = type.kind() == Kind.UINT;
    for (int i = 0; i < n; i++) {
      long v = from[i];
      if (unsigned && v < 0) {
        long half = v >>> 1 | v & 1;
        to[i] = 2 * (single ? (float) half : wide ? (double) half : Halves.sticky(half));
      } else {
        to[i] = single ? (float) v : wide ? (double) v : Halves.sticky(v);
      }
    }
  }

  /// Integers of at most 32 bits pass exactly.
  private static void toNearestDoubles(long[] from, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = from[i];
    }
  }

  /// Floating-point numbers to integers by the one rule of [Elements#saturate], or to truth values.
  private static void toLongs(double[] from, DType type, long[] to, int n) {
    boolean unsigned = type.kind() == Kind.UINT;
    int width = 8 * type.itemSize();
    if (type.kind() == Kind.BOOL) {
      for (int i = 0; i < n; i++) {
        to[i] = from[i] == 0 ? 0 : 1;
      }
    } else if (width == 64 && !unsigned) {
      for (int i = 0; i < n; i++) {
        to[i] = (long) from[i];
      }
    } else if (width < 32) {
      int least = unsigned ? 0 : -1 << width - 1;
      int greatest = least + (1 << width) - 1;
      for (int i = 0; i < n; i++) {
        to[i] = Math.max(least, Math.min(greatest, (int) from[i]));
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = Elements.saturate(unsigned, width, from[i]);
      }
    }
  }
}
