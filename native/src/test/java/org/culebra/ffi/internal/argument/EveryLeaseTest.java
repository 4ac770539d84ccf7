package org.culebra.ffi.internal.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.Lease;
import org.junit.jupiter.api.Test;

/// The leases of a struct's pointers: all are released even if one release throws.
class EveryLeaseTest {
  private final AtomicInteger released = new AtomicInteger();

  private Lease failing() {
    return () -> {
      released.incrementAndGet();
      throw new StackOverflowError("on purpose");
    };
  }

  private PointeeLeases three() {
    PointeeLeases leases = new PointeeLeases();
    leases.add(failing());
    leases.add(released::incrementAndGet);
    leases.add(failing());
    return leases;
  }

  @Test
  void arenaOfAStruct_closed_allAreReleasedOnce() {
    PointeeLeases leases = three();
    assertThatThrownBy(leases::releaseAll).isInstanceOf(StackOverflowError.class);
    assertThat(released).hasValue(3);
    leases.releaseAll();
    assertThat(released).hasValue(3);
  }

  @Test
  void arenaOfAStruct_closedDuringACall_allAreReleasedAfterIt() {
    PointeeLeases leases = three();
    leases.enter();
    leases.releaseAll();
    assertThat(released).hasValue(0);
    assertThatThrownBy(leases::leave).isInstanceOf(StackOverflowError.class);
    assertThat(released).hasValue(3);
  }
}
