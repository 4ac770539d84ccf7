package org.culebra.examples;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Pointers;
import org.jspecify.annotations.Nullable;

/// Memory of an allocator unknown to Java becomes an array, and is freed by the allocator's own
/// function, exactly once.
///
/// glibc can open jemalloc late only with a setting made when the process starts:
/// `GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384`.
public final class ForeignMemory {

  private ForeignMemory() {}

  /// Fills a thousand numbers, then mistakes the bytes for the number of elements.
  ///
  /// @param args the allocator's library; `jemalloc` without it
  public static void main(String[] args) {
    CLibrary allocator = CLibrary.open(args.length > 0 ? args[0] : "jemalloc");
    CFunction malloc = allocator.function("void *malloc(size_t size)");
    CFunction free = allocator.function("void free(void *memory)");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = pointer(malloc.call(8000));
      NDArray array = Pointers.adopt(arena, memory, 8000, free, DType.FLOAT64, 1000);
      System.out.println(array.fill(3.14).slice("::400"));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = pointer(malloc.call(8000));
      Pointers.adopt(arena, memory, 8000, free, DType.FLOAT64, 8000);
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }

  private static MemorySegment pointer(@Nullable Object result) {
    return (MemorySegment) Objects.requireNonNull(result);
  }
}
