package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.DoubleView;
import org.culebra.array.IntView;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbackTest {
  static final String INTEGRAND = "double (int n, const double x[n], const double *c)";
  private static final CLibrary LIB = TestLibrary.open();
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final Arena arena = Arena.ofConfined();
  private final NDArray x = NDArray.copyOf(new double[] {2, 3}, 2);

  interface Integrand {
    double at(int n, DoubleView x, DoubleView c);
  }

  interface Compare {
    int compare(IntView a, IntView b);
  }

  interface Arrays {
    double at(int n, NDArray x, long c);
  }

  interface Raw {
    double at(int n, MemorySegment x, MemorySegment c);
  }

  interface Apply {
    double apply(Callback f, int n, NDArray x, NDArray c);
  }

  interface ChangeImage {
    CStruct.Value change(CStruct.Value image);
  }

  interface ChangeByte {
    int change(int value);
  }

  @AfterEach
  void close() {
    arena.close();
  }

  private Callback integrand(Integrand target) {
    return Callback.of(INTEGRAND).as(LOOKUP, Integrand.class).in(arena, target);
  }

  @Test
  void views_showCsMemory() {
    Callback sum = integrand((n, v, c) -> n + v.get(0) * v.get(1) + c.get(0));
    Apply apply = LIB.function("apply").as(LOOKUP, Apply.class);

    assertThat(apply.apply(sum, 2, x, x)).isEqualTo(10.0);
    assertThat(LIB.function("apply").call(sum, 2, x, x)).isEqualTo(10.0);
  }

  @Test
  void arraysSegmentsAndAddresses_arriveToo() {
    Callback arrays =
        Callback.of("double (int n, const double x[n], void *c)")
            .as(LOOKUP, Arrays.class)
            .in(arena, (n, v, c) -> v.isReadOnly() && v.shape(0) == n && c == x.address() ? 1 : 0);
    Callback raw =
        Callback.of("double (int n, const double x[n], void *c)")
            .as(LOOKUP, Raw.class)
            .in(arena, (n, v, c) -> v.byteSize() + c.byteSize());

    assertThat(LIB.function("apply").call(arrays, 2, x, x)).isEqualTo(1.0);
    assertThat(LIB.function("apply").call(raw, 2, x, x)).isEqualTo(16.0);
  }

  @Test
  void view_usedAfterwards_isClosed() {
    AtomicReference<DoubleView> leaked = new AtomicReference<>();
    Callback leak =
        integrand((n, v, c) -> {
          leaked.set(v);
          return v.get(0);
        });

    LIB.function("apply").call(leak, 2, x, x);

    assertThatIllegalStateException()
        .isThrownBy(() -> leaked.get().get(0))
        .withMessage("Already closed");
  }

  @Test
  void constMemory_isReadOnly() {
    Callback writer =
        integrand((n, v, c) -> {
          v.set(0, 1.0);
          return 0;
        });

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("apply").call(writer, 2, x, x));
    assertThat(x.getDouble(0)).isEqualTo(2);
  }

  @Test
  void failure_isThrownByTheCall_andTheTargetIsNotRunAgain() {
    AtomicInteger runs = new AtomicInteger();
    ArithmeticException boom = new ArithmeticException("boom");
    Callback failing =
        integrand((n, v, c) -> {
          runs.incrementAndGet();
          throw boom;
        });

    for (int i = 1; i <= 2; i++) {
      assertThat(catchThrowable(() -> LIB.function("apply_twice").call(failing, 2, x, x)))
          .isSameAs(boom);
      assertThat(runs).hasValue(i);
    }
    assertThat(failing.failure()).isSameAs(boom);
  }

  @Test
  void failure_throughAStruct_isThrownByTheCall() {
    Callback failing =
        integrand((n, v, c) -> {
          throw new ArithmeticException("boom");
        });
    CStruct.Value functor = LIB.struct("functor").allocate(arena).set("f", failing).set("c", x);

    assertThat(catchThrowable(() -> LIB.function("apply_functor").call(functor, 2, x)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("boom");
  }

  @Test
  void failure_withoutACall_goesToTheHandler_andCGetsTheErrorValue() {
    AtomicReference<Throwable> handled = new AtomicReference<>();
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    Callback nan =
        integrand((n, v, c) -> {
          throw new ArithmeticException("boom");
        });
    Callback minusOne =
        Callback.of(INTEGRAND)
            .errorValue(-1)
            .as(LOOKUP, Integrand.class)
            .in(
                arena,
                (n, v, c) -> {
                  throw new ArithmeticException("boom");
                });
    try {
      Thread.currentThread().setUncaughtExceptionHandler((t, e) -> handled.set(e));
      LIB.function("keep").call(nan);
      assertThat((Double) LIB.function("call_kept").call(2, x, x)).isNaN();
      LIB.function("keep").call(minusOne);
      assertThat(LIB.function("call_kept").call(2, x, x)).isEqualTo(-1.0);
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
    assertThat(handled.get()).isSameAs(minusOne.failure());
  }

  @Test
  void failures_ofACallbackThatCGoesOnCalling_areHandledOnce_andCounted() {
    List<Throwable> handled = new ArrayList<>();
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    Callback failing =
        integrand((n, v, c) -> {
          throw new ArithmeticException("boom");
        });
    try {
      Thread.currentThread().setUncaughtExceptionHandler((t, e) -> handled.add(e));
      LIB.function("keep").call(failing);
      for (int i = 1; i <= 100; i++) {
        assertThat((Double) LIB.function("call_kept").call(2, x, x)).isNaN();
        assertThat(failing.failures()).isEqualTo(i);
      }
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
    assertThat(handled).containsExactly(failing.failure());
  }

  @Test
  void nullWhereElementsAreExpected_isAFailure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("apply").call(integrand((n, v, c) -> 0), 2, x, null))
        .withMessage(
            "callback parameter 3 'c': expected at least 1 element but found NULL; declare a long"
                + " if NULL is possible");
  }

  @Test
  void closedCallback_isRejectedBeforeTheCall() {
    Callback closed;
    try (Arena own = Arena.ofConfined()) {
      closed = Callback.of(INTEGRAND).as(LOOKUP, Integrand.class).in(own, (n, v, c) -> 0);
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> LIB.function("apply").call(closed, 2, x, x))
        .withMessage("Already closed");
  }

  @Test
  void otherSignature_isRejected() {
    Callback compare =
        Callback.of("int (const int *a, const int *b)")
            .as(LOOKUP, Compare.class)
            .in(arena, (a, b) -> 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("apply").call(compare, 2, x, x))
        .withMessageStartingWith(
            "cannot call double apply(double (*f)(int n, const double x[n], void *c), int n, const"
                + " double x[n], void *c)\n"
                + "  argument 1 'f': expected a callback 'double (int n, const double x[n], void"
                + " *c)' but found 'int (const int *a, const int *b)': ");
  }

  @Test
  void otherInterface_isRejectedWhenMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of("double (int n, const float x[n], void *c)")
                .as(LOOKUP, Integrand.class)
                .in(arena, (n, v, c) -> 0))
        .withMessage(
            "cannot bind double at(int, DoubleView, DoubleView) to double (int n, const float x[n],"
                + " void *c)\n"
                + "  parameter 2 'x': expected NDArray, FloatView or MemorySegment or long but"
                + " found DoubleView\n"
                + "  parameter 3 'c': expected MemorySegment or long but found DoubleView");
  }

  @Test
  void errorValue_ofAnotherType_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of(INTEGRAND)
                .errorValue("minus one")
                .as(LOOKUP, Integrand.class)
                .in(arena, (n, v, c) -> 0))
        .withMessageEndingWith("expected a value of double but found a String");
  }

  @Test
  void qsort_withACallback_sorts() {
    Callback compare =
        Callback.of("int (const int *a, const int *b)")
            .as(LOOKUP, Compare.class)
            .in(arena, (a, b) -> Integer.compare(a.get(0), b.get(0)));
    NDArray values = NDArray.copyOf(new int[] {5, -3, 9, 1}, 4);

    CLibrary.process()
        .function(
            "void qsort(void base[n * size], size_t n, size_t size,"
                + " int (*compare)(const void *, const void *))")
        .call(values, 4, 4, compare);

    assertThat(values.toIntArray()).containsExactly(-3, 1, 5, 9);
  }

  @Test
  void structsAndBytes_goBothWays() {
    CStruct image = LIB.struct("cImg");
    FunctionType type = LIB.declarations().prototype("apply_struct").type();
    CType.Pointer pointer = (CType.Pointer) type.parameters().getFirst().type();
    Callback change =
        Callback.of(pointer.function().orElseThrow())
            .as(LOOKUP, ChangeImage.class)
            .in(arena, v -> image.allocate(Arena.ofAuto()).set("width", (int) v.get("width") + 1));
    Callback more =
        Callback.of("unsigned char (unsigned char)")
            .as(LOOKUP, ChangeByte.class)
            .in(arena, value -> value + 55);

    CStruct.Value result =
        Calls.of(
            CStruct.Value.class,
            LIB.function("apply_struct"),
            change,
            image.allocate(arena).set("width", 8));

    assertThat(result.get("width")).isEqualTo(9);
    assertThat(LIB.function("apply_byte").call(more, 200)).isEqualTo(255);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("apply_byte").call(more, 201))
        .withMessage("callback result: expected an integer from 0 to 255 but found 256");
  }

  @Test
  void throwingCallbacks_doNotEndTheProcess() {
    ChildJvm.Result result =
        ChildJvm.of(ThrowingCallbackMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Xcheck:jni")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("StackOverflowError", "0 sorted", "survived");
  }

  @Test
  void deepRecursionThroughC_throwsInJava() {
    ChildJvm.Result result =
        ChildJvm.of(DeepCallbackMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .within(Duration.ofMinutes(3))
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .contains("bound 60", "boxed 60", "leaf 60", "sorting 60", "survived")
        .contains("kept, bound java.lang.StackOverflowError")
        .contains("kept, boxed java.lang.StackOverflowError")
        .contains("half begun, bound: on purpose, 1", "half begun, boxed: on purpose, 1");
  }
}
