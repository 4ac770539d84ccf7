package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Reshape: items 34 to 41 of the conformance list. `reshape` never copies (item 39); NumPy's
/// implicit copy is spelled `copy().reshape(…)`.
final class ReshapeConformanceTest {

  private static NDArray arange(int n, long... shape) {
    return NDArray.copyOf(IntStream.range(0, n).asDoubleStream().toArray(), shape);
  }

  private static void assertRejected(NDArray array, long... shape) {
    assertThatThrownBy(() -> array.reshape(shape))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": reshape(CopyPolicy.IF_NEEDED, Order.C, …) copies");
    assertThat(array.copy().reshape(shape).toDoubleArray()).isEqualTo(array.toDoubleArray());
  }

  @Test
  @DisplayName("item 34: the size must be the same, one -1 is computed")
  void item34_size_andMinusOne() {
    NDArray a = arange(12, 12);
    assertThat(a.reshape(3, -1).shape()).containsExactly(3, 4);
    assertThat(a.reshape(-1).shape()).containsExactly(12);
    assertThat(a.reshape(2, -1, 2).shape()).containsExactly(2, 3, 2);
    Rejections.argument("expected a shape of 12 elements but found (5, 2)", () -> a.reshape(5, 2));
    Rejections.argument(
        "expected a shape of 12 elements but found (5, -1)", () -> a.reshape(5, -1));
    Rejections.argument(
        "expected at most one -1 in a shape but found (-1, 3, -1)", () -> a.reshape(-1, 3, -1));
    Rejections.argument(
        "expected a shape without negative lengths but found (-2, 6)", () -> a.reshape(-2, 6));
    Rejections.argument("expected a shape of 12 elements but found ()", () -> a.reshape());
    Rejections.argument(
        "expected a shape of at most 2^63-1 bytes but found (4294967296, 4294967296, 4294967296)"
            + " of 1 bytes each",
        () -> a.reshape(1L << 32, 1L << 32, 1L << 32));
    assertThat(arange(1, 1).reshape().rank()).isZero();
    assertThat(arange(1, 1).reshape().reshape(1, -1, 1).shape()).containsExactly(1, 1, 1);
  }

  @Test
  @DisplayName("item 34: -1 beside a 0 is rejected, for any number would do")
  void item34_minusOneBesideZero_isRejected() {
    NDArray empty = NDArray.zeros(DType.FLOAT64, 0, 3);
    Rejections.argument(
        "expected a shape of 0 elements but found (0, -1)", () -> empty.reshape(0, -1));
    Rejections.argument(
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
    assertRejected(gap, 24);
    assertRejected(gap, 2, 12);
    assertRejected(gap, 4, 6);
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
    Rejections.argument(
        "expected strides that can be read as shape (12,) without a copy but found float64 of shape"
            + " (4, 3), strides (8, 32): reshape(CopyPolicy.IF_NEEDED, Order.C, …) copies",
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
    assertRejected(arange(12, 3, 4).flip(0), 12);
    assertRejected(arange(12, 3, 4).flip(1), 12);
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
    assertRejected(zero, 4, 15);
  }

  @Test
  @DisplayName("item 39: reshape never copies, it throws; the read-only flag stays")
  void item39_neverCopies() {
    NDArray a = arange(6, 2, 3).asReadOnly();
    assertThat(a.reshape(6).isReadOnly()).isTrue();
    assertRejected(a.transpose(), 6);
  }

  @Test
  @DisplayName("item 36: F order of a transpose is a view")
  void item36_fortranOrder() {
    NDArray t = arange(12, 3, 4).transpose();
    NDArray flat = t.reshape(CopyPolicy.NEVER, Order.F, 12);
    assertThat(flat.segment()).isSameAs(t.segment());
    assertThat(flat.toDoubleArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    NDArray six = t.reshape(CopyPolicy.NEVER, Order.F, 6, 2);
    assertThat(six.strides()).containsExactly(8, 48);
    assertThat(t.reshape(CopyPolicy.NEVER, Order.A, 12).toDoubleArray())
        .isEqualTo(flat.toDoubleArray());
    Rejections.argument(
        "expected order C, F or A for another shape but found K",
        () -> t.reshape(CopyPolicy.IF_NEEDED, Order.K, 12));
    assertThatThrownBy(() -> arange(12, 3, 4).reshape(CopyPolicy.NEVER, Order.F, 12))
        .isExactlyInstanceOf(IllegalArgumentException.class);
    assertThat(arange(6, 2, 3).reshape(CopyPolicy.IF_NEEDED, Order.F, 6).toDoubleArray())
        .containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(arange(6, 2, 3).reshape(CopyPolicy.IF_NEEDED, Order.F, 3, 2).toDoubleArray())
        .containsExactly(0, 4, 3, 2, 1, 5);
  }

  @Test
  @DisplayName("item 39: IF_NEEDED copies only where it must, ALWAYS always")
  void item39_policies() {
    NDArray a = arange(12, 3, 4);
    assertThat(a.reshape(CopyPolicy.IF_NEEDED, Order.C, 12).segment()).isSameAs(a.segment());
    NDArray always = a.reshape(CopyPolicy.ALWAYS, Order.C, 12);
    assertThat(always.segment().address()).isNotEqualTo(a.segment().address());
    assertThat(always.toDoubleArray()).isEqualTo(a.toDoubleArray());
    NDArray moved = a.transpose().asReadOnly().reshape(CopyPolicy.IF_NEEDED, Order.C, 12);
    assertThat(moved.isReadOnly()).isFalse();
    assertThat(moved.toDoubleArray()).isEqualTo(a.transpose().toDoubleArray());
    moved.fill(7.0);
    assertThat(a.getDouble(0, 0)).isZero();
    Rejections.argument(
        "expected a shape of 12 elements but found (5, 2)",
        () -> a.reshape(CopyPolicy.IF_NEEDED, Order.C, 5, 2));
  }

  @Test
  @DisplayName("item 40: ravel views only what is packed in the order; flatten always copies")
  void item40_ravel_flatten() {
    NDArray x = arange(12, 12);
    assertThat(x.ravel(Order.C).segment()).isSameAs(x.segment());
    NDArray steps = x.slice("::2");
    assertThat(steps.ravel(Order.C).segment().address()).isNotEqualTo(x.segment().address());
    assertThat(steps.reshape(-1).segment()).isSameAs(x.segment());
    assertThat(steps.ravel(Order.C).toDoubleArray()).containsExactly(0, 2, 4, 6, 8, 10);
    assertThat(x.flatten(Order.C).segment().address()).isNotEqualTo(x.segment().address());
    NDArray t = arange(6, 2, 3).transpose();
    assertThat(t.ravel(Order.F).segment()).isSameAs(t.segment());
    assertThat(t.ravel(Order.K).segment()).isSameAs(t.segment());
    assertThat(t.ravel(Order.C).toDoubleArray()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(t.flatten(Order.F).toDoubleArray()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(t.flatten(Order.F).segment().address()).isNotEqualTo(t.segment().address());
  }

  @Test
  @DisplayName("item 41: another width needs a packed last axis of a multiple of its bytes")
  void item41_reinterpret() {
    NDArray a = NDArray.copyOf(new int[] {0x04030201, 0x08070605, 9, 10}, 2, 2);
    assertThat(a.reinterpret(DType.UINT8).shape()).containsExactly(2, 8);
    assertThat(a.reinterpret(DType.INT64).shape()).containsExactly(2, 1);
    assertThat(a.reinterpret(DType.FLOAT32).strides()).containsExactly(8, 4);
    assertThat(a.reinterpret(DType.INT64).reinterpret(DType.INT32).contentEquals(a)).isTrue();
    assertThat(a.transpose().reinterpret(DType.UINT32).shape()).containsExactly(2, 2);
    assertThat(a.asReadOnly().reinterpret(DType.UINT8).isReadOnly()).isTrue();
    for (NDArray view : new NDArray[] {a.transpose(), a.slice(":, ::-1"), a.slice("0:0")}) {
      if (view.size() == 0) {
        assertThat(view.reinterpret(DType.INT64).shape()).containsExactly(0, 1);
        continue;
      }
      assertThatThrownBy(() -> view.reinterpret(DType.INT64))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "expected a packed last axis of a multiple of 8 bytes to read as int64 but found ");
    }
    assertThatThrownBy(() -> a.slice(":, :1").reinterpret(DType.INT64))
        .isExactlyInstanceOf(IllegalArgumentException.class);
    NDArray scalar = a.slice("0, 0");
    assertThat(scalar.reinterpret(DType.FLOAT32).rank()).isZero();
    assertThatThrownBy(() -> scalar.reinterpret(DType.UINT8))
        .isExactlyInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("item 41: the rejection in full, each thing said once")
  void item41_message() {
    Rejections.argument(
        "expected a packed last axis of a multiple of 8 bytes to read as int64 but found shape"
            + " (3,), strides (4,), offset 0, item size 4",
        () -> NDArray.zeros(DType.INT32, 3).reinterpret(DType.INT64));
  }

  @Test
  @DisplayName("item 34: a layout is reshaped as its array is, or not at all")
  void item34_layouts() {
    NDArray a = arange(24, 4, 6);
    StridedLayout half = a.slice("::-1, ::2").layout();

    assertThat(half.reshape(2, 2, -1).shape()).containsExactly(2, 2, 3);
    assertThat(half.reshape(2, 2, -1)).isEqualTo(a.slice("::-1, ::2").reshape(2, 2, 3).layout());
    Rejections.argument(
        "expected strides that can be read as shape (24,) without a copy but found"
            + " shape (6, 4), strides (8, 48), offset 0, item size 8",
        () -> a.transpose().layout().reshape(24));
    Rejections.argument("expected a shape of 12 elements but found (5,)", () -> half.reshape(5));
  }

  @Test
  @DisplayName("item 34: in Fortran order, a view of what is packed so and a copy of all else")
  void item34_fortranOrder() {
    NDArray a = arange(24, 4, 6);

    NDArray same = a.transpose().reshape(CopyPolicy.NEVER, Order.F, 2, 12);
    assertThat(same.layout()).isEqualTo(StridedLayout.fOrder(8, 2, 12));
    assertThat(same.segment()).isSameAs(a.segment());
    NDArray copy = a.reshape(CopyPolicy.IF_NEEDED, Order.F, 2, 12);
    assertThat(copy.layout()).isEqualTo(StridedLayout.fOrder(8, 2, 12));
    assertThat(copy.contentEquals(a.ravel(Order.F).reshape(12, 2).transpose())).isTrue();
    Rejections.argument(
        "expected strides that can be read as shape (2, 12) without a copy but found"
            + " float64 of shape (4, 6), strides (48, 8):"
            + " reshape(CopyPolicy.IF_NEEDED, Order.F, …) copies",
        () -> a.reshape(CopyPolicy.NEVER, Order.F, 2, 12));
  }
}
