package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// C functions as arguments for function pointers, with the checks of callbacks.
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
}
