package org.culebra.array;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// Arrays in the words of `view_golden.py`.
final class OracleResult {

  private OracleResult() {}

  /// `shape strides offset flags crc`. Without elements the offset may be any inside the memory.
  static String of(NDArray a, boolean canonical) {
    long at = a.byteOffset();
    boolean anywhere = a.size() == 0 && at >= 0 && at <= a.segment().byteSize();
    String offset = anywhere ? "*" : "" + at;
    return String.join(" ", numbers(a.shape()), strides(a), offset, flags(a), crc(a, canonical));
  }

  private static String numbers(long[] values) {
    return Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(","));
  }

  /// Axes of length 1 and arrays without elements may have any strides.
  private static String strides(NDArray a) {
    return IntStream.range(0, a.rank())
        .mapToObj(k -> a.size() > 0 && a.shape(k) > 1 ? "" + a.stride(k) : "*")
        .collect(Collectors.joining(","));
  }

  private static String flags(NDArray a) {
    StringJoiner flags = new StringJoiner("");
    flags.add(a.isCContiguous() ? "C" : "");
    flags.add(a.isFContiguous() ? "F" : "");
    flags.add(a.isReadOnly() ? "" : "W");
    flags.add(a.isAligned() ? "A" : "");
    return flags.toString();
  }

  static String crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return "%08x".formatted(crc.getValue());
  }

  /// Of the elements in C order, fields taken one after the other where a struct has gaps or, for
  /// the canonical form, where it is a struct at all.
  static String crc(NDArray a, boolean canonical) {
    CRC32 crc = new CRC32();
    update(crc, a, canonical);
    return "%08x".formatted(crc.getValue());
  }

  private static void update(CRC32 crc, NDArray a, boolean canonical) {
    if (a.dtype().kind() == DType.Kind.STRUCT && (canonical || hasGaps(a.dtype()))) {
      for (Field field : a.dtype().fields()) {
        update(crc, a.field(field.name()), canonical);
      }
    } else if (canonical && a.dtype().kind() == DType.Kind.COMPLEX) {
      update(crc, a.real(), true);
      update(crc, a.imag(), true);
    } else {
      byte[] bytes = a.rawBytes();
      if (canonical && a.dtype().kind() == DType.Kind.FLOAT) {
        unifyNaN(bytes, a.dtype());
      }
      crc.update(bytes);
    }
  }

  /// Which NaN a conversion makes of a NaN is the processor's business: one for all.
  private static void unifyNaN(byte[] bytes, DType type) {
    int width = type.itemSize();
    long infinity = width == 2 ? 0x7c00L : width == 4 ? 0x7f80_0000L : 0x7ff0L << 48;
    long quiet = infinity | Long.lowestOneBit(infinity) >> 1;
    for (int at = 0; at < bytes.length; at += width) {
      long bits = 0;
      for (int i = 0; i < width; i++) {
        bits |= (bytes[at + place(type, i)] & 0xffL) << 8 * i;
      }
      if ((bits & ~(1L << 8 * width - 1)) > infinity) {
        for (int i = 0; i < width; i++) {
          bytes[at + place(type, i)] = (byte) (quiet >>> 8 * i);
        }
      }
    }
  }

  /// Where the byte of a weight lies.
  private static int place(DType type, int weight) {
    return type.byteOrder() == ByteOrder.LITTLE_ENDIAN ? weight : type.itemSize() - 1 - weight;
  }

  /// Whether there are bytes of no field or of two: NumPy's copies leave the former open.
  static boolean hasGaps(DType type) {
    int end = 0;
    for (Field field : type.fields()) {
      if (field.byteOffset() != end || hasGaps(field.dtype())) {
        return true;
      }
      end += field.byteSize();
    }
    return type.kind() == DType.Kind.STRUCT && end != type.itemSize();
  }
}
