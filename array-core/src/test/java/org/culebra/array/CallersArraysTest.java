package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Java arrays that another thread changes during a call: they are read once, so a layout that was
/// made is one that was checked.
final class CallersArraysTest {

  private static final int ROUNDS = 20_000;

  /// Calls an action over and over while another thread flips one length between two values.
  private static void whileFlipping(long[] shared, int at, long other, Consumer<long[]> action)
      throws InterruptedException {
    long value = shared[at];
    AtomicBoolean done = new AtomicBoolean();
    Thread flipper =
        new Thread(() -> {
          while (!done.get()) {
            shared[at] = other;
            Thread.onSpinWait();
            shared[at] = value;
          }
        });
    flipper.start();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        try {
          action.accept(shared);
        } catch (IllegalArgumentException e) {
          assertThat(e).hasMessageStartingWith("expected");
        }
      }
    } finally {
      done.set(true);
      flipper.join();
    }
  }

  @Test
  void broadcastTo_readsTheShapeOnce() throws InterruptedException {
    NDArray row = NDArray.zeros(DType.INT32, 1, 3);
    whileFlipping(
        new long[] {2, 3},
        1,
        1L << 40,
        shape -> assertThat(row.broadcastTo(shape).shape(1)).isEqualTo(3));
  }

  @Test
  void slidingWindow_readsTheWindowOnce() throws InterruptedException {
    NDArray row = NDArray.zeros(DType.INT32, 8);
    whileFlipping(
        new long[] {3},
        0,
        8,
        window -> {
          NDArray windows = row.slidingWindow(window);
          assertThat(windows.shape(0) + windows.shape(1)).isEqualTo(9);
        });
  }

  @Test
  void of_readsShapeAndStridesOnce() throws InterruptedException {
    whileFlipping(
        new long[] {1, 1, 1, 1, 2},
        4,
        Long.MAX_VALUE,
        shape ->
            assertThat(StridedLayout.of(4, 0, shape, new long[] {4, 4, 4, 4, 4}).shape(4))
                .isEqualTo(2));
    whileFlipping(
        new long[] {4},
        0,
        Long.MAX_VALUE,
        strides ->
            assertThat(StridedLayout.of(4, 0, new long[] {3}, strides).stride(0)).isEqualTo(4));
  }

  @Test
  void fOrder_readsTheShapeOnce() throws InterruptedException {
    whileFlipping(
        new long[] {2, 5},
        0,
        3,
        shape -> {
          StridedLayout layout = StridedLayout.fOrder(1, shape);
          assertThat(layout.stride(1)).isEqualTo(layout.shape(0));
        });
  }

  @Test
  void permute_readsTheAxesOnce() throws InterruptedException {
    StridedLayout layout = StridedLayout.cOrder(1, 2, 3, 4, 5, 6);
    int[] axes = {0, 1, 2, 3, 4};
    AtomicBoolean done = new AtomicBoolean();
    Thread flipper =
        new Thread(() -> {
          while (!done.get()) {
            axes[4] = 0;
            Thread.onSpinWait();
            axes[4] = 4;
          }
        });
    flipper.start();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        try {
          assertThat(layout.permute(axes).shape(4)).isEqualTo(6);
        } catch (IllegalArgumentException e) {
          assertThat(e).hasMessageStartingWith("expected each of 5 axes once");
        }
      }
    } finally {
      done.set(true);
      flipper.join();
    }
  }
}
