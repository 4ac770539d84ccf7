package org.culebra.ffi.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.culebra.ffi.capsule.CapsuleLibrary.GEOMETRY;
import static org.culebra.ffi.capsule.CapsuleLibrary.MAKER;
import static org.culebra.ffi.capsule.CapsuleLibrary.NAME;
import static org.culebra.ffi.capsule.CapsuleLibrary.USER;
import static org.culebra.ffi.capsule.CapsuleLibrary.call;
import static org.culebra.ffi.capsule.CapsuleLibrary.capsule;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.culebra.ffi.CFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CapsuleModeTest {
  interface Area {
    double of(double w, double h);
  }

  private static CapsuleUse<CapsuleTable> open(Capsule<?> capsule, CapsuleMode mode) {
    return capsule.open(NAME, 1, 2, GEOMETRY, mode);
  }

  static CapsuleUse.Count count(CapsuleUse<?> use, String slot) {
    return Objects.requireNonNull(use.counts().get(slot));
  }

  private static long calls(CapsuleUse<?> use, String slot) {
    return count(use, slot).calls();
  }

  @Test
  void plain_isTheProducersPointer() {
    MemorySegment table = CapsuleLibrary.table(0);
    try (Capsule<CapsuleTable> capsule = Capsule.at(table, NAME, 1, GEOMETRY);
        CapsuleUse<CapsuleTable> use = open(capsule, CapsuleMode.PLAIN)) {
      assertThat(use.pointer().address()).isEqualTo(table.address());
      assertThat(use.get().function("area").pointer().address())
          .isEqualTo(MAKER.symbol("area").address());
      assertThat(call(USER, "sum", use.pointer(), 10)).isEqualTo(90.0);
      assertThat(use.counts()).isEmpty();
    }
  }

  @Test
  void trace_countsTheCallsOfJavaAndOfC() {
    try (Capsule<CapsuleTable> capsule = capsule();
        CapsuleUse<CapsuleTable> use = open(capsule, CapsuleMode.TRACE);
        CapsuleUse<CapsuleTable> other = open(capsule, CapsuleMode.TRACE)) {
      MemorySegment table = use.pointer();
      assertThat(table.address()).isNotEqualTo(capsule.pointer().address());
      assertThat(call(USER, "header", table)).isEqualTo(102);
      assertThat(call(USER, "sum", table, 10)).isEqualTo(90.0);
      assertThat(use.get().function("area").call(3, 4)).isEqualTo(12.0);
      for (int value : new int[] {0, 1, 127, 128, 254, 255}) {
        assertThat(call(USER, "invert", table, value)).isEqualTo(255 - value);
        assertThat(use.get().function("invert").call(value)).isEqualTo(255 - value);
      }
      for (int value : new int[] {0, 32767, 32768, 65534}) {
        assertThat(call(USER, "grow", table, value)).isEqualTo(value + 1);
      }
      assertThat(call(USER, "mirrored", table, 3, 4)).isEqualTo(43.0);

      assertThat(use.counts()).hasSize(6);
      assertThat(calls(use, "area")).isEqualTo(11);
      assertThat(count(use, "area").nanos()).isPositive();
      assertThat(calls(use, "invert")).isEqualTo(12);
      assertThat(calls(use, "grow")).isEqualTo(4);
      assertThat(calls(use, "mirror")).isEqualTo(1);
      assertThat(use.counts().get("image_new")).isEqualTo(new CapsuleUse.Count(0, 0));
      assertThat(calls(other, "area")).isZero();
    }
  }

  @Test
  void trace_fromManyThreads_countsAll() throws InterruptedException, ExecutionException {
    try (Capsule<CapsuleTable> capsule = capsule();
        CapsuleUse<CapsuleTable> use = open(capsule, CapsuleMode.TRACE);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      MemorySegment table = use.pointer();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(threads.submit(() -> call(USER, "sum", table, 1000)));
      }
      for (Future<?> future : running) {
        future.get();
      }
      assertThat(calls(use, "area")).isEqualTo(4000);
    }
  }

  @Test
  void listener_isNotified() {
    List<String> told = new ArrayList<>();
    CapsuleListener listener =
        new CapsuleListener() {
          @Override
          public void enter(String slot) {
            told.add("enter " + slot);
          }

          @Override
          public void exit(String slot, long nanos, @Nullable Throwable failure) {
            told.add("exit " + slot + (nanos >= 0 ? " " : " too early ") + failure);
            throw new ArithmeticException("a listener that fails");
          }
        };
    try (Capsule<CapsuleTable> capsule = capsule();
        CapsuleUse<CapsuleTable> use =
            capsule.open(NAME, 1, 0, GEOMETRY, CapsuleMode.TRACE, listener)) {
      call(USER, "mirrored", use.pointer(), 3, 4);
      use.get().function("area").call(3, 4);
    }
    assertThat(told)
        .containsExactly("enter mirror", "exit mirror null", "enter area", "exit area null");
  }

  @Test
  void debug_callAfterClose_isRejectedInJava() {
    Capsule<CapsuleTable> capsule = capsule();
    CapsuleUse<CapsuleTable> closed = open(capsule, CapsuleMode.DEBUG);
    CapsuleUse<CapsuleTable> left = open(capsule, CapsuleMode.DEBUG);
    CFunction early = closed.get().function("area");
    CFunction late = left.get().function("area");
    closed.close();

    Throwable rejected = catchThrowable(() -> early.call(3, 4));
    assertThat(rejected)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "slot 'area': expected a call before the use of capsule \"org.culebra.geometry\" was"
                + " closed but found one afterwards")
        .hasCauseExactlyInstanceOf(Throwable.class);
    assertThat(rejected.getCause()).hasMessageStartingWith("closed by thread ");
    assertThat(rejected.getSuppressed()[0]).hasMessageStartingWith("opened by thread ");
    assertThat(late.call(3, 4)).isEqualTo(12.0);
    assertThatIllegalStateException()
        .isThrownBy(closed::get)
        .withMessage(
            "expected an open use of capsule \"org.culebra.geometry\" but found a closed one");

    capsule.close();
    assertThat(catchThrowable(() -> late.call(3, 4)))
        .hasMessage(
            "slot 'area': expected a call before capsule \"org.culebra.geometry\" was closed but"
                + " found one afterwards")
        .hasCauseExactlyInstanceOf(Throwable.class);
    left.close();
  }

  @Test
  void debug_callAfterClose_isHarmlessInC() {
    Capsule<CapsuleTable> capsule = capsule();
    CapsuleUse<CapsuleTable> use = open(capsule, CapsuleMode.DEBUG);
    call(USER, "keep", use.pointer());
    assertThat(call(USER, "area_of_kept", 3, 4)).isEqualTo(12.0);
    use.close();
    capsule.close();

    assertThat((Double) call(USER, "area_of_kept", 3, 4)).isNaN();

    assertThat(use.misuses())
        .singleElement()
        .isInstanceOf(IllegalStateException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("slot 'area': expected a call before");
    assertThat(calls(use, "area")).isEqualTo(1);
  }

  @Test
  void debug_listsWhatWasNotReturned() {
    int before = Capsule.leaks().size();
    try (Capsule<CapsuleTable> capsule = capsule()) {
      CapsuleUse<CapsuleTable> use = open(capsule, CapsuleMode.DEBUG);
      CFunction free = use.get().function("image_free");
      MemorySegment image = (MemorySegment) callSlot(use, "image_new", 8);
      MemorySegment second = (MemorySegment) callSlot(use, "image_new", 8);
      assertThat(Capsule.leaks()).hasSize(before + 3);
      assertThat(Capsule.leaks().getLast().getMessage())
          .contains(
              "0x" + Long.toHexString(second.address()) + " of 'image_new' of capsule",
              "never passed to 'image_free', acquired by thread");
      free.call(image);
      free.call(MemorySegment.NULL);

      assertThat(catchThrowable(() -> free.call(image)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "slot 'image_free': expected a result of 'image_new' that has not been returned but"
                  + " found 0x"
                  + Long.toHexString(image.address()));
      call(USER, "keep", use.pointer());
      call(USER, "free_with_kept", image);
      assertThat(use.misuses()).hasSize(2);
      call(USER, "free_with_kept", second);
      assertThat(Capsule.leaks()).hasSize(before + 1);
      use.close();
    }
    assertThat(Capsule.leaks()).hasSize(before);
    assertThat(call(MAKER, "image_count")).isEqualTo(0);
  }

  private static Object callSlot(CapsuleUse<CapsuleTable> use, String slot, Object argument) {
    Object result = use.get().function(slot).call(argument);
    return result == null ? "nothing" : result;
  }

  @Test
  void fastInterfaces_areWatchedToo() {
    try (Capsule<CapsuleTable> capsule = capsule();
        CapsuleUse<CapsuleTable> use = open(capsule, CapsuleMode.TRACE)) {
      Area area = use.get().function("area").withErrno().as(MethodHandles.lookup(), Area.class);
      assertThat(area.of(3, 4)).isEqualTo(12.0);
      assertThat(calls(use, "area")).isEqualTo(1);
    }
  }

  @Test
  void confinedCapsule_calledOnAnotherThread_isRecorded()
      throws InterruptedException, ExecutionException {
    try (Arena arena = Arena.ofConfined();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Capsule<CapsuleTable> capsule = Capsule.at(arena, CapsuleLibrary.table(0), NAME, 1, GEOMETRY);
      try (CapsuleUse<CapsuleTable> use = open(capsule, CapsuleMode.TRACE)) {
        MemorySegment table = use.pointer();
        Object sum = threads.submit(() -> call(USER, "sum", table, 2)).get();
        assertThat((Double) sum).isNaN();
        assertThat(use.misuses()).hasSize(2).hasOnlyElementsOfType(WrongThreadException.class);
      }
    }
  }

  @Test
  void properties_chooseTheMode() {
    try (Capsule<CapsuleTable> capsule = capsule()) {
      assertThat(mode(capsule)).isEqualTo(CapsuleMode.PLAIN);
      System.setProperty("culebra.capsule", "trace");
      assertThat(mode(capsule)).isEqualTo(CapsuleMode.TRACE);
      System.setProperty("culebra.capsule." + NAME, "debug");
      assertThat(mode(capsule)).isEqualTo(CapsuleMode.DEBUG);
      System.setProperty("culebra.capsule." + NAME, "verbose");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> mode(capsule))
          .withMessage(
              "system property culebra.capsule.org.culebra.geometry: expected plain, debug or trace"
                  + " but found verbose");
    } finally {
      System.clearProperty("culebra.capsule");
      System.clearProperty("culebra.capsule." + NAME);
    }
  }

  private static CapsuleMode mode(Capsule<?> capsule) {
    try (CapsuleUse<CapsuleTable> use = capsule.open(NAME, 1, 0, GEOMETRY)) {
      return use.mode();
    }
  }
}
