package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Broadcasting: items 24 to 29 of the conformance list.
final class BroadcastingConformanceTest {

  @Test
  @DisplayName("item 24: aligned at the right, 1 stretches")
  void item24_alignsRight_oneStretches() {
    NDArray column = NDArray.copyOf(new int[] {1, 2, 3}, 3, 1);
    NDArray row = NDArray.copyOf(new int[] {10, 20, 30, 40}, 1, 4);
    assertThat(column.broadcastTo(3, 4).toIntArray())
        .containsExactly(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    assertThat(row.broadcastTo(3, 4).toIntArray())
        .containsExactly(10, 20, 30, 40, 10, 20, 30, 40, 10, 20, 30, 40);
    NDArray a = NDArray.copyOf(new int[] {1, 2, 3, 4, 5, 6}, 2, 1, 3).broadcastTo(2, 4, 3);
    NDArray b = NDArray.copyOf(new int[] {7, 8, 9, 10}, 4, 1).broadcastTo(2, 4, 3);
    assertThat(a.strides()).containsExactly(12, 0, 4);
    assertThat(b.strides()).containsExactly(0, 4, 0);
    assertThat(a.getLong(1, 3, 2)).isEqualTo(6);
    assertThat(b.getLong(1, 3, 2)).isEqualTo(10);
    assertThat(NDArray.copyOf(new int[] {5}, 1).reshape().broadcastTo(2, 2).toIntArray())
        .containsExactly(5, 5, 5, 5);
  }

  @Test
  @DisplayName("item 25: 1 stretches to 0; 3 does not")
  void item25_zeroLength() {
    assertThat(NDArray.zeros(DType.INT8, 1).broadcastTo(0).size()).isZero();
    assertThat(NDArray.zeros(DType.INT8, 0).broadcastTo(4, 0).shape()).containsExactly(4, 0);
    Rejections.argument(
        "expected length 1 or 0 on axis 0 to broadcast (3,) to (0,) but found 3",
        () -> NDArray.zeros(DType.INT8, 3).broadcastTo(0));
    Rejections.argument(
        "expected length 1 or 3 on axis 0 to broadcast (0,) to (3,) but found 0",
        () -> NDArray.zeros(DType.INT8, 0).broadcastTo(3));
    Rejections.argument(
        "expected length 1 or 1 on axis 0 to broadcast (0,) to (1,) but found 0",
        () -> NDArray.zeros(DType.INT8, 0).broadcastTo(1));
  }

  @Test
  @DisplayName("item 26: broadcastTo uses stride 0 and is read-only")
  void item26_strideZero_readOnly() {
    NDArray a = NDArray.copyOf(new int[] {1, 2, 3}, 3);
    NDArray wide = a.broadcastTo(2, 3);
    assertThat(wide.strides()).containsExactly(0, 4);
    assertThat(wide.isReadOnly()).isTrue();
    assertThat(wide.address()).isEqualTo(a.address());
    assertThat(a.isReadOnly()).isFalse();
    assertThat(a.broadcastTo(3).isReadOnly()).as("also when nothing stretches").isTrue();
    Rejections.argument(
        "array is read-only: int32 of shape (2, 3), strides (0, 4); its elements overlap",
        () -> wide.setLong(0, 0, 1));
    Rejections.argument(
        "array is read-only: int32 of shape (3,), strides (4,)", () -> wide.select(0, 1).fill(1L));
  }

  @Test
  @DisplayName("item 27: fewer axes and negative lengths are rejected")
  void item27_fewerAxes_negativeLength() {
    NDArray a = NDArray.zeros(DType.INT8, 2, 3);
    Rejections.argument(
        "expected a shape of at least 2 axes to broadcast (2, 3) to but found (3,)",
        () -> a.broadcastTo(3));
    Rejections.argument(
        "expected a shape of at least 1 axes to broadcast (1,) to but found ()",
        () -> NDArray.zeros(DType.INT8, 1).broadcastTo());
    Rejections.argument(
        "expected a shape without negative lengths but found (-1, 3)", () -> a.broadcastTo(-1, 3));
  }

  @Test
  @DisplayName("item 28: assignment may drop leading 1s of the source, the output never stretches")
  void item28_assignment() {
    NDArray to = NDArray.zeros(DType.INT32, 3);
    NDArray from = NDArray.copyOf(new int[] {1, 2, 3}, 1, 1, 3);
    assertThat(to.copyFrom(from).toIntArray()).containsExactly(1, 2, 3);
    NDArray scalar = NDArray.zeros(DType.INT32);
    assertThat(scalar.copyFrom(NDArray.copyOf(new int[] {9}, 1, 1)).getLong()).isEqualTo(9);
    Rejections.argument(
        "expected a shape of at least 2 axes to broadcast (2, 3) to but found (3,)",
        () -> to.copyFrom(NDArray.zeros(DType.INT32, 2, 3)));
    Rejections.argument(
        "expected length 1 or 1 on axis 0 to broadcast (3,) to (1,) but found 3",
        () -> NDArray.zeros(DType.INT32, 1).copyFrom(to));
    Rejections.argument(
        "expected a shape of at least 1 axes to broadcast (3,) to but found ()",
        () -> scalar.copyFrom(to));
  }

  @Test
  @DisplayName("item 29: the message names both shapes and the axis")
  void item29_message_namesShapesAndAxis() {
    Rejections.argument(
        "expected length 1 or 5 on axis 1 to broadcast (2, 3, 4) to (7, 2, 5, 4) but found 3",
        () -> NDArray.zeros(DType.INT8, 2, 3, 4).broadcastTo(7, 2, 5, 4));
  }
}
