package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.FloatView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What can go wrong when Python code is compiled into C callbacks, one by one, and that it cannot
/// go wrong here.
class PythranPitfallsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB = TestLibrary.open();

  interface WithData {
    double at(int n, DoubleView x, DoubleView c);
  }

  interface WithFloats {
    double at(int n, DoubleView x, FloatView c);
  }

  interface Lengths {
    long at(LongView shape);
  }

  @FunctionalInterface
  interface Structs {
    CStruct.Value at(CStruct.Value image);
  }

  interface Two {
    double at(int n, DoubleView x, DoubleView c);

    double at(int n, NDArray x, NDArray c);
  }

  private final Arena arena = Arena.ofConfined();
  private final NDArray x = NDArray.copyOf(new double[] {2, 3}, 2);
  private final NDArray c = NDArray.copyOf(new double[] {1}, 1);

  @AfterEach
  void close() {
    arena.close();
  }

  private Callback integrand(String signature, WithData target) {
    return Callback.of(signature).userData(c).as(LOOKUP, WithData.class).in(arena, target);
  }

  /// 1: one space more in a signature, and the callback does not match.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "double (int n, const double x[n], void *c)",
        "double(int n,const double x[n],void*c)",
        "  double  ( int  n , double  const  x [ n ] , void  * c ) ;",
        "double (*f)(int n, const double x[n], void *)"
      })
  void pitfall1_spelling_doesNotMatter(String signature) {
    Callback f = integrand(signature, (n, v, data) -> v.get(0) + data.get(0));

    assertThat(LIB.function("apply").call(f, 2, x, c)).isEqualTo(3.0);
  }

  @Test
  void pitfall1_typedefs_areSeenThrough() {
    FunctionType declared = CDeclarations.callback("long (const intptr_t *shape)");

    for (String name : new String[] {"npy_intp", "ssize_t", "int64_t", "long long"}) {
      Callback f =
          Callback.of("int64_t (" + name + " *shape)")
              .as(LOOKUP, Lengths.class)
              .in(arena, v -> v.get(0));
      assertThat(CType.sameAbi(declared, f.type())).as(name).isTrue();
    }
  }

  /// 2: user data of one type, read as another, gives numbers that look good.
  @Test
  void pitfall2_userDataReadAsAnotherType_doesNotBind() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of("double (int n, const double x[n], void *c)")
                .userData(c)
                .as(LOOKUP, WithFloats.class)
                .in(arena, (n, v, data) -> data.get(0)))
        .withMessage(
            "cannot bind double at(int, DoubleView, FloatView) to double (int n, const double"
                + " x[n], void *c)\n"
                + "  parameter 3 'c': expected NDArray, DoubleView, MemorySegment or long for user"
                + " data of float64 of shape (1,) but found FloatView");
  }

  @Test
  void pitfall2_arrayOfAnotherType_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            LIB.function("apply")
                .call(
                    integrand("double (int, const double *, void *)", (n, v, data) -> 0),
                    2,
                    NDArray.zeros(DType.FLOAT32, 2),
                    c))
        .withMessage(
            "cannot call double apply(double (*f)(int n, const double x[n], void *c), int n, const"
                + " double x[n], void *c)\n"
                + "  argument 3 'x': expected float64, C-contiguous, at least n = 2 elements but"
                + " found float32 of shape (2,)");
  }

  /// 3: pointer types exist for exported functions only.
  @Test
  void pitfall3_oneTypeLanguage_servesCallsCallbacksStructsAndViews() {
    CDeclarations types = LIB.declarations();
    CType field = types.struct("functor").field("f").type();
    CType parameter = types.prototype("apply").type().parameters().getFirst().type();
    CType typedef = types.type("integrand");

    assertThat(CType.sameAbi(field, parameter)).isTrue();
    assertThat(CType.sameAbi(field, typedef)).isTrue();
    assertThat(types.type("const double *"))
        .isEqualTo(CDeclarations.callback("void (const double *p)").parameters().get(0).type());
    Structs change = image -> image.set("width", 5);
    Callback f =
        Callback.of(
                ((CType.Pointer) types.prototype("apply_struct").type().parameters().get(0).type())
                    .function()
                    .orElseThrow())
            .as(LOOKUP, Structs.class)
            .in(arena, change);
    CStruct.Value image = LIB.struct("cImg").allocate(arena);
    assertThat(Calls.of(CStruct.Value.class, LIB.function("apply_struct"), f, image).get("width"))
        .isEqualTo(5);
  }

  /// 4: a name with several signatures, of which one is taken silently or none at all.
  @Test
  void pitfall4_severalCandidates_areAnErrorThatNamesThem() {
    Two two =
        new Two() {
          @Override
          public double at(int n, DoubleView v, DoubleView data) {
            return 0;
          }

          @Override
          public double at(int n, NDArray v, NDArray data) {
            return 0;
          }
        };

    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of("double (int, double *, void *)").as(LOOKUP, Two.class).in(arena, two))
        .withMessage(
            "expected exactly one abstract method in "
                + Two.class.getName()
                + " but found 2: double at(int, DoubleView, DoubleView), double at(int, NDArray,"
                + " NDArray)");
  }

  /// 5: wrapping the pointers as arrays costs more than the work.
  @Test
  void pitfall5_viewsInACallback_allocateNothing() {
    ChildJvm.Result result =
        ChildJvm.of(UpcallAllocationMain.class).flags("--enable-native-access=ALL-UNNAMED").run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).as(result.toString()).contains("nothing allocated");
  }

  /// 6: an exception in a callback gives garbage in Python and ends a JVM.
  @Test
  void pitfall6_exception_isThrownByTheCall_andCGetsTheErrorValue() {
    ArithmeticException boom = new ArithmeticException("boom");
    Callback f =
        integrand(
            "double (int n, const double x[n], void *c)",
            (n, v, data) -> {
              throw boom;
            });

    assertThat(catchThrowable(() -> LIB.function("apply").call(f, 2, x, c))).isSameAs(boom);
    assertThat(f.failure()).isSameAs(boom);
    assertThat(LIB.function("negate").call(true)).isEqualTo(false);
  }

  @Test
  void pitfall6_exceptionOnAThreadOfC_doesNotEndTheProcess() {
    ChildJvm.Result result =
        ChildJvm.of(ThreadOfCMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Xcheck:jni")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .as(result.toString())
        .contains("-1", "StackOverflowError", "survived");
  }

  /// 7: the callback or its user data is freed while C keeps the pointer.
  @Test
  void pitfall7_closedCallback_isRejectedBeforeTheCall() {
    Callback closed;
    CStruct.Value functor = LIB.struct("functor").allocate(arena);
    try (Arena own = Arena.ofConfined()) {
      closed =
          Callback.of("double (int n, const double x[n], void *c)")
              .userData(c)
              .as(LOOKUP, WithData.class)
              .in(own, (n, v, data) -> 0);
      functor.set("f", closed);
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> LIB.function("apply").call(closed, 2, x, c))
        .withMessage("Already closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> LIB.function("apply_functor").call(functor, 2, x))
        .withMessage(
            "functor, field 'f': expected memory that is alive but found that its arena has been"
                + " closed");
  }

  @Test
  void pitfall7_struct_keepsCallbackAndUserDataAlive() throws InterruptedException {
    Arena auto = Arena.ofAuto();
    CStruct.Value functor = LIB.struct("functor").allocate(auto);
    WeakReference<Object> data = setForgotten(auto, functor);

    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(10);
    }

    try {
      assertThat(data.get()).isNotNull();
      assertThat(LIB.function("apply_functor").call(functor, 2, x)).isEqualTo(7.0);
      assertThat(((MemorySegment) functor.get("c")).address()).isNotZero();
    } finally {
      Reference.reachabilityFence(functor);
    }
  }

  private static WeakReference<Object> setForgotten(Arena auto, CStruct.Value functor) {
    NDArray seven = NDArray.copyOf(new double[] {7}, 1);
    functor.set(
        "f",
        Callback.of("double (int n, const double x[n], void *c)")
            .userData(seven)
            .as(LOOKUP, WithData.class)
            .in(auto, (n, v, data) -> data.get(0)));
    return new WeakReference<>(seven);
  }
}
