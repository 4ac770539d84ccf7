package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;

/// A child JVM in which C and callbacks call each other until the stack ends, in every way.
final class DeepCallbackMain {
  private static final int ROUNDS = 60;
  private static final long[] STACKS = {300 << 10, 512 << 10, 1 << 20, 0};

  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "deep",
                      """
                      static int (*kept)(int);
                      void keep(int (*f)(int)) { kept = f; }
                      int call(int (*f)(int), int x) { return f(x); }
                      int call_kept(int x) { return kept(x); }
                      int both(int (*f)(int), int (*g)(int)) { return f(0) + g(0); }
                      """)
                  .toString())
          .declare(
              "void keep(void *f); int call(int (*f)(int), int x); int call_kept(int x);"
                  + " int both(int (*f)(int), int (*g)(int));");

  private DeepCallbackMain() {}

  interface Work {
    int of(int value);
  }

  interface Call {
    int call(Callback f, int x);
  }

  interface CallKept {
    int call(int x);
  }

  interface Compare {
    int compare(long a, long b);
  }

  public static void main(String[] arguments) throws InterruptedException {
    Call call = LIB.function("call").as(MethodHandles.lookup(), Call.class);
    AtomicReference<Callback> self = new AtomicReference<>();
    self.set(callback(x -> call.call(self.get(), x + 1)));
    rounds("bound", () -> call.call(self.get(), 0));

    CFunction slow = LIB.function("call");
    AtomicReference<Callback> boxed = new AtomicReference<>();
    boxed.set(callback(x -> Calls.of(Integer.class, slow, boxed.get(), x + 1)));
    rounds("boxed", () -> slow.call(boxed.get(), 0));

    Callback leaf = callback(x -> x);
    rounds("leaf", () -> javaThenC(call, leaf, 0));
    kept();
    sorting();
    new HalfBegun(LIB).run();
    System.out.println("survived");
  }

  /// Of a callback that C has kept no call is given anything: its failures are its own.
  private static void kept() throws InterruptedException {
    CFunction callKept = LIB.function("call_kept");
    CallKept bound = callKept.as(MethodHandles.lookup(), CallKept.class);
    kept("kept, bound", callback(x -> bound.call(x + 1)), () -> bound.call(0));
    kept(
        "kept, boxed",
        callback(x -> Calls.of(Integer.class, callKept, x + 1)),
        () -> callKept.call(0));
  }

  private static void kept(String name, Callback callback, Runnable run)
      throws InterruptedException {
    LIB.function("keep").call(callback.pointer());
    rounds(name, run);
    System.out.println(name + " " + callback.failure());
  }

  private static void sorting() throws InterruptedException {
    CFunction qsort =
        CLibrary.process()
            .function(
                "void qsort(void base[n * size], size_t n, size_t size,"
                    + " int (*compare)(const void *, const void *))");
    NDArray values = NDArray.copyOf(new int[] {3, 2, 1}, 3);
    AtomicReference<Callback> self = new AtomicReference<>();
    self.set(
        Callback.of("int (const void *a, const void *b)")
            .as(MethodHandles.lookup(), Compare.class)
            .in(
                Arena.global(),
                (a, b) -> {
                  qsort.call(values, 3, 4, self.get());
                  return 0;
                }));
    rounds("sorting", () -> qsort.call(values, 3, 4, self.get()));
  }

  /// Java's own recursion, and C at every depth.
  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static int javaThenC(Call call, Callback leaf, int depth) {
    return call.call(leaf, depth) + javaThenC(call, leaf, depth + 1);
  }

  private static Callback callback(Work target) {
    return Callback.of("int (int)")
        .errorValue(-1)
        .as(MethodHandles.lookup(), Work.class)
        .in(Arena.global(), target);
  }

  private static void rounds(String name, Runnable run) throws InterruptedException {
    int[] overflows = new int[1];
    for (int i = 0; i < ROUNDS; i++) {
      Thread thread =
          new Thread(
              null,
              () -> {
                try {
                  run.run();
                } catch (StackOverflowError e) {
                  overflows[0]++;
                }
              },
              name,
              STACKS[i % STACKS.length]);
      thread.setUncaughtExceptionHandler((failing, thrown) -> {
        if (!(thrown instanceof StackOverflowError)) {
          System.out.println(name + ": " + thrown);
        }
      });
      thread.start();
      thread.join();
    }
    System.out.println(name + " " + overflows[0]);
  }
}
