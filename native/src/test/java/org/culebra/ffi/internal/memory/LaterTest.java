package org.culebra.ffi.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.Lease;
import org.junit.jupiter.api.Test;

/// Releases that were put off: done once, by the next count.
class LaterTest {
  private final AtomicInteger released = new AtomicInteger();

  private Later later(Lease lease) {
    return new Later() {
      @Override
      void run() {
        lease.release();
      }
    };
  }

  @Test
  void putOff_isDoneOnce_byTheNextCount() {
    later(released::incrementAndGet).add();
    assertThat(released).hasValue(0);
    LiveExports.count();
    LiveExports.count();
    assertThat(released).hasValue(1);
  }

  @Test
  void failure_doesNotKeepTheOthersFromIt() {
    later(released::incrementAndGet).add();
    later(
            () -> {
              throw new StackOverflowError("on purpose");
            })
        .add();
    later(released::incrementAndGet).add();
    LiveExports.count();
    assertThat(released).hasValue(2);
  }
}
