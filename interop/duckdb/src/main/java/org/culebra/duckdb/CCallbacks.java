package org.culebra.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.function.LongConsumer;
import org.culebra.ffi.Callback;

/// Function pointers for DuckDB, which keeps them for as long as the process runs, and the handles
/// that its functions take by reference.
final class CCallbacks {
  /// C's `void (*)(void *)`.
  interface One {
    void call(long pointer);
  }

  /// C's `void *(*)(void *)`.
  interface OneWithResult {
    long call(long pointer);
  }

  /// C's `void (*)(void *, void *)`.
  interface Two {
    void call(long first, long second);
  }

  /// C's `void (*)(void *, void *, void *)`.
  interface Three {
    void call(long first, long second, long third);
  }

  private CCallbacks() {}

  static long ofOne(One target) {
    return pointer("void (uintptr_t a)", One.class, target);
  }

  static long ofOneWithResult(OneWithResult target) {
    return pointer("uintptr_t (uintptr_t a)", OneWithResult.class, target);
  }

  static long ofTwo(Two target) {
    return pointer("void (uintptr_t a, uintptr_t b)", Two.class, target);
  }

  static long ofThree(Three target) {
    return pointer("void (uintptr_t a, uintptr_t b, uintptr_t c)", Three.class, target);
  }

  private static <T> long pointer(String signature, Class<T> iface, T target) {
    return Callback.of(signature)
        .as(MethodHandles.lookup(), iface)
        .in(Arena.global(), target)
        .pointer()
        .address();
  }

  /// Calls a function that takes the address of the handle that it destroys.
  static void destroy(long handle, LongConsumer destroyer) {
    try (Arena arena = Arena.ofConfined()) {
      destroyer.accept(arena.allocateFrom(JAVA_LONG, handle).address());
    }
  }
}
