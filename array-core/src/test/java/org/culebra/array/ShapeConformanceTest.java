package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.culebra.arraycases.ArrayCases;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Shape, size, strides: items 1 to 8 of the conformance list.
final class ShapeConformanceTest {

  @Test
  @DisplayName("item 1: size is the product of the shape, 1 for rank 0")
  void item1_size_isTheProduct() {
    for (long[] shape : ArrayCases.shapes()) {
      long product = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      assertThat(NDArray.zeros(DType.INT16, shape).size()).isEqualTo(product);
    }
    assertThat(NDArray.zeros(DType.INT16).size()).isEqualTo(1);
    assertThat(NDArray.zeros(DType.INT16).rank()).isZero();
  }

  @Test
  @DisplayName("item 2: a negative length is rejected")
  void item2_negativeLength_isRejected() {
    String message = "expected a shape without negative lengths but found (2, -1)";
    Rejections.argument(message, () -> NDArray.zeros(DType.INT8, 2, -1));
    Rejections.argument(message, () -> StridedLayout.cOrder(1, 2, -1));
    Rejections.argument(message, () -> StridedLayout.fOrder(1, 2, -1));
    Rejections.argument(
        message, () -> StridedLayout.of(1, 0, new long[] {2, -1}, new long[] {1, 1}));
    Rejections.argument(
        "expected a shape without negative lengths but found (-9223372036854775808,)",
        () -> StridedLayout.cOrder(1, Long.MIN_VALUE));
    Rejections.argument(
        "expected a shape without negative lengths but found (0, -3)",
        () -> NDArray.zeros(DType.INT8, 0, -3));
  }

  @Test
  @DisplayName("item 3: non-zero lengths times item size beyond 2^63-1 are rejected, 0 or not")
  void item3_overflow_isRejectedEvenWithAZero() {
    Rejections.argument(
        "expected a shape of at most 2^63-1 bytes but found (4611686018427387904, 2, 0) of 1"
            + " bytes each",
        () -> StridedLayout.cOrder(1, 1L << 62, 2, 0));
    Rejections.argument(
        "expected a shape of at most 2^63-1 bytes but found (0, 1152921504606846976) of 8 bytes"
            + " each",
        () -> NDArray.zeros(DType.FLOAT64, 0, 1L << 60));
    assertThat(StridedLayout.cOrder(8, 0, (1L << 60) - 1).byteSize()).isZero();
  }

  @Test
  @DisplayName("item 4: 64 axes are taken, 65 rejected")
  void item4_rank64_isTheGreatest() {
    long[] shape = new long[64];
    Arrays.fill(shape, 1);
    shape[63] = 3;
    NDArray array = NDArray.zeros(DType.INT32, shape);
    long[] last = new long[64];
    last[63] = 2;
    array.setLong(last, 7);
    assertThat(array.transpose().rank()).isEqualTo(64);
    assertThat(array.getLong(last)).isEqualTo(7);
    assertThat(array.squeeze().toIntArray()).containsExactly(0, 0, 7);
    String message = "expected at most 64 axes but found 65";
    Rejections.argument(message, () -> NDArray.zeros(DType.INT32, new long[65]));
    Rejections.argument(message, () -> array.expandDims(0));
    Rejections.argument(message, () -> array.reshape(new long[65]));
    Rejections.argument(message, () -> array.broadcastTo(Arrays.copyOf(shape, 65)));
    Rejections.argument(
        "expected at most 64 axes but found 66",
        () -> StridedLayout.cOrder(1, new long[33]).within(1, 0).broadcastTo(new long[66]));
  }

  @Test
  @DisplayName("item 5: default strides, C and F")
  void item5_defaultStrides() {
    assertThat(NDArray.zeros(DType.FLOAT64, 2, 3, 4).strides()).containsExactly(96, 32, 8);
    assertThat(StridedLayout.cOrder(8, 2, 3, 4).strides()).containsExactly(96, 32, 8);
    assertThat(StridedLayout.fOrder(8, 2, 3, 4).strides()).containsExactly(8, 16, 48);
    assertThat(StridedLayout.cOrder(8, 2, 0, 4).strides()).containsExactly(32, 32, 8);
  }

  @Test
  @DisplayName("item 6: without elements any strides are legal and no memory is touched")
  void item6_zeroSize_touchesNothing() {
    MemorySegment tiny = Arena.ofAuto().allocate(1);
    StridedLayout wild =
        StridedLayout.of(8, 1, new long[] {3, 0}, new long[] {Long.MAX_VALUE, Long.MIN_VALUE});
    NDArray array = NDArray.of(tiny, Retention.GC_MANAGED, DType.FLOAT64, wild);
    assertThat(array.size()).isZero();
    assertThat(array.byteSize()).isZero();
    assertThat(array.copy().shape()).containsExactly(3, 0);
    assertThat(array.fill(1.0)).isSameAs(array);
    assertThat(array.contentEquals(NDArray.zeros(DType.INT8, 3, 0))).isTrue();
    assertThat(array.copyFrom(NDArray.zeros(DType.INT8, 3, 0))).isSameAs(array);
  }

  @Test
  @DisplayName("item 6: without elements the Java array is empty, wherever the offset points")
  void item6_zeroSize_toJavaArray_isEmpty() {
    NDArray array = NDArray.zeros(DType.FLOAT64, 0, 5);
    assertThat(array.toDoubleArray()).isEmpty();
    // The offset moves by two elements although there are none.
    assertThat(array.sliceAxis(1, 2, 5).toDoubleArray()).isEmpty();
    assertThat(array.select(1, 4).toDoubleArray()).isEmpty();
    assertThat(array.flip(1).rawBytes()).isEmpty();
  }

  @Test
  @DisplayName("item 7: byteSize is size times item size, not the span; bounds of a reversed array")
  void item7_byteSize_isNotTheSpan() {
    NDArray array = NDArray.zeros(DType.FLOAT64, 2, 3, 4);
    assertThat(array.byteSize()).isEqualTo(192);
    assertThat(array.slice("::2, ::2, ::2").byteSize()).isEqualTo(32);
    assertThat(array.broadcastTo(10, 2, 3, 4).byteSize()).isEqualTo(1920);
    // NumPy says [-96, 96) where only axis 0 is reversed.
    StridedLayout reversed = array.flip(0).layout();
    assertThat(reversed.lowByte() - reversed.byteOffset()).isEqualTo(-96);
    assertThat(reversed.highByte() - reversed.byteOffset()).isEqualTo(96);
    StridedLayout all = array.flip(0).flip(1).flip(2).layout();
    assertThat(all.lowByte() - all.byteOffset()).isEqualTo(-184);
    assertThat(all.highByte() - all.byteOffset()).isEqualTo(8);
  }

  @Test
  @DisplayName("item 8: 2^63-1 repeated bytes can be had, (2^62, 4) not")
  void item8_repeatedBytes_upToTheLimit() {
    NDArray one = NDArray.copyOf(new byte[] {7}, 1);
    NDArray many = one.broadcastTo(Long.MAX_VALUE);
    assertThat(many.size()).isEqualTo(Long.MAX_VALUE);
    assertThat(many.stride(0)).isZero();
    assertThat(many.getLong(Long.MAX_VALUE - 1)).isEqualTo(7);
    assertThat(many.asBytes().get(Long.MAX_VALUE - 1)).isEqualTo((byte) 7);
    Rejections.argument(
        "expected a shape of at most 2^63-1 bytes but found (4611686018427387904, 4) of 1 bytes"
            + " each",
        () -> one.broadcastTo(1L << 62, 4));
    Rejections.argument(
        "expected a shape of at most 2^63-1 bytes but found (9223372036854775807,) of 2 bytes"
            + " each",
        () -> NDArray.copyOf(new short[] {7}, 1).broadcastTo(Long.MAX_VALUE));
  }
}
