package org.culebra.ffi.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.Lease;
import org.junit.jupiter.api.Test;

/// Releases that were postponed: done once, by the next count.
class PostponedTest {
  private final AtomicInteger released = new AtomicInteger();

  private Postponed postponed(Lease lease) {
    return new Postponed() {
      @Override
      void run() {
        lease.release();
      }
    };
  }

  @Test
  void postponed_isDoneOnce_byTheNextCount() {
    postponed(released::incrementAndGet).add();
    assertThat(released).hasValue(0);
    ExportRegistry.count();
    ExportRegistry.count();
    assertThat(released).hasValue(1);
  }

  @Test
  void failure_doesNotKeepTheOthersFromIt() {
    postponed(released::incrementAndGet).add();
    postponed(
            () -> {
              throw new StackOverflowError("on purpose");
            })
        .add();
    postponed(released::incrementAndGet).add();
    ExportRegistry.count();
    assertThat(released).hasValue(2);
  }
}
