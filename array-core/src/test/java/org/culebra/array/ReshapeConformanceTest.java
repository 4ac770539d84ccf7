package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Reshape: items 34 to 39 of the conformance list. `reshape` never copies (item 39); NumPy's
/// implicit copy is spelled `copy().reshape(…)`.
final class ReshapeConformanceTest {

  private static NDArray arange(int n, long... shape) {
    return NDArray.copyOf(IntStream.range(0, n).asDoubleStream().toArray(), shape);
  }

  private static void assertRefused(NDArray array, long... shape) {
    assertThatThrownBy(() -> array.reshape(shape))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": copy().reshape(…) copies");
    assertThat(array.copy().reshape(shape).toDoubleArray()).isEqualTo(array.toDoubleArray());
  }

  @Test
  @DisplayName("item 34: the size must be the same, one -1 is computed")
  void item34_size_andMinusOne() {
    NDArray a = arange(12, 12);
    assertThat(a.reshape(3, -1).shape()).containsExactly(3, 4);
    assertThat(a.reshape(-1).shape()).containsExactly(12);
    assertThat(a.reshape(2, -1, 2).shape()).containsExactly(2, 3, 2);
    Refusals.argument("expected a shape of 12 elements but found (5, 2)", () -> a.reshape(5, 2));
    Refusals.argument("expected a shape of 12 elements but found (5, -1)", () -> a.reshape(5, -1));
    Refusals.argument(
        "expected at most one -1 in a shape but found (-1, 3, -1)", () -> a.reshape(-1, 3, -1));
    Refusals.argument(
        "expected a shape without negative lengths but found (-2, 6)", () -> a.reshape(-2, 6));
    Refusals.argument("expected a shape of 12 elements but found ()", () -> a.reshape());
    Refusals.argument(
        "expected a shape of at most 2^63-1 bytes but found (4294967296, 4294967296, 4294967296)"
            + " of 1 bytes each",
        () -> a.reshape(1L << 32, 1L << 32, 1L << 32));
    assertThat(arange(1, 1).reshape().rank()).isZero();
    assertThat(arange(1, 1).reshape().reshape(1, -1, 1).shape()).containsExactly(1, 1, 1);
  }

  @Test
  @DisplayName("item 34: -1 beside a 0 is refused, for any number would do")
  void item34_minusOneBesideZero_isRefused() {
    NDArray empty = NDArray.zeros(DType.FLOAT64, 0, 3);
    Refusals.argument(
        "expected a shape of 0 elements but found (0, -1)", () -> empty.reshape(0, -1));
    Refusals.argument(
        "expected a shape of 12 elements but found (0, -1)", () -> arange(12, 12).reshape(0, -1));
    assertThat(empty.reshape(-1, 5).shape()).containsExactly(0, 5);
    assertThat(empty.reshape(7, 0).shape()).containsExactly(7, 0);
  }

  @Test
  @DisplayName("item 35: a view exactly if each merged group of axes chains, length 1 ignored")
  void item35_groupsMustChain() {
    NDArray a = arange(48, 2, 3, 8).slice(":, :, ::2");
    assertThat(a.strides()).containsExactly(192, 64, 16);
    assertThat(a.reshape(6, 4).strides()).containsExactly(64, 16);
    assertThat(a.reshape(6, 2, 2).strides()).containsExactly(64, 32, 16);
    assertThat(a.reshape(3, 2, 4).strides()).containsExactly(128, 64, 16);
    // The last axis has 4 x 16 = 64 bytes, which chains with the 64 of the axis before.
    assertThat(a.reshape(24).strides()).containsExactly(16);
    NDArray gap = arange(48, 2, 3, 8).slice(":, :, :4");
    assertThat(gap.reshape(6, 4).strides()).containsExactly(64, 8);
    assertThat(gap.reshape(3, 2, 1, 4).strides()[3]).isEqualTo(8);
    assertRefused(gap, 24);
    assertRefused(gap, 2, 12);
    assertRefused(gap, 4, 6);
    StridedLayout odd = StridedLayout.of(8, 0, new long[] {2, 1, 3}, new long[] {24, -777, 8});
    NDArray ones = NDArray.of(arange(6).segment(), Retention.GC_MANAGED, DType.FLOAT64, odd);
    assertThat(ones.reshape(6).toDoubleArray()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  @DisplayName("item 36: packed is always a view; a transpose flattened is not; back again is")
  void item36_packed_transposed() {
    NDArray a = arange(24, 2, 3, 4);
    for (long[] shape : new long[][] {{24}, {4, 6}, {2, 2, 2, 3}, {1, 24, 1}, {6, 4}, {8, 3}}) {
      NDArray view = a.reshape(shape);
      assertThat(view.segment()).isSameAs(a.segment());
      assertThat(view.isCContiguous()).isTrue();
      assertThat(view.toDoubleArray()).isEqualTo(a.toDoubleArray());
    }
    NDArray b = arange(12, 3, 4).transpose();
    Refusals.argument(
        "expected strides that can be read as shape (12,) without a copy but found float64 of shape"
            + " (4, 3), strides (8, 32): copy().reshape(…) copies",
        () -> b.reshape(12));
    assertThat(b.transpose().reshape(12).size()).isEqualTo(12);
    assertThat(b.reshape(2, 2, 3).strides()).containsExactly(16, 8, 32);
  }

  @Test
  @DisplayName("item 37: 1-D reversed to (3, 4) is a view; rows reversed cannot be flattened")
  void item37_reversed() {
    NDArray back = arange(12, 12).flip(0).reshape(3, 4);
    assertThat(back.strides()).containsExactly(-32, -8);
    assertThat(back.getDouble(0, 0)).isEqualTo(11);
    assertThat(back.getDouble(2, 3)).isZero();
    assertRefused(arange(12, 3, 4).flip(0), 12);
    assertRefused(arange(12, 3, 4).flip(1), 12);
    assertThat(arange(12, 3, 4).flip(0).flip(1).reshape(12).stride(0)).isEqualTo(-8);
  }

  @Test
  @DisplayName("item 38: splitting an axis always views; 0-stride axes merge with 0-stride")
  void item38_splitting_zeroStrides() {
    NDArray a = arange(24, 4, 6).slice("::-2, ::3");
    assertThat(a.reshape(1, 2, 2, 1).strides()[1]).isEqualTo(-96);
    assertThat(arange(30, 30).slice("2::4").reshape(7).reshape(7, 1).stride(0)).isEqualTo(32);
    assertThat(arange(24, 24).slice("::2").reshape(2, 3, 2).strides()).containsExactly(96, 32, 16);
    NDArray zero = arange(3, 3).broadcastTo(4, 5, 3);
    assertThat(zero.reshape(20, 3).strides()).containsExactly(0, 8);
    assertThat(zero.reshape(10, 2, 3).strides()).containsExactly(0, 0, 8);
    assertThat(arange(1, 1).broadcastTo(4, 5).reshape(20).stride(0)).isZero();
    assertRefused(zero, 4, 15);
  }

  @Test
  @DisplayName("item 39: reshape never copies, it throws; the read-only flag stays")
  void item39_neverCopies() {
    NDArray a = arange(6, 2, 3).asReadOnly();
    assertThat(a.reshape(6).isReadOnly()).isTrue();
    assertRefused(a.transpose(), 6);
  }
}
