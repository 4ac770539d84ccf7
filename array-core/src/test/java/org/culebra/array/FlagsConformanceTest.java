package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Flags: items 42 to 45 of the conformance list.
final class FlagsConformanceTest {

  private static void assertFlags(NDArray array, boolean c, boolean f) {
    assertThat(array.isCContiguous()).as("C: " + array.layout()).isEqualTo(c);
    assertThat(array.isFContiguous()).as("F: " + array.layout()).isEqualTo(f);
  }

  private static NDArray over(StridedLayout layout) {
    return NDArray.of(
        Arena.ofAuto().allocate(4096, 64), Retention.GC_MANAGED, DType.FLOAT64, layout);
  }

  @Test
  @DisplayName("item 42: (1,), (1, 5), (5, 1), () and size 0 are both C and F")
  void item42_bothOrders() {
    for (long[] shape : new long[][] {{}, {1}, {5}, {1, 5}, {5, 1}, {0}, {3, 0, 2}, {1, 5, 1, 1}}) {
      assertFlags(NDArray.zeros(DType.FLOAT64, shape), true, true);
    }
    assertFlags(NDArray.zeros(DType.FLOAT64, 2, 3), true, false);
    assertFlags(NDArray.zeros(DType.FLOAT64, 2, 3).transpose(), false, true);
    assertFlags(NDArray.zeros(DType.FLOAT64, 4, 0, 3).slice("::-2, :, ::2"), true, true);
  }

  @Test
  @DisplayName("item 43: the stride of an axis of length 1 does not matter")
  void item43_lengthOne_strideIsMeaningless() {
    for (long stride : new long[] {999, -77, 0, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertFlags(
          over(StridedLayout.of(8, 0, new long[] {1, 3}, new long[] {stride, 8})), true, true);
      assertFlags(
          over(StridedLayout.of(8, 0, new long[] {3, 1}, new long[] {8, stride})), true, true);
      assertFlags(
          over(StridedLayout.of(8, 0, new long[] {2, 1, 3}, new long[] {24, stride, 8})),
          true,
          false);
    }
  }

  @Test
  @DisplayName("item 44: flags follow every view")
  void item44_flags_areRecomputed() {
    NDArray a = NDArray.zeros(DType.FLOAT64, 2, 3, 4);
    assertFlags(a, true, false);
    assertFlags(a.transpose(), false, true);
    assertFlags(a.permute(1, 0, 2), false, false);
    assertFlags(a.slice("1"), true, false);
    assertFlags(a.slice(":, :, 1:"), false, false);
    assertFlags(a.slice("1:"), true, false);
    assertFlags(a.flip(0), false, false);
    assertFlags(a.flip(0).flip(0), true, false);
    assertFlags(a.slice("::-1").slice("0"), true, false);
    assertFlags(a.select(2, 0), false, false);
    assertFlags(a.select(2, 0).select(1, 0), false, false);
    assertFlags(a.broadcastTo(2, 2, 3, 4), false, false);
    assertFlags(a.broadcastTo(1, 2, 3, 4), true, false);
    assertFlags(a.slice("::5"), true, false);
  }

  @Test
  @DisplayName("item 45: aligned is address and strides of axes longer than 1; size 0 always is")
  void item45_aligned() {
    NDArray a = NDArray.zeros(DType.FLOAT64, 3);
    assertThat(a.isAligned()).isTrue();
    assertThat(a.address() % 64).isZero();
    assertThat(over(StridedLayout.of(8, 4, new long[] {3}, new long[] {8})).isAligned()).isFalse();
    assertThat(over(StridedLayout.of(8, 0, new long[] {3}, new long[] {12})).isAligned()).isFalse();
    assertThat(over(StridedLayout.of(8, 0, new long[] {1}, new long[] {12})).isAligned()).isTrue();
    assertThat(over(StridedLayout.of(8, 24, new long[] {3}, new long[] {-8})).isAligned()).isTrue();
    assertThat(over(StridedLayout.of(8, 24, new long[] {2, 2}, new long[] {8, -12})).isAligned())
        .isFalse();
    assertThat(over(StridedLayout.of(8, 3, new long[] {0}, new long[] {5})).isAligned()).isTrue();
  }

  @Test
  @DisplayName("item 45: misaligned access works")
  void item45_misaligned_works() {
    NDArray a = over(StridedLayout.of(8, 3, new long[] {4}, new long[] {9}));
    assertThat(a.isAligned()).isFalse();
    for (int i = 0; i < 4; i++) {
      a.setDouble(i, i + 0.5);
    }
    assertThat(a.asDoubles().get(3)).isEqualTo(3.5);
    assertThat(a.toDoubleArray()).containsExactly(0.5, 1.5, 2.5, 3.5);
    assertThat(a.copy(DType.FLOAT32).toFloatArray()).containsExactly(0.5f, 1.5f, 2.5f, 3.5f);
    assertThat(a.fill(2.0).getDouble(2)).isEqualTo(2);
  }

  @Test
  @DisplayName("item 45: complex128 aligns to 8 bytes")
  void item45_complexAlignment() {
    NDArray a =
        NDArray.of(
            Arena.ofAuto().allocate(64, 64),
            Retention.GC_MANAGED,
            DType.COMPLEX128,
            StridedLayout.of(16, 8, new long[] {2}, new long[] {24}));
    assertThat(DType.COMPLEX128.alignment()).isEqualTo(8);
    assertThat(a.isAligned()).isTrue();
  }
}
