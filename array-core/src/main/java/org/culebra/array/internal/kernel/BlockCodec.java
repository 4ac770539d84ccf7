package org.culebra.array.internal.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Segments;

/// Converts runs of numbers block by block through the heap: one loop to read each type, one to
/// write it, instead of one for every pair. Integers pass as `long`, floating-point numbers as
/// `double`.
///
/// Memory here is native and in this machine's byte order. Packed numbers of 4 and 8 bytes are
/// copied to the heap unchanged and converted there: C2 of JDK 25 vectorizes conversions between
/// Java arrays wherever they are inlined, but those of native memory only sometimes or not at all.
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

  /// Packed elements of 4 bytes in transit.
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
      case BFLOAT -> readBf16(s, at, step, to, n);
      case INT -> readI32(s, at, step, to, n);
      default -> {
        switch (type.itemSize()) {
          case 2 -> readF16(s, at, step, to, n);
          case 4 -> readF32(s, at, step, to, n);
          default -> readF64(s, at, step, to, n);
        }
      }
    }
  }

  void write(MemorySegment s, long at, long step, double[] from, int n) {
    switch (type.kind()) {
      case BFLOAT -> writeBf16(s, at, step, from, n);
      case INT -> writeI32(s, at, step, from, n);
      default -> {
        switch (type.itemSize()) {
          case 2 -> writeF16(s, at, step, from, n);
          case 4 -> writeF32(s, at, step, from, n);
          default -> writeF64(s, at, step, from, n);
        }
      }
    }
  }

  void read(MemorySegment s, long at, long step, long[] to, int n) {
    switch (type.itemSize()) {
      case 1 -> read8(s, at, step, to, n);
      case 2 -> read16(s, at, step, to, n);
      case 4 -> read32(s, at, step, to, n);
      default -> read64(s, at, step, to, n);
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
      case 1 -> write8(s, at, step, from, n);
      case 2 -> write16(s, at, step, from, n);
      case 4 -> write32(s, at, step, from, n);
      default -> write64(s, at, step, from, n);
    }
  }

  /// Integers of at most 32 bits, which doubles hold exactly.
  static void toDoubles(long[] from, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = from[i];
    }
  }

  /// Integers to doubles that round to the right value of the floating-point type in one more step.
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

  /// Floating-point numbers to integers by the rule of [Elements#saturate], or to booleans.
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

  private static void readF16(MemorySegment segment, long at, long step, double[] to, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 2) {
      for (int i = 0; i < n; i++) {
        to[i] = Float.float16ToFloat(s.get(JAVA_SHORT_UNALIGNED, at + 2L * i));
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = Float.float16ToFloat(s.get(JAVA_SHORT_UNALIGNED, at + step * i));
      }
    }
  }

  private static void readBf16(MemorySegment segment, long at, long step, double[] to, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 2) {
      for (int i = 0; i < n; i++) {
        to[i] = Halves.bfloat16ToFloat(s.get(JAVA_SHORT_UNALIGNED, at + 2L * i));
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = Halves.bfloat16ToFloat(s.get(JAVA_SHORT_UNALIGNED, at + step * i));
      }
    }
  }

  private void readF32(MemorySegment segment, long at, long step, double[] to, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 4) {
      float[] packed = floats;
      MemorySegment.copy(s, JAVA_FLOAT_UNALIGNED, at, packed, 0, n);
      for (int i = 0; i < n; i++) {
        to[i] = packed[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = s.get(JAVA_FLOAT_UNALIGNED, at + step * i);
      }
    }
  }

  private void readI32(MemorySegment segment, long at, long step, double[] to, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 4) {
      int[] packed = ints;
      MemorySegment.copy(s, JAVA_INT_UNALIGNED, at, packed, 0, n);
      for (int i = 0; i < n; i++) {
        to[i] = packed[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = s.get(JAVA_INT_UNALIGNED, at + step * i);
      }
    }
  }

  private static void readF64(MemorySegment segment, long at, long step, double[] to, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 8) {
      MemorySegment.copy(s, JAVA_DOUBLE_UNALIGNED, at, to, 0, n);
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = s.get(JAVA_DOUBLE_UNALIGNED, at + step * i);
      }
    }
  }

  private static void read8(MemorySegment segment, long at, long step, long[] to, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 1) {
      for (int i = 0; i < n; i++) {
        to[i] = s.get(JAVA_BYTE, at + i);
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = s.get(JAVA_BYTE, at + step * i);
      }
    }
  }

  private static void read16(MemorySegment segment, long at, long step, long[] to, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 2) {
      for (int i = 0; i < n; i++) {
        to[i] = s.get(JAVA_SHORT_UNALIGNED, at + 2L * i);
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = s.get(JAVA_SHORT_UNALIGNED, at + step * i);
      }
    }
  }

  private void read32(MemorySegment segment, long at, long step, long[] to, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 4) {
      int[] packed = ints;
      MemorySegment.copy(s, JAVA_INT_UNALIGNED, at, packed, 0, n);
      for (int i = 0; i < n; i++) {
        to[i] = packed[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = s.get(JAVA_INT_UNALIGNED, at + step * i);
      }
    }
  }

  private static void read64(MemorySegment segment, long at, long step, long[] to, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 8) {
      MemorySegment.copy(s, JAVA_LONG_UNALIGNED, at, to, 0, n);
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = s.get(JAVA_LONG_UNALIGNED, at + step * i);
      }
    }
  }

  private static void writeF16(MemorySegment segment, long at, long step, double[] from, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 2) {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_SHORT_UNALIGNED, at + 2L * i, Halves.doubleToFloat16(from[i]));
      }
    } else {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_SHORT_UNALIGNED, at + step * i, Halves.doubleToFloat16(from[i]));
      }
    }
  }

  private static void writeBf16(MemorySegment segment, long at, long step, double[] from, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 2) {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_SHORT_UNALIGNED, at + 2L * i, Halves.doubleToBfloat16(from[i]));
      }
    } else {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_SHORT_UNALIGNED, at + step * i, Halves.doubleToBfloat16(from[i]));
      }
    }
  }

  private void writeF32(MemorySegment segment, long at, long step, double[] from, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 4) {
      float[] packed = floats;
      for (int i = 0; i < n; i++) {
        packed[i] = (float) from[i];
      }
      MemorySegment.copy(packed, 0, s, JAVA_FLOAT_UNALIGNED, at, n);
    } else {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_FLOAT_UNALIGNED, at + step * i, (float) from[i]);
      }
    }
  }

  /// By the rule of [Elements#saturate], which is Java's own for `int`.
  private void writeI32(MemorySegment segment, long at, long step, double[] from, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 4) {
      int[] packed = ints;
      for (int i = 0; i < n; i++) {
        packed[i] = (int) from[i];
      }
      MemorySegment.copy(packed, 0, s, JAVA_INT_UNALIGNED, at, n);
    } else {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_INT_UNALIGNED, at + step * i, (int) from[i]);
      }
    }
  }

  private static void writeF64(MemorySegment segment, long at, long step, double[] from, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 8) {
      MemorySegment.copy(from, 0, s, JAVA_DOUBLE_UNALIGNED, at, n);
    } else {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_DOUBLE_UNALIGNED, at + step * i, from[i]);
      }
    }
  }

  private static void write8(MemorySegment segment, long at, long step, long[] from, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 1) {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_BYTE, at + i, (byte) from[i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_BYTE, at + step * i, (byte) from[i]);
      }
    }
  }

  private static void write16(MemorySegment segment, long at, long step, long[] from, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 2) {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_SHORT_UNALIGNED, at + 2L * i, (short) from[i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_SHORT_UNALIGNED, at + step * i, (short) from[i]);
      }
    }
  }

  private void write32(MemorySegment segment, long at, long step, long[] from, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 4) {
      int[] packed = ints;
      for (int i = 0; i < n; i++) {
        packed[i] = (int) from[i];
      }
      MemorySegment.copy(packed, 0, s, JAVA_INT_UNALIGNED, at, n);
    } else {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_INT_UNALIGNED, at + step * i, (int) from[i]);
      }
    }
  }

  private static void write64(MemorySegment segment, long at, long step, long[] from, int n) {
    MemorySegment s = Segments.sharpened(segment);
    if (step == 8) {
      MemorySegment.copy(from, 0, s, JAVA_LONG_UNALIGNED, at, n);
    } else {
      for (int i = 0; i < n; i++) {
        s.set(JAVA_LONG_UNALIGNED, at + step * i, from[i]);
      }
    }
  }
}
