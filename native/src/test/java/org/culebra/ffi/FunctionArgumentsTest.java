package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// C functions as arguments for function pointers, with the checks of callbacks; and callbacks
/// through interfaces and method handles.
class FunctionArgumentsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final CLibrary LIB =
      CLibrary.compile(
              """
              typedef double (*map)(double x, void *data);
              struct task { map f; void *data; };
              double apply(map f, double x) { return f ? f(x, 0) : -1; }
              double run(const struct task *t, double x) { return t->f(x, t->data); }
              double twice(double x, void *data) { return 2 * x; }
              double single(float x, void *data) { return x; }
              void *any(void *p) { return p; }
              """)
          .declare(
              """
              typedef double (*map)(double x, void *data);
              struct task { map f; void *data; };
              double apply(map f, double x);
              double run(const struct task *t, double x);
              double twice(double x, void *data);
              double single(float x, void *data);
              void *any(void *p);
              """);

  interface Apply {
    double apply(@Nullable CFunction f, double x);
  }

  private final CFunction twice = LIB.function("twice");
  private final CFunction single = LIB.function("single");

  @Test
  void functionOfTheSameType_isCalled() {
    assertThat(LIB.function("apply").call(twice, 4)).isEqualTo(8.0);
    Apply bound = LIB.bind(LOOKUP, Apply.class);
    assertThat(bound.apply(twice, 4)).isEqualTo(8);
  }

  @Test
  void null_isNULL() {
    assertThat(LIB.function("apply").call(null, 4)).isEqualTo(-1.0);
    assertThat(LIB.bind(LOOKUP, Apply.class).apply(null, 4)).isEqualTo(-1);
  }

  @Test
  void functionOfAnotherType_isRejected() {
    String message =
        "cannot call double apply(double (*f)(double x, void *data), double x)\n"
            + "  argument 1 'f': expected a callback 'double (double x, void *data)' but found"
            + " 'double (float x, void *data)': parameter 1: expected double but found float";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("apply").call(single, 4))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.bind(LOOKUP, Apply.class).apply(single, 4))
        .withMessage(message);
  }

  @Test
  void field_takesAFunctionOfItsType() {
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value task = LIB.struct("task").allocate(arena).set("f", twice);
      assertThat(LIB.function("run").call(task, 4)).isEqualTo(8.0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> task.set("f", single))
          .withMessageContaining("parameter 1: expected double but found float");
    }
  }

  /// For `void *` the address is data, which only the caller can vouch for.
  @Test
  void voidPointer_takesTheAddressOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("any").call(twice))
        .withMessageContaining("but found function 'double twice(double x, void *data)'");
    assertThat(LIB.function("any").call(twice.pointer())).isEqualTo(twice.pointer());
  }

  @Test
  void functionInAClosedArena_isRejectedBeforeC() {
    CFunction closed;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = twice.pointer().reinterpret(arena, null);
      closed = CFunction.of(pointer, "double f(double x, void *data)");
      assertThat(LIB.function("apply").call(closed, 4)).isEqualTo(8.0);
    }
    assertThatIllegalStateException().isThrownBy(() -> LIB.function("apply").call(closed, 4));
  }

  interface ApplyCallback {
    double apply(@Nullable Callback f, double x);
  }

  interface Plain {
    double of(double x);
  }

  private static final MethodType TYPE =
      MethodType.methodType(double.class, Callback.class, double.class);

  /// A method handle of a bound function, as any Java method has one.
  private static MethodHandle handle() throws ReflectiveOperationException {
    return LOOKUP.bind(LIB.bind(LOOKUP, ApplyCallback.class), "apply", TYPE);
  }

  private static Callback tripled(Arena arena) {
    return LIB.callback("double (double x, void *data)")
        .as(LOOKUP, Tripled.class)
        .in(arena, (x, data) -> 3 * x);
  }

  interface Tripled {
    double of(double x, long data);
  }

  @Test
  void callback_throughAMethodHandle_isCalled() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      Callback tripled = tripled(arena);
      assertThat((double) handle().invokeExact(tripled, 4.0)).isEqualTo(12);
    }
    Callback none = null;
    assertThat((double) handle().invokeExact(none, 4.0)).isEqualTo(-1);
  }

  @Test
  void callback_thatFails_isThrownByTheMethodHandle() throws Throwable {
    MethodHandle handle = handle();
    try (Arena arena = Arena.ofConfined()) {
      Callback failing =
          LIB.callback("map")
              .as(LOOKUP, Tripled.class)
              .in(
                  arena,
                  (x, data) -> {
                    throw new IllegalStateException("no value");
                  });
      assertThatIllegalStateException()
          .isThrownBy(() -> handle.invoke(failing, 4.0))
          .withMessage("no value");
    }
  }

  @Test
  void callback_ofAnotherType_isRejectedByTheMethodHandle() throws Throwable {
    MethodHandle handle = handle();
    try (Arena arena = Arena.ofConfined()) {
      Callback plain = LIB.callback("double (double x)").as(LOOKUP, Plain.class).in(arena, x -> x);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> handle.invoke(plain, 4.0))
          .withMessageEndingWith(
              "expected a callback 'double (double x, void *data)' but found 'double (double x)':"
                  + " expected 2 parameters but found 1");
    }
  }

  @Test
  void callback_ofAClosedArena_orOfAnotherThread_isRejectedByTheMethodHandle() throws Throwable {
    MethodHandle handle = handle();
    try (Arena arena = Arena.ofConfined()) {
      Callback mine = tripled(arena);
      CompletableFuture<Object> other =
          CompletableFuture.supplyAsync(() -> catchThrowable(() -> handle.invoke(mine, 4.0)));
      assertThat(other.get()).isInstanceOf(WrongThreadException.class);
    }
    Callback closed;
    try (Arena arena = Arena.ofConfined()) {
      closed = tripled(arena);
    }
    assertThatIllegalStateException().isThrownBy(() -> handle.invoke(closed, 4.0));
  }
}
