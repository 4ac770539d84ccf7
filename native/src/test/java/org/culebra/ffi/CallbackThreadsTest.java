package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Callbacks on threads that C made, on several threads, and within one another.
class CallbackThreadsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "threads",
                      """
                      #include <pthread.h>
                      typedef int (*work)(int);
                      struct job { work f; int x; int result; };
                      static void *run(void *p) {
                        struct job *j = p;
                        j->result = j->f(j->x);
                        return 0;
                      }
                      int on_threads(work f, int n) {
                        pthread_t threads[8];
                        struct job jobs[8];
                        int sum = 0;
                        for (int i = 0; i < n; i++) {
                          jobs[i] = (struct job) {f, i, 0};
                          pthread_create(&threads[i], 0, run, &jobs[i]);
                        }
                        for (int i = 0; i < n; i++) {
                          pthread_join(threads[i], 0);
                          sum += jobs[i].result;
                        }
                        return sum;
                      }
                      int call(work f, int x) { return f(x); }
                      int call_two(work f, work g, int x) { return f(x) + g(x); }
                      """,
                      "-lpthread")
                  .toString())
          .declare(
              """
              int on_threads(int (*f)(int), int n);
              int call(int (*f)(int), int x);
              int call_two(int (*f)(int), int (*g)(int), int x);
              """);

  interface Work {
    int of(int value);
  }

  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    arena.close();
  }

  private Callback callback(Work target) {
    return Callback.of("int (int value)").errorValue(-1).as(LOOKUP, Work.class).in(arena, target);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("the other thread did not come", e);
    }
  }

  private static int call(String function, Object... arguments) {
    Object result = LIB.function(function).call(arguments);
    return result instanceof Integer number ? number : -999;
  }

  @Test
  void threadsOfC_runTheTarget() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Callback f =
        callback(value -> {
          threads.add(Thread.currentThread());
          return 10 * value;
        });

    assertThat(call("on_threads", f, 8)).isEqualTo(280);
    assertThat(threads).hasSize(8).doesNotContain(Thread.currentThread());
  }

  @Test
  void failureOnAThreadOfC_isThrownByTheCall() {
    Callback f =
        callback(value -> {
          if (value == 3) {
            throw new ArithmeticException("three");
          }
          return value;
        });

    assertThat(catchThrowable(() -> call("on_threads", f, 8)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("three");
    assertThat(f.failure()).hasMessage("three");
    assertThat(call("on_threads", f, 3)).isEqualTo(3);
  }

  @Test
  void failure_belongsToTheCallOfItsThread() throws Exception {
    CyclicBarrier inside = new CyclicBarrier(2);
    Callback f =
        callback(value -> {
          await(inside);
          if (value < 0) {
            throw new ArithmeticException("negative");
          }
          await(inside);
          return value;
        });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread failing =
        new Thread(() -> {
          thrown.set(catchThrowable(() -> call("call", f, -1)));
          await(inside);
        });
    failing.start();

    assertThat(call("call", f, 5)).isEqualTo(5);

    failing.join();
    assertThat(thrown.get()).isInstanceOf(ArithmeticException.class).hasMessage("negative");
  }

  @Test
  void nestedCalls_throwThroughEachLevel() {
    ArithmeticException boom = new ArithmeticException("boom");
    Callback inner =
        callback(value -> {
          if (value > 1) {
            throw boom;
          }
          return value;
        });
    Callback outer = callback(value -> call("call", inner, value + 1));

    assertThat(call("call", outer, 0)).isEqualTo(1);
    assertThat(catchThrowable(() -> call("call", outer, 1))).isSameAs(boom);
    assertThat(outer.failure()).isSameAs(boom);
    assertThat(inner.failure()).isSameAs(boom);
    assertThat(call("call", outer, 0)).isEqualTo(1);
  }

  @Test
  void nestedFailure_thatTheTargetCatches_isNotThrownAgain() {
    Callback inner =
        callback(value -> {
          throw new ArithmeticException("caught");
        });
    Callback outer =
        callback(value -> {
          Throwable thrown = catchThrowable(() -> call("call", inner, value));
          return thrown instanceof ArithmeticException ? 77 : 0;
        });

    assertThat(call("call", outer, 1)).isEqualTo(77);
    assertThat(outer.failure()).isNull();
  }

  @Test
  void callbackThatCallsItself_throwsOnce() {
    AtomicReference<Callback> self = new AtomicReference<>();
    Callback f =
        callback(value -> {
          if (value == 0) {
            throw new ArithmeticException("bottom");
          }
          return call("call", self.get(), value - 1);
        });
    self.set(f);

    assertThat(catchThrowable(() -> call("call", f, 5)))
        .hasMessage("bottom")
        .hasNoSuppressedExceptions();
    assertThat(catchThrowable(() -> call("call", f, 0))).hasMessage("bottom");
  }

  @Test
  void twoFailuresInOneCall_areThrownTogether() {
    Callback f =
        callback(value -> {
          throw new ArithmeticException("first");
        });
    Callback g =
        callback(value -> {
          throw new IllegalStateException("second");
        });

    Throwable thrown = catchThrowable(() -> call("call_two", f, g, 1));

    assertThat(thrown).hasMessage("first");
    assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void callWithoutAFailure_hasNone() {
    Callback f = callback(value -> value);

    assertThat(call("call", f, 3)).isEqualTo(3);
    assertThat(f.failure()).isNull();
  }
}
