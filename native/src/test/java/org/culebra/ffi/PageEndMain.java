package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.internal.host.CMemory;

/// A child JVM that reads texts which end with a page, before one that cannot be read.
final class PageEndMain {
  static final String SOURCE =
      """
      #include <stddef.h>
      #include <sys/mman.h>
      /* behind the last byte of some that can be used */
      void *page_end(void) {
          size_t size = 1 << 16;
          char *p = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          if (p == MAP_FAILED || mprotect(p + size, size, PROT_NONE) != 0) return NULL;
          return p + size;
      }
      """;

  private PageEndMain() {}

  public static void main(String[] arguments) {
    CFunction pageEnd = CLibrary.open(arguments[0]).function("void *page_end(void)");
    MemorySegment pointer = (MemorySegment) Objects.requireNonNull(pageEnd.call());
    long end = pointer.address();
    int texts = 0;
    for (int length = 0; length <= 40; length++) {
      for (int behind = 0; behind < 8; behind++) {
        String expected = "abcdefghij".repeat(4).substring(0, length);
        texts += read(put(expected, end - behind), expected);
      }
    }
    formats(end);
    System.out.println(texts + " texts");
  }

  /// A text whose NUL is the last byte before an address; what follows it is not zero.
  private static long put(String text, long end) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long start = end - bytes.length - 1;
    MemorySegment.copy(bytes, 0, CMemory.ALL, ValueLayout.JAVA_BYTE, start, bytes.length);
    CMemory.ALL.set(ValueLayout.JAVA_BYTE, end - 1, (byte) 0);
    CMemory.ALL.asSlice(end, -end & 0xfff).fill((byte) 'x');
    return start;
  }

  private static int read(long start, String expected) {
    String bounded = CText.read(MemorySegment.ofAddress(start), expected.length());
    String unbounded = CText.read(MemorySegment.ofAddress(start), 1 << 20);
    String inside = CMemory.text(start);
    if (!bounded.equals(expected) || !unbounded.equals(expected) || !expected.equals(inside)) {
      throw new AssertionError(expected + ", " + bounded + ", " + unbounded + ", " + inside);
    }
    if (!expected.isEmpty() && CMemory.textLength(start, expected.length() - 1) != -1) {
      throw new AssertionError("a text that is too long: " + expected);
    }
    return 1;
  }

  /// The format of a buffer.
  private static void formats(long end) {
    MemorySegment struct = Arena.ofAuto().allocate(PyBuffer.BYTES, 8);
    NDArray array = NDArray.zeros(DType.FLOAT64, 2);
    PyBuffer filled = PyBuffer.fill(struct, array, PyBuffer.FULL);
    for (String format : new String[] {"d", "<d", "T{d:a:}", "T{d:abcdefgh:}"}) {
      struct.set(ValueLayout.JAVA_LONG, PyBufferReader.FORMAT, put(format, end));
      try (Arena arena = Arena.ofConfined()) {
        if (PyBuffer.read(arena, struct).size() != 2) {
          throw new AssertionError(format);
        }
      }
    }
    filled.release();
  }
}
