package org.culebra.examples.c;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Pointers;
import org.culebra.ffi.Ref;

/// jemalloc allocates the memory of an array on its own page, and frees it with the arena. Where
/// glibc cannot load jemalloc late, the error says which environment variable helps.
final class Jemalloc {
  private static final CLibrary JEMALLOC = CLibrary.open("jemalloc").header("jemalloc/jemalloc.h");

  /// Zeros in memory of jemalloc, which gets it back when the arena is closed.
  static NDArray zeros(Arena arena, long count) {
    long bytes = Math.multiplyExact(count, 8);
    CFunction align = JEMALLOC.function("int MALLOCX_ALIGN(int bytes)"); // a macro
    long flags = (int) align.call(4096) | JEMALLOC.constant("MALLOCX_ZERO");
    Object memory = JEMALLOC.function("mallocx").call(bytes, flags);
    CFunction free = JEMALLOC.function("free");
    return Pointers.adopt(arena, (MemorySegment) memory, bytes, free, DType.FLOAT64, count);
  }

  /// The bytes that this thread has freed so far.
  static long freed() {
    Ref.OfLong value = Ref.ofLong();
    Ref.OfLong size = Ref.ofLong().set(8);
    JEMALLOC.function("mallctl").call("thread.deallocated", value, size, null, 0);
    return value.get();
  }

  public static void main(String[] args) {
    long before = freed();
    try (Arena arena = Arena.ofConfined()) {
      NDArray x = zeros(arena, 1000);
      System.out.println(x.sum() + " " + x.address() % 4096 + " " + (freed() - before));
    }
    System.out.println(freed() - before);
  }
}
