package org.culebra.ffi.internal.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.culebra.array.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The leases of a struct's pointers: all are released even if one release throws.
class EveryLeaseTest {
  private final AtomicInteger released = new AtomicInteger();

  private Lease failing() {
    return () -> {
      released.incrementAndGet();
      throw new StackOverflowError("on purpose");
    };
  }

  private PointeeLeases three(boolean confined) {
    PointeeLeases leases = new PointeeLeases(confined);
    leases.add(failing());
    leases.add(released::incrementAndGet);
    leases.add(failing());
    return leases;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void arenaOfAStruct_closed_allAreReleasedOnce(boolean confined) {
    PointeeLeases leases = three(confined);
    assertThatThrownBy(leases::releaseAll).isInstanceOf(StackOverflowError.class);
    assertThat(released).hasValue(3);
    leases.releaseAll();
    assertThat(released).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void arenaOfAStruct_closedDuringACall_allAreReleasedAfterIt(boolean confined) {
    PointeeLeases leases = three(confined);
    leases.enter();
    leases.releaseAll();
    assertThat(released).hasValue(0);
    assertThatThrownBy(leases::leave).isInstanceOf(StackOverflowError.class);
    assertThat(released).hasValue(3);
  }

  /// A target is released neither while a call that began before its replacement is in progress,
  /// nor later than the last call.
  @Test
  void replacedTargets_areReleasedAfterCallsOfOtherThreads() throws Exception {
    PointeeLeases leases = new PointeeLeases(false);
    AtomicInteger current = new AtomicInteger();
    AtomicIntegerArray ended = new AtomicIntegerArray(20_000);
    AtomicInteger early = new AtomicInteger();
    Runnable calls =
        () -> {
          while (current.get() < ended.length() - 1) {
            leases.enter();
            int used = current.get();
            for (int i = 0; i < 10; i++) {
              early.addAndGet(ended.get(used));
            }
            leases.leave();
          }
        };
    List<Thread> threads =
        List.of(Thread.ofPlatform().start(calls), Thread.ofPlatform().start(calls));
    for (int i = 0; i < ended.length() - 1; i++) {
      int old = i;
      Lease lease = () -> ended.set(old, 1);
      leases.add(lease);
      current.set(i + 1);
      leases.remove(lease, lease);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(early).hasValue(0);
    int released = 0;
    for (int i = 0; i < ended.length(); i++) {
      released += ended.get(i);
    }
    assertThat(released).isEqualTo(ended.length() - 1);
  }
}
