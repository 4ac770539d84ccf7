package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
  @DisplayName("item 81: rawBytes is in C order")
  void item81_rawBytes() {
    NDArray t = NDArray.copyOf(new byte[] {0, 1, 2, 3, 4, 5}, 2, 3).transpose();
    assertThat(t.rawBytes()).containsExactly(0, 3, 1, 4, 2, 5);
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

  @Test
  @DisplayName(
      "item 80: K order follows memory. A reversed axis stays reversed, as in NumPy's ravel"
          + " (only its iterator turns it)")
  void item80_memoryOrder() {
    NDArray t = arange(6, 2, 3).transpose();
    assertThat(t.ravel(Order.K).toDoubleArray()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(t.flatten(Order.K).toDoubleArray()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(t.flip(0).ravel(Order.K).toDoubleArray()).containsExactly(2, 1, 0, 5, 4, 3);
    assertThat(arange(6, 6).flip(0).ravel(Order.K).toDoubleArray())
        .containsExactly(5, 4, 3, 2, 1, 0);
    NDArray p = arange(24, 2, 3, 4).permute(2, 0, 1);
    assertThat(p.ravel(Order.K).segment()).isSameAs(p.segment());
    assertThat(p.ravel(Order.K).getDouble(23)).isEqualTo(23);
  }

  @Test
  @DisplayName("item 81: rawBytes in K order keeps F")
  void item81_rawBytes_orders() {
    NDArray t = NDArray.copyOf(new byte[] {0, 1, 2, 3, 4, 5}, 2, 3).transpose();
    assertThat(t.rawBytes(Order.C)).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(t.rawBytes(Order.F)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(t.rawBytes(Order.K)).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  @DisplayName("item 82: copy(K) keeps the order of the axes")
  void item82_copyK() {
    NDArray p = arange(24, 2, 3, 4).permute(1, 0, 2);
    assertThat(p.copy(Order.K).strides()).containsExactly(32, 96, 8);
    assertThat(p.copy(Order.C).strides()).containsExactly(64, 32, 8);
    assertThat(p.copy(Order.F).strides()).containsExactly(8, 24, 48);
    for (Order order : Order.values()) {
      assertThat(p.copy(order).contentEquals(p)).isTrue();
      assertThat(p.flip(1).slice("::2").copy(order).contentEquals(p.flip(1).slice("::2"))).isTrue();
    }
    assertThat(p.contiguous(Order.K)).isSameAs(p);
    assertThat(p.contiguous().isCContiguous()).isTrue();
    assertThat(p.contiguous(Order.F).isFContiguous()).isTrue();
    assertThat(p.contiguous(Order.F).contentEquals(p)).isTrue();
  }

  @Test
  @DisplayName("item 82: A is F for what is packed in F order only, else C")
  void item82_orderA() {
    NDArray c = arange(6, 2, 3);
    NDArray f = c.transpose();
    NDArray flipped = f.flip(0);
    for (NDArray a : List.of(c, f, flipped, arange(5, 5), arange(24, 2, 3, 4).permute(1, 0, 2))) {
      Order same = a.isFContiguous() && !a.isCContiguous() ? Order.F : Order.C;
      assertThat(same == Order.F).isEqualTo(a == f);
      assertThat(a.copy(Order.A).layout()).isEqualTo(a.copy(same).layout());
      assertThat(a.ravel(Order.A).toDoubleArray()).isEqualTo(a.ravel(same).toDoubleArray());
      assertThat(a.flatten(Order.A).toDoubleArray()).isEqualTo(a.ravel(same).toDoubleArray());
      assertThat(a.rawBytes(Order.A)).isEqualTo(a.rawBytes(same));
      assertThat(a.contiguous(Order.A).layout()).isEqualTo(a.contiguous(same).layout());
    }
    assertThat(f.contiguous(Order.A)).isSameAs(f);
    assertThat(c.contiguous(Order.A)).isSameAs(c);
  }

  @Test
  @DisplayName("item 83: without elements the sum is 0, and there is no least and no greatest")
  void item83_reductions() {
    NDArray empty = NDArray.zeros(DType.FLOAT64, 0);
    assertThat(empty.sum()).isZero();
    assertThat(NDArray.zeros(DType.INT8, 3, 0).sumLong()).isZero();
    assertThatThrownBy(empty::min).isExactlyInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(empty::max).isExactlyInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NDArray.zeros(DType.INT8, 0).minLong())
        .isExactlyInstanceOf(IllegalArgumentException.class);
    assertThat(arange(6, 2, 3).transpose().sum()).isEqualTo(15);
    assertThat(arange(6, 2, 3).flip(0).min()).isZero();
    assertThat(arange(6, 2, 3).slice("::2").max()).isEqualTo(2);
    NDArray nan = NDArray.copyOf(new double[] {1, Double.NaN, 3});
    assertThat(nan.min()).isNaN();
    assertThat(nan.max()).isNaN();
    assertThat(nan.sum()).isNaN();
    NDArray big = NDArray.copyOf(new long[] {Long.MAX_VALUE, 1});
    assertThatThrownBy(big::sumLong).isExactlyInstanceOf(ArithmeticException.class);
    assertThat(big.maxLong()).isEqualTo(Long.MAX_VALUE);
    NDArray wrapsBack = NDArray.copyOf(new long[] {Long.MAX_VALUE, 1, Long.MIN_VALUE});
    assertThat(wrapsBack.sumLong()).as("only the whole sum has to fit").isZero();
  }
}
