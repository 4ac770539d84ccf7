package org.culebra.ffi.capsule;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.testsupport.CFixtures;

/// A child JVM in which C calls the watched slot of a capsule at every depth of a stack, down to
/// its end.
final class DeepCapsuleMain {
  private static final int ROUNDS = 60;
  private static final long[] STACKS = {300 << 10, 512 << 10, 1 << 20, 0};
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "deep-capsule",
                      """
                      int twice(int x) { return 2 * x; }
                      int call(int (*slot)(int), int x, int (*other)(int)) { return slot(x); }
                      """)
                  .toString())
          .declare("int twice(int x); int call(void *slot, int x, int (*other)(int));");

  private DeepCapsuleMain() {}

  interface Work {
    int of(int value);
  }

  interface Call {
    int call(MemorySegment slot, int x, Callback other);
  }

  public static void main(String[] arguments) throws InterruptedException {
    Call call = LIB.function("call").as(MethodHandles.lookup(), Call.class);
    Callback other =
        Callback.of("int (int)").as(MethodHandles.lookup(), Work.class).in(Arena.global(), x -> x);
    CapsuleType<CFunction> type = CapsuleType.function("int (int)");
    for (CapsuleMode mode : new CapsuleMode[] {CapsuleMode.DEBUG, CapsuleMode.TRACE}) {
      try (Capsule<CFunction> capsule =
              Capsule.of("deep", type).pointer(LIB.function("twice")).make();
          CapsuleUse<CFunction> use = capsule.open("deep", 0, 0, type, mode)) {
        rounds(call, use.pointer(), other);
        System.out.println(
            mode + " called: " + (use.counts().values().iterator().next().calls() > 10_000));
      }
    }
    System.out.println("survived");
  }

  /// Java's own recursion, and C at every depth. That a callback is passed, makes sure of the stack
  /// that the JDK's own frames take; C calls the slot.
  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static int javaThenC(Call call, MemorySegment slot, Callback other, int depth) {
    return call.call(slot, depth, other) + javaThenC(call, slot, other, depth + 1);
  }

  private static void rounds(Call call, MemorySegment slot, Callback other)
      throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      Thread thread =
          new Thread(
              null,
              () -> {
                try {
                  javaThenC(call, slot, other, 0);
                } catch (StackOverflowError e) {
                  return; // as it must
                }
              },
              "deep",
              STACKS[i % STACKS.length]);
      thread.start();
      thread.join();
    }
  }
}
