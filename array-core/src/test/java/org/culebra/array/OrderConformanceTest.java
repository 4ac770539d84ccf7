package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Order and the rest: items 78, 79, 81 and 83 of the conformance list, as far as they exist.
final class OrderConformanceTest {

  private static NDArray arange(int n, long... shape) {
    return NDArray.copyOf(IntStream.range(0, n).asDoubleStream().toArray(), shape);
  }

  @Test
  @DisplayName("item 78: windows of 3 over 6 are (4, 3) with strides (8, 8), read-only")
  void item78_slidingWindow() {
    NDArray a = arange(6, 6);
    NDArray windows = a.slidingWindow(3);
    assertThat(windows.shape()).containsExactly(4, 3);
    assertThat(windows.strides()).containsExactly(8, 8);
    assertThat(windows.isReadOnly()).isTrue();
    assertThat(windows.select(0, 3).toDoubleArray()).containsExactly(3, 4, 5);
    NDArray planes = arange(12, 3, 4).slidingWindow(2, 3);
    assertThat(planes.shape()).containsExactly(2, 2, 2, 3);
    assertThat(planes.slice("1, 1").toDoubleArray()).containsExactly(5, 6, 7, 9, 10, 11);
  }

  @Test
  @DisplayName("item 79: logical order ignores memory order")
  void item79_logicalOrder() {
    NDArray t = arange(6, 2, 3).transpose();
    assertThat(t.toDoubleArray()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(t.copy().toDoubleArray()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(t.copy().reshape(6).toDoubleArray()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(t.flip(0).toDoubleArray()).containsExactly(2, 5, 1, 4, 0, 3);
    assertThat(t.copy(DType.INT8).toByteArray()).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @Test
  @DisplayName("item 81: toBytes is in C order")
  void item81_toBytes() {
    NDArray t = NDArray.copyOf(new byte[] {0, 1, 2, 3, 4, 5}, 2, 3).transpose();
    assertThat(t.toBytes()).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @Test
  @DisplayName("item 83: NaN equals nothing; arrays of different shape are unequal")
  void item83_equality() {
    NDArray nan = NDArray.copyOf(new double[] {Double.NaN}, 1);
    assertThat(nan.contentEquals(nan)).isFalse();
    assertThat(arange(6, 2, 3).contentEquals(arange(6, 3, 2))).isFalse();
    assertThat(arange(6, 6).contentEquals(arange(6, 1, 6))).isFalse();
    assertThat(arange(6, 2, 3).contentEquals(arange(6, 2, 3))).isTrue();
    assertThat(NDArray.zeros(DType.INT8, 0, 3).contentEquals(NDArray.zeros(DType.BOOL, 0, 3)))
        .isTrue();
    assertThat(NDArray.zeros(DType.INT8, 0, 3).contentEquals(NDArray.zeros(DType.INT8, 0, 4)))
        .isFalse();
    assertThat(
            NDArray.copyOf(new double[] {-0.0}, 1)
                .contentEquals(NDArray.copyOf(new float[] {0}, 1)))
        .isTrue();
  }
}
