package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;

/// Fixed-size strings: `S` (one byte per character) and `U` (one code point of four bytes per
/// character), padded with NUL. Everything after the last character that is not NUL is padding.
public final class Texts {

  private Texts() {}

  public static boolean isText(DType type) {
    return type.kind() == Kind.BYTES || type.kind() == Kind.STRING;
  }

  private static int width(DType type) {
    return type.kind() == Kind.BYTES ? 1 : 4;
  }

  static int capacity(DType type) {
    return type.itemSize() / width(type);
  }

  static int codeAt(MemorySegment segment, long at, DType type, int i) {
    if (type.kind() == Kind.BYTES) {
      return segment.get(ValueLayout.JAVA_BYTE, at + i) & 0xff;
    }
    int code = segment.get(ValueLayout.JAVA_INT_UNALIGNED, at + 4L * i);
    return type.isNativeOrder() ? code : Integer.reverseBytes(code);
  }

  static void putCode(MemorySegment segment, long at, DType type, int i, int code) {
    if (type.kind() == Kind.BYTES) {
      segment.set(ValueLayout.JAVA_BYTE, at + i, (byte) code);
    } else {
      int raw = type.isNativeOrder() ? code : Integer.reverseBytes(code);
      segment.set(ValueLayout.JAVA_INT_UNALIGNED, at + 4L * i, raw);
    }
  }

  static int length(MemorySegment segment, long at, DType type) {
    int n = capacity(type);
    while (n > 0 && codeAt(segment, at, type, n - 1) == 0) {
      n--;
    }
    return n;
  }

  /// The text of an element. A byte is the code point of its number (Latin-1).
  public static String get(MemorySegment segment, long at, DType type) {
    requireText(type);
    StringBuilder text = new StringBuilder();
    int n = length(segment, at, type);
    for (int i = 0; i < n; i++) {
      int code = codeAt(segment, at, type, i);
      text.appendCodePoint(Character.isValidCodePoint(code) ? code : 0xfffd);
    }
    return text.toString();
  }

  public static void set(MemorySegment segment, long at, DType type, String text) {
    requireText(type);
    int[] codes = text.codePoints().toArray();
    if (codes.length > capacity(type)) {
      throw Errors.argument(
          "expected at most %d characters for %s but found %d: '%s'",
          capacity(type), type, codes.length, text);
    }
    for (int code : codes) {
      requireCode(type, code);
    }
    for (int i = 0; i < capacity(type); i++) {
      putCode(segment, at, type, i, i < codes.length ? codes[i] : 0);
    }
  }

  private static void requireText(DType type) {
    if (!isText(type)) {
      throw Errors.argument("expected a text type (S or U) but found %s", type);
    }
  }

  private static void requireCode(DType type, int code) {
    if (type.kind() == Kind.BYTES && (code & ~0xff) != 0) {
      throw Errors.argument(
          "expected characters of one byte for %s but found code point %s",
          type, Integer.toUnsignedString(code));
    }
  }

  /// Copies text to a type of another length, which cuts it off or pads it, or of the other kind.
  static void copy(Operand to, Operand from) {
    StridedIterator rows = StridedIterator.inOrder(to, from);
    while (rows.next()) {
      for (long i = 0; i < rows.length(); i++) {
        copyOne(to, rows.at(0) + i * rows.step(0), from, rows.at(1) + i * rows.step(1));
      }
    }
  }

  private static void copyOne(Operand to, long at, Operand from, long source) {
    int n = capacity(from.dtype());
    for (int i = 0; i < capacity(to.dtype()); i++) {
      int code = i < n ? codeAt(from.segment(), source, from.dtype(), i) : 0;
      requireCode(to.dtype(), code);
      putCode(to.segment(), at, to.dtype(), i, code);
    }
  }
}
