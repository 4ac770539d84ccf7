package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Read-only and lifetime: items 72, 73 and 75 of the conformance list.
final class ReadOnlyConformanceTest {

  @Test
  @DisplayName("item 72: views of read-only are read-only, copies are writable")
  void item72_views_stayReadOnly() {
    NDArray writable = NDArray.zeros(DType.INT32, 2, 3);
    NDArray a = writable.asReadOnly();
    assertThat(a.isReadOnly()).isTrue();
    assertThat(writable.isReadOnly()).isFalse();
    assertThat(a.asReadOnly()).isSameAs(a);
    for (NDArray view :
        List.of(
            a.slice("1"),
            a.sliceAxis(0, 0, 1),
            a.sliceAxis(0, 0, 2, 1),
            a.select(0, 1),
            a.transpose(),
            a.permute(1, 0),
            a.swapAxes(0, 1),
            a.moveAxis(0, 1),
            a.flip(0),
            a.expandDims(0),
            a.squeeze(),
            a.squeeze(new int[0]),
            a.reshape(6),
            a.broadcastTo(2, 3),
            a.diagonal(0, 0, 1),
            a.slidingWindow(1, 1),
            a.slice())) {
      assertThat(view.isReadOnly()).isTrue();
    }
    assertThat(a.copy().isReadOnly()).isFalse();
    assertThat(a.copy(DType.FLOAT32).isReadOnly()).isFalse();
    assertThat(a.copy().fill(1L).getLong(0, 0)).isEqualTo(1);
    writable.setLong(1, 2, 5);
    assertThat(a.getLong(1, 2)).as("read-only is not constant").isEqualTo(5);
  }

  @Test
  @DisplayName("item 72: a read-only segment makes a read-only array")
  void item72_readOnlySegment() {
    NDArray a = NDArray.of(Arena.ofAuto().allocate(8).asReadOnly(), DType.INT32, 2);
    assertThat(a.isReadOnly()).isTrue();
    Rejections.argument(
        "array is read-only: int32 of shape (2,), strides (4,)", () -> a.setLong(0, 1));
  }

  @Test
  @DisplayName("item 73: every mutator rejects read-only with the same exception")
  void item73_mutators_reject() {
    NDArray a = NDArray.zeros(DType.INT32, 2, 3).asReadOnly();
    for (ThrowingCallable mutator :
        List.<ThrowingCallable>of(
            () -> a.setLong(0, 0, 1),
            () -> a.setDouble(0, 0, 1),
            () -> a.setBoolean(0, 0, true),
            () -> a.fill(1L),
            () -> a.fill(1.0),
            () -> a.copyFrom(NDArray.zeros(DType.INT32)))) {
      Rejections.argument("array is read-only: int32 of shape (2, 3), strides (12, 4)", mutator);
    }
    for (ThrowingCallable mutator :
        List.<ThrowingCallable>of(
            () -> a.asInts().set(0, 0, 1), () -> a.asInts().set(new long[] {0, 0}, 1))) {
      assertThatThrownBy(mutator).isExactlyInstanceOf(IllegalArgumentException.class);
    }
    assertThat(a.toIntArray()).containsOnly(0);
  }

  @Test
  @DisplayName("item 75: access after close throws, through every view of the memory")
  void item75_afterClose() {
    NDArray a;
    IntView view;
    try (Arena arena = Arena.ofConfined()) {
      a = NDArray.zeros(arena, DType.INT32, 2, 3);
      view = a.asInts();
    }
    for (ThrowingCallable access :
        List.<ThrowingCallable>of(
            () -> a.getLong(0, 0),
            () -> a.getDouble(0, 0),
            () -> a.setLong(0, 0, 1),
            () -> a.fill(1L),
            () -> a.copy(),
            () -> a.transpose().copy(),
            () -> a.toIntArray(),
            () -> a.toDoubleArray(),
            () -> a.copyFrom(NDArray.zeros(DType.INT32)),
            () -> NDArray.zeros(DType.INT32, 2, 3).copyFrom(a),
            () -> a.contentEquals(NDArray.zeros(DType.INT32, 2, 3)),
            () -> a.slice("1, 2").getLong(),
            () -> view.get(0, 0),
            () -> view.set(0, 0, 1),
            () -> a.asInts().get(0, 0))) {
      Rejections.state("Already closed", access);
    }
    // What needs no memory still answers.
    assertThat(a.slice("1").shape()).containsExactly(3);
    assertThat(a.toString()).isNotEmpty();
    assertThat(a.isCContiguous()).isTrue();
    assertThatThrownBy(() -> view.get(9, 9)).isInstanceOf(RuntimeException.class);
  }

  @Test
  @DisplayName("item 75: another thread cannot use confined memory")
  void item75_wrongThread() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray a = NDArray.zeros(arena, DType.INT32, 2);
      IntView view = a.asInts();
      assertThat(Rejections.thrownElsewhere(() -> a.getLong(0)))
          .isInstanceOf(WrongThreadException.class);
      assertThat(Rejections.thrownElsewhere(() -> a.fill(1L)))
          .isInstanceOf(WrongThreadException.class);
      assertThat(Rejections.thrownElsewhere(() -> a.copy()))
          .isInstanceOf(WrongThreadException.class);
      assertThat(Rejections.thrownElsewhere(() -> view.get(0)))
          .isInstanceOf(WrongThreadException.class);
      assertThat(Rejections.thrownElsewhere(() -> view.set(0, 1)))
          .isInstanceOf(WrongThreadException.class);
      assertThat(Rejections.thrownElsewhere(() -> a.slice("::-1").shape())).isNull();
      assertThat(Rejections.thrownElsewhere(() -> assertThat(a.toString()).isNotEmpty())).isNull();
      assertThat(a.toIntArray()).containsExactly(0, 0);
    }
  }

  @Test
  @DisplayName("item 75: a lease is released exactly once, the second time is an error")
  void item75_lease_isReleasedOnce() {
    NDArray a = NDArray.zeros(DType.INT32, 2);
    for (MemoryOwner owner : List.of(a.owner(), Retention.PERMANENT)) {
      Lease lease = owner.leaseFor(a.segment());
      lease.release();
      Rejections.state("expected a live lease but found a released one", lease::release);
      lease.close(); // AutoCloseable: does nothing
    }
  }
}
