package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Callbacks that C keeps, as in the virtual I/O of libsndfile and libtiff: their failures are
/// thrown by the call during which C runs them.
class KeptCallbacksTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String TYPES =
      """
      typedef long (*read_proc)(void *out, long n, void *user_data);
      typedef struct { long (*size)(void *user_data); read_proc read; void (*close)(void *user_data); } io;
      typedef struct file file;
      """;
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "kept_callbacks",
                      "#include <stdlib.h>\n#include <pthread.h>\n"
                          + TYPES
                          + """
                          struct file { io io; void *user_data; };
                          file *open_file(const io *io, void *user_data) {
                            file *f = malloc(sizeof *f);
                            f->io = *io; f->user_data = user_data;
                            return f;
                          }
                          long size(file *f) { return f->io.size(f->user_data); }
                          long read_file(file *f, char *out, long n) {
                            long all = 0;
                            for (; all < n; all += 4)
                              if (f->io.read(out + all, 4, f->user_data) < 4) return all;
                            return all;
                          }
                          void read_for_ever(file *f, char *out, long times) {
                            while (times--) f->io.read(out, 4, f->user_data);
                          }
                          void close_file(file *f) { f->io.close(f->user_data); free(f); }
                          static void *run(void *f) { return (void *) size(f); }
                          long size_on_thread(file *f) {
                            pthread_t thread; void *result;
                            pthread_create(&thread, 0, run, f);
                            pthread_join(thread, &result);
                            return (long) result;
                          }
                          """,
                      "-lpthread")
                  .toString())
          .declare(
              TYPES
                  + """
                  file *open_file(const io *io, void *user_data);
                  long size(file *f);
                  long read_file(file *f, char out[n], long n);
                  void read_for_ever(file *f, char out[4], long times);
                  void close_file(file *f);
                  long size_on_thread(file *f);
                  """);

  interface Size {
    long of(long data);
  }

  interface Read {
    long of(MemorySegment out, long n, long data) throws IOException;
  }

  interface Close {
    void of(long data);
  }

  interface Api {
    long size(MemorySegment file);

    long read_file(MemorySegment file, NDArray out, long n);

    void read_for_ever(MemorySegment file, NDArray out, long times);

    void close_file(MemorySegment file);

    long size_on_thread(MemorySegment file);
  }

  private static final Api API = LIB.bind(LOOKUP, Api.class);

  private final Arena arena = Arena.ofConfined();
  private final Thread thread = Thread.currentThread();
  private final Thread.UncaughtExceptionHandler usual = thread.getUncaughtExceptionHandler();
  private final List<Throwable> handled = new ArrayList<>();
  private final AtomicInteger runs = new AtomicInteger();
  private final NDArray out = NDArray.zeros(arena, DType.INT8, 64);
  private final CStruct io = LIB.struct("io");

  @BeforeEach
  void handle() {
    thread.setUncaughtExceptionHandler((t, thrown) -> handled.add(thrown));
  }

  @AfterEach
  void close() {
    thread.setUncaughtExceptionHandler(usual);
    assertThat(handled).isEmpty();
    // nothing is left for the next call
    MemorySegment file = open(LIB.struct("io").allocate(arena), data -> 3, (to, n, data) -> n);
    assertThat(API.size(file)).isEqualTo(3);
    API.close_file(file);
    arena.close();
  }

  private MemorySegment open(CStruct.Value value, Size size, Read read) {
    value
        .set("size", io.callback("size").as(LOOKUP, Size.class).in(arena, size))
        .set("read", io.callback("read").errorValue(-1).as(LOOKUP, Read.class).in(arena, read))
        .set("close", io.callback("close").as(LOOKUP, Close.class).in(arena, data -> {}));
    return Calls.of(MemorySegment.class, LIB.function("open_file"), value, null);
  }

  private MemorySegment failing(CStruct.Value value) {
    return open(
        value,
        data -> {
          throw new IllegalStateException("size");
        },
        (to, n, data) -> {
          if (runs.incrementAndGet() > 2) {
            throw new IOException("disk");
          }
          return n;
        });
  }

  @Test
  void failure_isThrownByTheCallThatRanTheCallback() {
    CStruct.Value value = io.allocate(arena);
    MemorySegment file = failing(value);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> API.read_file(file, out, 64))
        .withMessage("disk");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LIB.function("read_file").call(file, out, 64L))
        .withMessage("disk");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> API.size(file))
        .withMessage("size");
    API.close_file(file);
  }

  /// As for a callback that is an argument.
  @Test
  void afterAFailure_theCallbackIsNotRunAgainDuringTheCall() {
    MemorySegment file = failing(io.allocate(arena));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> API.read_for_ever(file, out, 1_000_000));
    assertThat(runs).hasValue(3);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> API.read_for_ever(file, out, 1_000_000));
    assertThat(runs).hasValue(4);
    API.close_file(file);
  }

  /// A call within a callback neither takes nor hides the failure of the outer call.
  @Test
  void nestedCalls_throwTheirOwnFailures() {
    MemorySegment inner = failing(io.allocate(arena));
    MemorySegment fine = open(io.allocate(arena), data -> 7, (to, n, data) -> n);
    List<Object> seen = new ArrayList<>();
    MemorySegment[] outer = new MemorySegment[1];
    MemorySegment other =
        open(
            io.allocate(arena),
            data -> 0,
            (to, n, data) -> {
              seen.add(API.size(fine));
              try {
                API.size(inner);
              } catch (IllegalStateException e) {
                seen.add(e.getMessage());
              }
              if (seen.size() == 4) {
                throw new UncheckedIOException(new IOException("outer"));
              }
              return n;
            });
    outer[0] = other;
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> API.read_file(outer[0], out, 64));
    assertThat(seen).containsExactly(7L, "size", 7L, "size");
    for (MemorySegment each : List.of(inner, fine, other)) {
      API.close_file(each);
    }
  }

  /// While the failure of one callback waits for the call to return, another runs and calls C.
  @Test
  void callsOfOtherCallbacks_doNotThrowIt() {
    MemorySegment fine = open(io.allocate(arena), data -> 7, (to, n, data) -> n);
    String types = "typedef void (*step)(void);";
    CLibrary steps =
        CLibrary.open(
                CFixtures.sharedLibrary(
                        "steps",
                        types
                            + "static step a, b; void keep_steps(step x, step y) { a = x; b = y; }"
                            + "void run_steps(void) { a(); b(); }")
                    .toString())
            .declare(types + "void keep_steps(step x, step y); void run_steps(void);");
    List<Long> seen = new ArrayList<>();
    Callback.Binding<Runnable> binding = steps.callback("step").as(Runnable.class);
    Callback first =
        binding.in(
            arena,
            () -> {
              throw new IllegalStateException("first");
            });
    Callback second =
        binding.in(
            arena,
            () -> {
              seen.add(API.size(fine));
              throw new IllegalArgumentException("second");
            });
    steps.function("keep_steps").call(first, second);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> steps.function("run_steps").call())
        .withMessage("first")
        .satisfies(thrown -> assertThat(thrown.getSuppressed()).containsExactly(second.failure()));
    assertThat(seen).containsExactly(7L);
    assertThat(first.failures() + second.failures()).isEqualTo(2);
    API.close_file(fine);
  }

  @Test
  void failureOnAThreadOfC_goesToTheHandler() {
    List<Throwable> uncaught = new ArrayList<>();
    MemorySegment file =
        Calls.of(
            MemorySegment.class,
            LIB.function("open_file"),
            io.allocate(arena)
                .set(
                    "size",
                    io.callback("size")
                        .errorValue(-5)
                        .uncaught(uncaught::add)
                        .as(LOOKUP, Size.class)
                        .in(
                            Arena.global(),
                            data -> {
                              throw new IllegalStateException("size");
                            }))
                .set(
                    "close",
                    io.callback("close").as(LOOKUP, Close.class).in(Arena.global(), data -> {})),
            null);
    assertThat(API.size_on_thread(file)).isEqualTo(-5);
    assertThat(uncaught).singleElement().isInstanceOf(IllegalStateException.class);
    API.close_file(file);
  }

  @Test
  void everyThread_throwsItsOwn() throws Exception {
    MemorySegment file =
        open(
            io.allocate(arena),
            data -> {
              throw new IllegalStateException(Thread.currentThread().getName());
            },
            (to, n, data) -> n);
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
      threads.add(
          builder
              .name("t" + i)
              .start(() -> {
                for (int k = 0; k < 200; k++) {
                  try {
                    API.size(file);
                  } catch (IllegalStateException e) {
                    if (!Thread.currentThread().getName().equals(e.getMessage())) {
                      thrown.add(e);
                    }
                    continue;
                  }
                  thrown.add(new AssertionError("nothing was thrown"));
                }
              }));
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(thrown).isEmpty();
    API.close_file(file);
  }

  @Test
  void stackOverflow_isThrownToo() {
    MemorySegment file = open(io.allocate(arena), KeptCallbacksTest::overflow, (to, n, data) -> n);
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> API.size(file));
    }
    API.close_file(file);
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static long overflow(long depth) {
    return depth + overflow(depth + 1);
  }

  /// A callback without a library knows no calls: as before, the thread's handler gets it.
  @Test
  void callbackOfASignature_goesToTheHandler() {
    MemorySegment file =
        Calls.of(
            MemorySegment.class,
            LIB.function("open_file"),
            io.allocate(arena)
                .set(
                    "size",
                    Callback.of("long (void *data)")
                        .errorValue(-5)
                        .as(LOOKUP, Size.class)
                        .in(
                            arena,
                            data -> {
                              throw new IllegalStateException("size");
                            }))
                .set("close", io.callback("close").as(LOOKUP, Close.class).in(arena, data -> {})),
            null);
    assertThat(API.size(file)).isEqualTo(-5);
    assertThat(handled).hasSize(1);
    handled.clear();
    API.close_file(file);
  }

  // --- names ---

  @Test
  void callbacks_areFoundByTheirNames() {
    assertThat(LIB.callback("read_proc"))
        .hasToString("Callback.Builder[long (void *out, long n, void *user_data)]");
    assertThat(LIB.callback("void (*)(file *f, const io *io)"))
        .hasToString("Callback.Builder[void (struct file *f, const io *io)]");
    assertThat(io.callback("read")).hasToString(LIB.callback("read_proc").toString());
    assertThat(
            CFunction.of(LIB.symbol("size"), "void each(int n, int (*run)(int x))").callback("run"))
        .hasToString("Callback.Builder[int (int x)]");
  }

  @Test
  void otherNames_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.callback("read_prok"))
        .withMessage(
            "expected the name of a function type but found 'read_prok'; did you mean"
                + " 'read_proc'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.callback("io"))
        .withMessageStartingWith("expected the name of a function type but found 'io', which is");
    CStruct pair = CStruct.of("struct pair { int a; void (*f)(void); };");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pair.callback("a"))
        .withMessage("field 'a': expected a function pointer but found int in struct pair");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("size").callback("f"))
        .withMessage(
            "expected a function pointer among the parameters of 'long size(struct file *f)' but"
                + " found 'f'");
  }
}
