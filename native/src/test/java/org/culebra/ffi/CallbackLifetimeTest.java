package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How long callbacks live, and what C gets from those with user data that fail.
class CallbackLifetimeTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String SIGNATURE = "double (double x, void *params)";
  private static final CLibrary LIB = CallbackUserDataTest.library();

  interface Doubles {
    double at(double x, DoubleView params);
  }

  interface Struct {
    double at(double x, CStruct.Value params);
  }

  interface Plain {
    double at(double x, long params);
  }

  @Test
  void callbackOfAnAutomaticArena_isCollected() throws InterruptedException {
    ReferenceQueue<MemorySegment.Scope> queue = new ReferenceQueue<>();
    Reference<?> arena = called(queue, false);
    Reference<?> failed = called(queue, true);

    for (int i = 0; i < 2; i++) {
      Reference<?> gone = null;
      for (int k = 0; k < 100 && gone == null; k++) {
        System.gc();
        gone = queue.remove(50);
      }
      assertThat(gone).isIn(arena, failed);
    }
  }

  /// One that has been called, and has kept a failure perhaps.
  private static Reference<?> called(ReferenceQueue<MemorySegment.Scope> queue, boolean fails) {
    Arena arena = Arena.ofAuto();
    NDArray weights = NDArray.copyOf(new double[] {10}, 1);
    Callback callback =
        Callback.of(SIGNATURE)
            .userData(weights)
            .as(LOOKUP, Doubles.class)
            .in(
                arena,
                (x, w) -> {
                  if (fails) {
                    throw new ArithmeticException("wanted");
                  }
                  return w.get(0) * x;
                });
    try {
      assertThat(LIB.function("apply").call(callback, weights, 3)).isEqualTo(30.0);
    } catch (ArithmeticException e) {
      assertThat(callback.failure()).isSameAs(e);
    }
    return new PhantomReference<>(arena.scope(), queue);
  }

  @Test
  void callbackOfAnAutomaticArena_staysWhileItsPointerIsReachable() throws InterruptedException {
    MemorySegment pointer =
        Callback.of(SIGNATURE)
            .as(LOOKUP, Plain.class)
            .in(Arena.ofAuto(), (x, p) -> x + 1)
            .pointer();
    for (int i = 0; i < 10; i++) {
      System.gc();
      Thread.sleep(5);
    }
    assertThat(LIB.function("apply").call(pointer, MemorySegment.NULL, 3)).isEqualTo(4.0);
  }

  /// The address is all that the method takes, and the function pointer all that is left.
  @Test
  void userDataTakenByItsAddress_staysWithThePointer() throws InterruptedException {
    List<WeakReference<NDArray>> data = new ArrayList<>();
    MemorySegment pointer = withAddress(data);
    try {
      for (int i = 0; i < 10; i++) {
        System.gc();
        Thread.sleep(5);
      }
      assertThat(data).noneMatch(reference -> reference.refersTo(null));
    } finally {
      Reference.reachabilityFence(pointer);
    }
  }

  private static MemorySegment withAddress(List<WeakReference<NDArray>> data) {
    NDArray weights = NDArray.copyOf(new double[] {10}, 1);
    data.add(new WeakReference<>(weights));
    return Callback.of(SIGNATURE)
        .userData(weights)
        .as(LOOKUP, Plain.class)
        .in(Arena.ofAuto(), (x, address) -> x)
        .pointer();
  }

  @Test
  void userDataAndErrorValue_goTogether() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray weights = NDArray.copyOf(arena, new double[] {10}, 1);
      Callback array =
          Callback.of(SIGNATURE)
              .userData(weights)
              .errorValue(-1.0)
              .as(LOOKUP, Doubles.class)
              .in(
                  arena,
                  (x, w) -> {
                    if (x > 5) {
                      throw new ArithmeticException("wanted");
                    }
                    return w.get(0) * x;
                  });
      CStruct.Value point = CStruct.of("struct point { double x; };").allocate(arena);
      point.set("x", 2.0);
      Callback struct =
          Callback.of(SIGNATURE)
              .userData(point)
              .errorValue(-2.0)
              .as(LOOKUP, Struct.class)
              .in(arena, (x, p) -> (double) p.get("x") / (x > 5 ? unwanted() : 1));

      assertThat(unchecked(array, weights.address(), 3)).isEqualTo(30.0);
      assertThat(unchecked(array, weights.address(), 6)).isEqualTo(-1.0);
      assertThat(array.failure()).hasMessage("wanted");
      assertThat(unchecked(struct, point.segment().address(), 3)).isEqualTo(2.0);
      assertThat(unchecked(struct, point.segment().address(), 6)).isEqualTo(-2.0);
      assertThat(unchecked(struct, point.segment().address() + 8, 3)).isEqualTo(-2.0);
    }
  }

  private static double unwanted() {
    throw new ArithmeticException("wanted");
  }

  /// By C that knows nothing of the callback: its failures are not thrown, but handled.
  private static double unchecked(Callback callback, long data, double x) {
    Thread.UncaughtExceptionHandler usual = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
    try {
      MemorySegment function = MemorySegment.ofAddress(callback.pointer().address());
      @Nullable Object result =
          LIB.function("apply").call(function, MemorySegment.ofAddress(data), x);
      return (double) Objects.requireNonNull(result);
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(usual);
    }
  }

  @Test
  void wrongErrorValue_withUserData_isRejected() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(ValueLayout.JAVA_DOUBLE);
      NDArray weights = NDArray.of(memory, DType.FLOAT64, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              Callback.of(SIGNATURE)
                  .userData(weights)
                  .errorValue("none")
                  .as(LOOKUP, Doubles.class)
                  .in(arena, (x, w) -> x))
          .withMessageContaining("error value of ")
          .withMessageContaining("expected a value of double but found ");
    }
  }
}
