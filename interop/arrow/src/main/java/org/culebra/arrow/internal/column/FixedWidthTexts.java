package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FormatString;

/// Arrays of fixed-width text as columns of strings: always a copy, without the NULs that pad a
/// text. Those of `S` are UTF-8 already, those of `U` are code points.
public final class FixedWidthTexts {
  private static final ValueLayout.OfInt REVERSED =
      JAVA_INT_UNALIGNED.withOrder(
          ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
              ? ByteOrder.BIG_ENDIAN
              : ByteOrder.LITTLE_ENDIAN);

  private final NDArray array;
  private final MemorySegment memory;
  private final boolean isBytes;
  private final ValueLayout.OfInt codePoint;

  private FixedWidthTexts(NDArray array) {
    this.array = array;
    this.memory = array.segment();
    this.isBytes = array.dtype().kind() == Kind.BYTES;
    this.codePoint = array.dtype().isNativeOrder() ? JAVA_INT_UNALIGNED : REVERSED;
  }

  /// A column of strings.
  ///
  /// @param format `u` or `U`
  public static ArrayData of(String name, String format, NDArray array) {
    Objects.requireNonNull(name, "name");
    Kind kind = array.dtype().kind();
    if (array.rank() != 1 || kind != Kind.BYTES && kind != Kind.STRING) {
      throw new IllegalArgumentException(
          "expected fixed-width text, S or U, along one axis but found "
              + ContiguousBuffer.describe(array));
    }
    FixedWidthTexts texts = new FixedWidthTexts(array);
    ArrayData column = texts.column(name, FormatString.of(format));
    return texts.isBytes ? ContentValidator.checked(column) : column;
  }

  private ArrayData column(String name, FormatString format) {
    long length = array.shape(0);
    boolean wide = ArrowValidator.isWide(format.kind());
    NDArray offsets = ContiguousBuffer.zeros(wide ? DType.INT64 : DType.INT32, length + 1);
    long end = 0;
    for (long i = 0; i < length; i++) {
      end += utf8Length(i);
      if (!wide && end > Integer.MAX_VALUE) {
        Offsets.requireReach(format, end, "up to element " + i);
      }
      Offsets.set(offsets.segment(), wide, i + 1, end);
    }
    MemorySegment data = Rebase.allocate(end);
    long at = 0;
    for (long i = 0; i < length; i++) {
      at = write(i, data, at);
    }
    return LayoutColumns.leaf(
        name,
        format.text(),
        length,
        Buffer.ABSENT,
        ContiguousBuffer.buffer(offsets),
        Rebase.owned(data));
  }

  // --- one text

  private long start(long index) {
    return array.byteOffset() + index * array.stride(0);
  }

  /// Characters before the padding.
  private int characters(long start) {
    int n = array.itemSize() / (isBytes ? 1 : Integer.BYTES);
    while (n > 0 && code(start, n - 1) == 0) {
      n--;
    }
    return n;
  }

  private int code(long start, int position) {
    return isBytes
        ? memory.get(JAVA_BYTE, start + position)
        : memory.get(codePoint, start + (long) Integer.BYTES * position);
  }

  private long utf8Length(long index) {
    long start = start(index);
    int n = characters(start);
    if (isBytes) {
      return n;
    }
    long bytes = 0;
    for (int k = 0; k < n; k++) {
      int code = code(start, k);
      bytes += code >>> 7 == 0 ? 1 : utf8Length(code, index, k);
    }
    return bytes;
  }

  private static int utf8Length(int code, long index, int position) {
    boolean isSurrogate = code >>> 11 == Character.MIN_SURROGATE >>> 11;
    if (isSurrogate || !Character.isValidCodePoint(code)) {
      throw new IllegalArgumentException(
          "expected the code point of a character but found 0x%X in element %d at %d"
              .formatted(code, index, position));
    }
    return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }

  /// Writes a text.
  ///
  /// @return the end of its bytes
  private long write(long index, MemorySegment to, long at) {
    long start = start(index);
    int n = characters(start);
    if (isBytes) {
      MemorySegment.copy(memory, start, to, at, n);
      return at + n;
    }
    long end = at;
    for (int k = 0; k < n; k++) {
      int code = code(start, k);
      if (code >>> 7 == 0) {
        to.set(JAVA_BYTE, end++, (byte) code);
      } else {
        end = write(code, to, end);
      }
    }
    return end;
  }

  /// Writes a character that is not of ASCII: the high bits after a prefix that counts the bytes,
  /// then six in each byte.
  private static long write(int code, MemorySegment to, long at) {
    int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    int prefix = 0xff00 >> more + 1; // more + 1 ones and a zero
    to.set(JAVA_BYTE, at, (byte) (prefix | code >>> 6 * more));
    for (int k = 1; k <= more; k++) {
      to.set(JAVA_BYTE, at + k, (byte) (0x80 | code >>> 6 * (more - k) & 0x3f));
    }
    return at + 1 + more;
  }
}
