package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import org.culebra.testsupport.CFixtures;

/// A child JVM in which callbacks fail on threads that C made; an exception that reached C would
/// end it.
final class ThreadOfCMain {
  private ThreadOfCMain() {}

  interface Work {
    int of(int value);
  }

  public static void main(String[] arguments) {
    CFunction onThread =
        CLibrary.open(
                CFixtures.sharedLibrary(
                        "thread",
                        """
                        #include <pthread.h>
                        static int (*f)(int);
                        static int result;
                        static void *run(void *p) { result = f(*(int *) p); return 0; }
                        int on_thread(int (*function)(int), int x) {
                          pthread_t thread;
                          f = function;
                          pthread_create(&thread, 0, run, &x);
                          pthread_join(thread, 0);
                          return result;
                        }
                        """,
                        "-lpthread")
                    .toString())
            .function("int on_thread(int (*function)(int), int x)");
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
      throw new IllegalStateException("a handler that fails too");
    });
    try (Arena arena = Arena.ofShared()) {
      Callback f =
          Callback.of("int (int)")
              .errorValue(-1)
              .as(MethodHandles.lookup(), Work.class)
              .in(arena, ThreadOfCMain::overflow);
      System.out.println(onThread.call(f.pointer(), 1)); // no call that it belongs to
      try {
        onThread.call(f, 1);
      } catch (StackOverflowError e) {
        System.out.println(e.getClass().getSimpleName());
      }
    }
    System.out.println("survived");
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static int overflow(int depth) {
    return depth + overflow(depth + 1);
  }
}
