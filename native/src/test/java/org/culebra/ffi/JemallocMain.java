package org.culebra.ffi;

import java.lang.foreign.Arena;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;

/// A child JVM with another allocator loaded before all libraries. Memory of one allocator in the
/// other's `free` would end it.
final class JemallocMain {
  private JemallocMain() {}

  public static void main(String[] arguments) {
    CFunction mallctl =
        CLibrary.process()
            .function(
                "int mallctl(const char *name, void *oldp, void *oldlenp, void *newp, size_t n)");
    System.out.println(mallctl.pointer().address() == 0 ? "no jemalloc" : "jemalloc is there");
    CLibrary lib = OwnersLibrary.open(arguments[0]);
    CFunction make = lib.function("make");
    try (Arena arena = Arena.ofConfined()) {
      Pointers.adopt(arena, OwnersLibrary.pointer(make.call(8000)), 8000, DType.FLOAT64, 8000);
    } catch (IllegalArgumentException e) {
      System.out.println("rejected");
    }
    try (Arena arena = Arena.ofConfined()) {
      NDArray array =
          Pointers.adopt(arena, OwnersLibrary.pointer(make.call(8000)), 8000, DType.FLOAT64, 1000)
              .fill(3.14);
      System.out.println(Math.rint(array.sum()));
    }
    for (int i = 0; i < 1000; i++) {
      exchange(i * 997L);
    }
    System.out.println("1000 rounds");
  }

  private static void exchange(long bytes) {
    Lease lease;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray array = NDArray.zeros(arena, DType.INT8, bytes).fill(1L);
      lease = array.owner().leaseFor(array.segment());
    }
    lease.release();
  }
}
