package org.culebra.ffi.seeds;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.python.ArrayInterface;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Pointers;

/// A child JVM that opens a second allocator and takes memory over from it.
final class JemallocSeedMain {
  private final CFunction malloc;
  private final CFunction free;
  private final CFunction mallctl;

  private JemallocSeedMain(CLibrary jemalloc) {
    malloc = jemalloc.function("double *malloc(size_t size)");
    free = jemalloc.function("void free(void *p)");
    mallctl =
        jemalloc.function(
            "int mallctl(const char *name, void *oldp, size_t *oldlenp, void *newp, size_t"
                + " newlen)");
  }

  /// The bytes that this thread has freed with jemalloc.
  private long freed() {
    NDArray value = NDArray.zeros(DType.UINT64, 1);
    NDArray size = NDArray.zeros(DType.UINT64, 1).fill(8L);
    Object status = mallctl.call("thread.deallocated", value, size, null, 0);
    if (!Integer.valueOf(0).equals(status)) {
      throw new IllegalStateException("mallctl: expected 0 but found " + status);
    }
    return value.getLong(0);
  }

  private MemorySegment memory(long bytes) {
    Object pointer = malloc.call(bytes);
    if (pointer instanceof MemorySegment segment && segment.address() != 0) {
      return segment;
    }
    throw new IllegalStateException("expected memory but found " + pointer);
  }

  public static void main(String[] arguments) {
    JemallocSeedMain main;
    try {
      main = new JemallocSeedMain(CLibrary.open("jemalloc"));
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
      return;
    }
    main.thousandDoubles();
    main.lease();
    main.shapeInBytes();
    main.interfaceInBytes();
  }

  private void thousandDoubles() {
    long before = freed();
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = Pointers.adopt(arena, memory(8000), 8000, free, DType.FLOAT64, 1000);
      say("sum %.6f", array.fill(3.14).sum());
      say("freed %d", freed() - before);
    }
    say("freed %d", freed() - before);
  }

  private void lease() {
    long before = freed();
    Lease lease;
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = Pointers.adopt(arena, memory(8000), 8000, free, DType.FLOAT64, 1000);
      lease = array.owner().leaseFor(array.segment());
    }
    say("leased, freed %d", freed() - before);
    lease.release();
    say("released, freed %d", freed() - before);
    try {
      lease.release();
    } catch (IllegalStateException e) {
      say("%s, freed %d", e.getMessage(), freed() - before);
    }
  }

  /// The seed's own shape.
  private void shapeInBytes() {
    long before = freed();
    try (Arena arena = Arena.ofConfined()) {
      Pointers.adopt(arena, memory(8000), 8000, free, DType.FLOAT64, 1000 * 8);
    } catch (IllegalArgumentException e) {
      say("%s", e.getMessage());
    }
    say("freed %d", freed() - before);
  }

  /// The same through an `__array_interface__`, as the seed wrote it.
  private void interfaceInBytes() {
    long before = freed();
    MemorySegment memory = memory(8000);
    try (Arena arena = Arena.ofConfined()) {
      ArrayInterface descriptor =
          ArrayInterface.parse(
              "{'version': 3, 'typestr': '<f8', 'data': (%d, False), 'shape': (8000,)}"
                  .formatted(memory.address()));
      Pointers.asArray(arena, descriptor, 8000);
    } catch (IllegalArgumentException e) {
      say("%s", e.getMessage());
    }
    say("freed %d", freed() - before);
    free.call(memory);
    say("freed %d", freed() - before);
  }

  private static void say(String message, Object... values) {
    System.out.println(String.format(Locale.ROOT, message, values));
  }
}
