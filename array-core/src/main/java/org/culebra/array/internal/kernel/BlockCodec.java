package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;

/// Converts runs of numbers of one type to blocks on the heap and back: one loop to read each type,
/// one to write it ([NumberLoops]), instead of one for every pair. Integers pass as `long`,
/// floating-point numbers as `double`.
///
/// Memory here is native and in this machine's byte order; [BlockAccess] has that of any operand.
final class BlockCodec {

  /// Elements per block: few enough for the CPU to fetch the next block from memory while it works
  /// on this one, enough to make up for the calls. More than it can look ahead cost a wait for
  /// memory each: 230 made copies take twice as long, as did 256 where rows were not aligned.
  static final int SIZE = 168;

  /// Elements per block of data that the caches hold: nothing is to be fetched, the calls count.
  private static final int CACHED_SIZE = 968;

  /// The most elements that are taken to be in the caches: of 8 bytes, 8 MB.
  private static final long CACHED = 1 << 20;

  private final DType type;

  /// Packed elements of 4 bytes, on their way.
  private final float[] floats;

  private final int[] ints;

  /// For blocks of `size` elements.
  BlockCodec(DType type, int size) {
    this.type = type;
    boolean small = type.itemSize() == 4;
    floats = new float[small && type.kind() == Kind.FLOAT ? size : 0];
    ints = new int[small && !Elements.isFloat(type) ? size : 0];
  }

  /// Elements per block of a conversion.
  static int size(Operand to, Operand from) {
    long n = to.size();
    int widest = Math.max(to.itemSize(), from.itemSize());
    return n > CACHED ? Math.min(2 * SIZE, 8 * SIZE / widest) : (int) Math.min(n, CACHED_SIZE);
  }

  /// Whether a type is read and written as doubles: floating-point, or [DType#INT32], which doubles
  /// hold exactly and which is common.
  static boolean passesAsDoubles(DType type) {
    return Elements.isFloat(type) || (type.kind() == Kind.INT && type.itemSize() == 4);
  }

  void read(MemorySegment s, long at, long step, double[] to, int n) {
    switch (type.kind()) {
      case BFLOAT -> NumberLoops.readBFloat16(s, at, step, to, n);
      case INT -> NumberLoops.readInt32(s, at, step, to, n, ints);
      default -> {
        switch (type.itemSize()) {
          case 2 -> NumberLoops.readFloat16(s, at, step, to, n);
          case 4 -> NumberLoops.readFloat32(s, at, step, to, n, floats);
          default -> NumberLoops.readFloat64(s, at, step, to, n);
        }
      }
    }
  }

  void write(MemorySegment s, long at, long step, double[] from, int n) {
    switch (type.kind()) {
      case BFLOAT -> NumberLoops.writeBFloat16(s, at, step, from, n);
      case INT -> NumberLoops.writeInt32(s, at, step, from, n, ints);
      default -> {
        switch (type.itemSize()) {
          case 2 -> NumberLoops.writeFloat16(s, at, step, from, n);
          case 4 -> NumberLoops.writeFloat32(s, at, step, from, n, floats);
          default -> NumberLoops.writeFloat64(s, at, step, from, n);
        }
      }
    }
  }

  void read(MemorySegment s, long at, long step, long[] to, int n) {
    switch (type.itemSize()) {
      case 1 -> NumberLoops.readInt8(s, at, step, to, n);
      case 2 -> NumberLoops.readInt16(s, at, step, to, n);
      case 4 -> NumberLoops.readInt32(s, at, step, to, n, ints);
      default -> NumberLoops.readInt64(s, at, step, to, n);
    }
    if (type.kind() == Kind.BOOL) {
      for (int i = 0; i < n; i++) {
        to[i] = to[i] == 0 ? 0 : 1;
      }
    } else if (type.kind() == Kind.UINT && type.itemSize() < 8) {
      long mask = (1L << 8 * type.itemSize()) - 1;
      for (int i = 0; i < n; i++) {
        to[i] &= mask;
      }
    }
  }

  void write(MemorySegment s, long at, long step, long[] from, int n) {
    if (type.kind() == Kind.BOOL) {
      for (int i = 0; i < n; i++) {
        from[i] = from[i] == 0 ? 0 : 1;
      }
    }
    switch (type.itemSize()) {
      case 1 -> NumberLoops.writeInt8(s, at, step, from, n);
      case 2 -> NumberLoops.writeInt16(s, at, step, from, n);
      case 4 -> NumberLoops.writeInt32(s, at, step, from, n, ints);
      default -> NumberLoops.writeInt64(s, at, step, from, n);
    }
  }

  /// Integers of at most 32 bits, which doubles hold exactly.
  static void toDoubles(long[] from, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = from[i];
    }
  }

  /// Integers to the doubles that the floating-point type rounds to the right value in one more
  /// step.
  static void toDoubles(long[] from, boolean unsigned, DType type, double[] to, int n) {
    boolean single = type.kind() == Kind.FLOAT && type.itemSize() == 4;
    boolean wide = type.itemSize() == 8;
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

  /// Floating-point numbers to integers by the one rule of [Elements#saturate], or to truth values.
  static void toLongs(double[] from, DType type, long[] to, int n) {
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
