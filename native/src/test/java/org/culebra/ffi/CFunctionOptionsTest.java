package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.Test;

/// `errno`, `critical`, texts, complex numbers, interfaces without a lookup.
class CFunctionOptionsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "options",
                      """
                      #include <complex.h>
                      #include <errno.h>
                      #include <stddef.h>
                      #include <string.h>
                      int fail(int number) { errno = number; return -1; }
                      int twice(int x) { return 2 * x; }
                      int call(int (*f)(int), int x) { return f(x); }
                      struct op { int (*f)(int); };
                      int call_op(struct op *o) { return o->f(1); }
                      size_t length(const char *text) { return strlen(text); }
                      size_t at_least(const char *text, size_t n) { return n; }
                      const char *greet(void) { return "gr\\u00fc\\u00df dich"; }
                      const char *broken(void) { return "\\xff"; }
                      double _Complex times(double _Complex a, double _Complex b) { return a * b; }
                      float _Complex conj_of(float _Complex a) { return conjf(a); }
                      double _Complex sum(int n, const double _Complex *a) {
                        double _Complex s = 0; for (int i = 0; i < n; i++) s += a[i]; return s;
                      }
                      void *any(void *p) { return p; }
                      """,
                      "-std=gnu11")
                  .toString())
          .declare(
              """
              int fail(int number);
              int twice(int x);
              int call(int (*f)(int), int x);
              struct op { int (*f)(int); };
              int call_op(struct op *o);
              size_t length(const char *text);
              size_t at_least(const char text[n], size_t n);
              const char *greet(void);
              const char *broken(void);
              double _Complex times(double _Complex a, double _Complex b);
              float _Complex conj_of(float _Complex a);
              double _Complex sum(int n, const double _Complex a[n]);
              void *any(void *p);
              """);

  interface IntToInt {
    int of(int value);
  }

  interface Length {
    long length(String text);
  }

  interface Times {
    CComplex times(CComplex a, CComplex b);
  }

  interface Any {
    MemorySegment any(Callback callback);
  }

  interface AnyStruct {
    MemorySegment any(CStruct.Value value);
  }

  private final CFunction fail = LIB.function("fail").withErrno();

  @Test
  void errno_isThatOfThisThreadsLastCall() throws InterruptedException {
    IntToInt bound = fail.as(LOOKUP, IntToInt.class);
    assertThat(bound.of(2)).isEqualTo(-1);
    AtomicReference<Errno> other = new AtomicReference<>();
    Thread thread =
        new Thread(() -> {
          fail.call(13);
          other.set(Errno.last());
        });
    thread.start();
    thread.join();

    assertThat(Errno.last()).isEqualTo(new Errno(2));
    assertThat(other.get()).isEqualTo(new Errno(13));
    assertThat(Errno.last().message()).isEqualTo("No such file or directory");
    assertThat(Errno.last()).hasToString("No such file or directory (errno 2)");
    assertThat(fail.call(17)).isEqualTo(-1);
    assertThat(Errno.last().number()).isEqualTo(17);
  }

  @Test
  void errno_worksOnVirtualThreads() throws InterruptedException {
    AtomicReference<Errno> found = new AtomicReference<>();
    Thread.ofVirtual()
        .start(() -> {
          fail.call(5);
          found.set(Errno.last());
        })
        .join();

    assertThat(found.get()).isEqualTo(new Errno(5));
  }

  @Test
  void errno_withoutACall_isRejected() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(Errno::last);
    thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
    thread.start();
    thread.join();

    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "expected an earlier call of a function with withErrno() on this thread but found none");
  }

  @Test
  void critical_calls_alsoWithErrno() {
    assertThat(LIB.function("twice").critical().as(LOOKUP, IntToInt.class).of(21)).isEqualTo(42);
    assertThat(LIB.function("fail").critical().withErrno().call(3)).isEqualTo(-1);
    assertThat(Errno.last().number()).isEqualTo(3);
  }

  @Test
  void critical_thatCouldCallJava_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("call").critical())
        .withMessage(
            "expected a function that cannot call Java but found int call(int (*f)(int), int x):"
                + " 'int (*f)(int)' is a function pointer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("call_op").critical())
        .withMessage(
            "expected a function that cannot call Java but found int call_op(struct op *o): 'struct"
                + " op *o' has the function pointer 'op.f'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> CLibrary.process().function("int printf(const char *format, ...)").critical())
        .withMessage(
            "expected a function that cannot call Java but found int printf(const char *format,"
                + " ...): ... may be function pointers");
  }

  @Test
  void critical_rejectsCallbacksPassedAsVoidPointers() {
    CFunction any = LIB.function("any").critical();
    try (Arena arena = Arena.ofConfined()) {
      Callback callback =
          Callback.of("int (int x)").as(LOOKUP, IntToInt.class).in(arena, value -> value);
      CStruct.Value struct = LIB.struct("op").allocate(arena).set("f", callback);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> any.call(callback))
          .withMessage(
              "cannot call void *any(void *p)\n"
                  + "  argument 1 'p': expected no callback for a critical function but found"
                  + " callback 'int (int x)'");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> any.as(LOOKUP, AnyStruct.class).any(struct))
          .withMessage(
              "cannot call void *any(void *p)\n"
                  + "  argument 1 'p': expected no callback for a critical function but found"
                  + " struct op");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> any.as(LOOKUP, Any.class))
          .withMessage(
              "cannot bind MemorySegment any(Callback) to void *any(void *p)\n"
                  + "  parameter 1 'p': expected no callback but found Callback");
    }
  }

  @Test
  void text_goesAsUtf8() {
    assertThat(LIB.function("length").call("gr\u00fc\u00df")).isEqualTo(6L);
    Length length = LIB.function("length").as(LOOKUP, Length.class);
    assertThat(length.length("")).isEqualTo(0);
    assertThat(length.length("\ud83d\udc0d")).isEqualTo(4);
    assertThat(LIB.function("at_least").call("abc")).isEqualTo(3L);
    assertThat(LIB.function("at_least").call("abc", 4)).isEqualTo(4L);
  }

  @Test
  void text_thatCCannotHave_isRejected() {
    Length length = LIB.function("length").as(LOOKUP, Length.class);
    String call = "cannot call size_t length(const char *text)\n  argument 1 'text': ";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> length.length("a\0b"))
        .withMessage(call + "expected text without NUL but found one at index 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("length").call("a\ud800"))
        .withMessage(call + "expected paired surrogates but found an unpaired one at index 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("at_least").call("abc", 5))
        .withMessage(
            "cannot call size_t at_least(const char text[n], size_t n)\n"
                + "  argument 1 'text': expected text of at least n = 5 bytes with its NUL but"
                + " found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("any").call("text"))
        .withMessage(
            "cannot call void *any(void *p)\n"
                + "  argument 1 'p': expected an array or a MemorySegment, writable but found a"
                + " String");
  }

  @Test
  void returnedText_isRead() {
    MemorySegment text = Calls.of(MemorySegment.class, LIB.function("greet"));

    assertThat(CText.read(text, 11)).isEqualTo("gr\u00fc\u00df dich");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CText.read(text, 10))
        .withMessage("expected a NUL after at most 10 bytes but found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CText.read(Calls.of(MemorySegment.class, LIB.function("broken")), 10))
        .withMessage("expected text in UTF-8 but found other bytes: Input length = 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CText.read(MemorySegment.NULL, 10))
        .withMessage("expected the address of a text but found NULL");
    assertThat(LIB.function("length").call(CText.allocate(Arena.ofAuto(), "kept"))).isEqualTo(4L);
  }

  @Test
  void complexNumbers_goBothWays() {
    Times times = LIB.function("times").as(LOOKUP, Times.class);

    assertThat(times.times(new CComplex(1, 2), new CComplex(3, 4))).isEqualTo(new CComplex(-5, 10));
    assertThat(LIB.function("conj_of").call(new CComplex(1, 2))).isEqualTo(new CComplex(1, -2));
    NDArray numbers = NDArray.zeros(DType.COMPLEX128, 2);
    numbers.real().fill(1.5);
    assertThat(LIB.function("sum").call(numbers)).isEqualTo(new CComplex(3, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("conj_of").call(new CComplex(0.1, 0)))
        .withMessage(
            "cannot call float _Complex conj_of(float _Complex a)\n"
                + "  argument 1 'a': expected a CComplex whose parts are exact as float but found"
                + " CComplex[re=0.1, im=0.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("sum").call(NDArray.zeros(DType.COMPLEX64, 2)))
        .withMessage(
            "cannot call double _Complex sum(int n, const double _Complex a[n])\n"
                + "  argument 1 'a': expected complex128, C-contiguous, at least n = 2 elements but"
                + " found complex64 of shape (2,)");
  }

  @Test
  void publicInterfaces_needNoLookup() {
    CLibrary process = CLibrary.process().declare("int abs(int); long labs(long);");

    PublicApi.Numbers numbers = process.bind(PublicApi.Numbers.class);
    assertThat(numbers.abs(-3)).isEqualTo(3);
    assertThat(numbers.labs(-4)).isEqualTo(4);
    assertThat(process.function("abs").as(PublicApi.Abs.class).of(-5)).isEqualTo(5);
    try (Arena arena = Arena.ofConfined()) {
      Callback callback =
          Callback.of("int (int x)").as(PublicApi.Abs.class).in(arena, value -> value + 1);
      assertThat(LIB.function("call").call(callback, 4)).isEqualTo(5);
    }
  }

  @Test
  void otherInterfaces_needALookup() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("twice").as(IntToInt.class))
        .withMessage(
            "expected a public interface in an exported package, or MethodHandles.lookup() as"
                + " well, but found "
                + IntToInt.class.getName()
                + ", which is not public");
  }

  @Test
  void use_choosesTheVariantThatIsBound() {
    CLibrary process = CLibrary.process().declare("int abs(int); long labs(long);");
    process.use(process.function("abs").critical());

    assertThat(process.bind(PublicApi.Numbers.class).abs(-3)).isEqualTo(3);
    assertThat(process.function("abs").call(-2)).isEqualTo(2);
  }

  @Test
  void functionOfAClosedCallback_isRejected() {
    CFunction function;
    try (Arena arena = Arena.ofConfined()) {
      Callback callback =
          Callback.of("int (int x)").as(LOOKUP, IntToInt.class).in(arena, value -> value + 1);
      function = CFunction.of(callback.pointer(), "int f(int x)");
      assertThat(function.call(1)).isEqualTo(2);
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> function.call(1))
        .withMessage("Already closed");
  }
}
