package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// asStrided: items 76 and 77 of the conformance list.
final class AsStridedConformanceTest {

  @Test
  @DisplayName("item 76: checked against the owner's memory, not against the view")
  void item76_againstTheOwnersMemory() {
    NDArray a = NDArray.copyOf(new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    NDArray middle = a.slice("3:5");
    assertThat(middle.asStrided(new long[] {5}, new long[] {4}).toIntArray())
        .containsExactly(3, 4, 5, 6, 7);
    assertThat(middle.asStrided(new long[] {4}, new long[] {-4}).toIntArray())
        .containsExactly(3, 2, 1, 0);
    assertThat(middle.asStrided(-12, new long[] {2, 2}, new long[] {16, 8}).toIntArray())
        .containsExactly(0, 2, 4, 6);
    Refusals.argument(
        "expected elements inside the segment's bytes [0, 32) but found [12, 36): int32 of shape"
            + " (6,), strides (4,), offset 12",
        () -> middle.asStrided(new long[] {6}, new long[] {4}));
    Refusals.argument(
        "expected elements inside the segment's bytes [0, 32) but found [-4, 16): int32 of shape"
            + " (5,), strides (-4,), offset 12",
        () -> middle.asStrided(new long[] {5}, new long[] {-4}));
    assertThat(middle.asReadOnly().asStrided(new long[] {2}, new long[] {4}).isReadOnly()).isTrue();
  }

  @Test
  @DisplayName("item 76: every out-of-range combination is refused before any access")
  void item76_random() {
    Random random = Seeds.random("AsStridedConformanceTest.random");
    NDArray a = NDArray.zeros(DType.INT16, 4, 8);
    for (int i = 0; i < 3000; i++) {
      NDArray view = a.slice(0, random.nextInt(4), 4).slice(1, random.nextInt(8), 8);
      int rank = random.nextInt(4);
      long[] shape = random.longs(rank, 0, 5).toArray();
      long[] strides = random.longs(rank, -24, 25).toArray();
      long offset = random.nextInt(-70, 70);
      StridedLayout wanted = StridedLayout.of(2, view.byteOffset() + offset, shape, strides);
      boolean inside =
          wanted.size() == 0
              ? wanted.byteOffset() >= 0 && wanted.byteOffset() <= 64
              : ElementModel.of(wanted).offsets().stream().allMatch(at -> at >= 0 && at + 2 <= 64);
      try {
        NDArray made = view.asStrided(offset, shape, strides);
        assertThat(inside).as(wanted.toString()).isTrue();
        assertThat(made.layout()).isEqualTo(wanted);
        assertThat(made.copy().toShortArray()).hasSize((int) wanted.size());
      } catch (IllegalArgumentException e) {
        assertThat(inside).as(wanted.toString()).isFalse();
      }
    }
  }

  @Test
  @DisplayName("item 76: offsets beyond 64 bits are refused")
  void item76_overflow() {
    NDArray a = NDArray.zeros(DType.INT16, 8).slice("4:");
    for (long offset : new long[] {Long.MAX_VALUE, Long.MIN_VALUE}) {
      try {
        a.asStrided(offset, new long[] {1}, new long[] {2});
        throw new AssertionError("taken: " + offset);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("expected ");
      }
    }
  }

  @Test
  @DisplayName("item 77: read-only where elements share memory (NumPy's default is writable)")
  void item77_selfOverlapping_isReadOnly() {
    NDArray a = NDArray.zeros(DType.INT32, 16);
    assertThat(a.asStrided(new long[] {3, 3}, new long[] {8, 8}).isReadOnly()).isTrue();
    assertThat(a.asStrided(new long[] {3}, new long[] {0}).isReadOnly()).isTrue();
    assertThat(a.asStrided(new long[] {4, 3}, new long[] {4, 6}).isReadOnly()).isTrue();
    assertThat(a.asStrided(new long[] {3, 4}, new long[] {16, 4}).isReadOnly()).isFalse();
  }
}
