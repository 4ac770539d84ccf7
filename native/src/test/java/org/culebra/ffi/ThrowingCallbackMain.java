package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import org.culebra.array.NDArray;

/// A child JVM in which callbacks fail in every way; an exception that reached C would end it.
final class ThrowingCallbackMain {
  private ThrowingCallbackMain() {}

  public static void main(String[] arguments) {
    try (Arena arena = Arena.ofConfined()) {
      CFunction qsort =
          CLibrary.process()
              .function(
                  "void qsort(void base[n * size], size_t n, size_t size,"
                      + " int (*compare)(const void *, const void *))");
      NDArray values = NDArray.copyOf(new int[] {3, 2, 1}, 3);
      report(() -> qsort.call(values, 3, 4, callback(arena, (a, b) -> overflow(1))));
      report(() -> qsort.call(values, 3, 4, callback(arena, (a, b) -> a.get(5))));
      report(() ->
          qsort.call(
              values,
              3,
              4,
              callback(
                  arena,
                  (a, b) -> {
                    throw new AssertionError("on purpose");
                  })));
      Thread.currentThread()
          .setUncaughtExceptionHandler((thread, failure) -> {
            throw new IllegalStateException("a handler that fails too");
          });
      Callback alone = callback(arena, (a, b) -> overflow(1));
      qsort.call(values, 3, 4, alone.pointer());
      System.out.println(alone.failure() == null ? "no failure" : "0 sorted");
    }
    System.out.println("survived");
  }

  private static Callback callback(Arena arena, CallbackTest.Compare target) {
    return Callback.of("int (const int *a, const int *b)")
        .as(MethodHandles.lookup(), CallbackTest.Compare.class)
        .in(arena, target);
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static int overflow(int depth) {
    return depth + overflow(depth + 1);
  }

  private static void report(Runnable call) {
    try {
      call.run();
      System.out.println("no failure");
    } catch (Throwable thrown) {
      System.out.println(thrown.getClass().getSimpleName());
    }
  }
}
