package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Axes: items 30 to 33 of the conformance list.
final class AxesConformanceTest {

  private static final NDArray A = NDArray.zeros(DType.FLOAT64, 2, 3, 4);

  @Test
  @DisplayName("item 30: transpose reverses shape and strides")
  void item30_transpose() {
    assertThat(A.transpose().shape()).containsExactly(4, 3, 2);
    assertThat(A.transpose().strides()).containsExactly(8, 32, 96);
    NDArray six = NDArray.zeros(DType.INT8, 1, 2, 3, 4, 5, 6).transpose();
    assertThat(six.shape()).containsExactly(6, 5, 4, 3, 2, 1);
    assertThat(six.strides()).containsExactly(1, 6, 30, 120, 360, 720);
    assertThat(NDArray.zeros(DType.INT8).transpose().rank()).isZero();
  }

  @Test
  @DisplayName("item 31: permutations, negative axes, swapAxes, moveAxis")
  void item31_permutations() {
    assertThat(A.permute(1, 0, 2).strides()).containsExactly(32, 96, 8);
    assertThat(A.permute(-1, 0, -2).shape()).containsExactly(4, 2, 3);
    assertThat(A.swapAxes(0, -1).shape()).containsExactly(4, 3, 2);
    assertThat(A.swapAxes(1, 1).layout()).isEqualTo(A.layout());
    assertThat(A.moveAxis(0, -1).shape()).containsExactly(3, 4, 2);
    assertThat(A.moveAxis(-1, 0).shape()).containsExactly(4, 2, 3);
    assertThat(A.moveAxis(1, 1).layout()).isEqualTo(A.layout());
  }

  @Test
  @DisplayName("item 31: repeated, missing and unknown axes are rejected")
  void item31_rejections() {
    Rejections.argument(
        "expected each of 3 axes once in a permutation but found [0, 1, 1]",
        () -> A.permute(0, 1, 1));
    Rejections.argument(
        "expected each of 3 axes once in a permutation but found [0, 2, -1]",
        () -> A.permute(0, 2, -1));
    Rejections.argument(
        "expected 3 axes in a permutation of shape (2, 3, 4) but found 2: [0, 1]",
        () -> A.permute(0, 1));
    Rejections.argument(
        "expected 3 axes in a permutation of shape (2, 3, 4) but found 0: []", () -> A.permute());
    Rejections.argument("expected an axis in [-3, 3) but found 3", () -> A.permute(0, 1, 3));
    Rejections.argument("expected an axis in [-3, 3) but found -4", () -> A.permute(-4, 1, 2));
    NDArray wide = NDArray.zeros(DType.INT8, 1, 2, 3, 4, 5);
    Rejections.argument(
        "expected each of 5 axes once in a permutation but found [0, 1, 2, 3, 3]",
        () -> wide.permute(0, 1, 2, 3, 3));
    Rejections.argument(
        "expected each of 5 axes once in a permutation but found [4, 1, 2, 3, -1]",
        () -> wide.permute(4, 1, 2, 3, -1));
    Rejections.argument(
        "expected an axis in [-5, 5) but found 5", () -> wide.permute(0, 1, 2, 3, 5));
  }

  @Test
  @DisplayName("item 32: squeeze takes axes of length 1 only; expandDims checks its position")
  void item32_squeeze_expandDims() {
    NDArray a = NDArray.zeros(DType.FLOAT64, 1, 3, 1, 4, 1, 1);
    assertThat(a.squeeze().shape()).containsExactly(3, 4);
    assertThat(a.squeeze(0, -1).shape()).containsExactly(3, 1, 4, 1);
    assertThat(a.squeeze(new int[0]).shape()).containsExactly(1, 3, 1, 4, 1, 1);
    Rejections.argument(
        "expected an axis of length 1 to squeeze but found length 3 on axis 1 of shape (1, 3, 1, 4,"
            + " 1, 1)",
        () -> a.squeeze(0, 1));
    Rejections.argument(
        "expected each axis once but found axis 5 twice in [5, -1]", () -> a.squeeze(5, -1));
    Rejections.argument(
        "expected an axis of length 1 to squeeze but found length 0 on axis 0 of shape (0,)",
        () -> NDArray.zeros(DType.INT8, 0).squeeze(0));
    assertThat(A.expandDims(0).shape()).containsExactly(1, 2, 3, 4);
    assertThat(A.expandDims(3).shape()).containsExactly(2, 3, 4, 1);
    assertThat(A.expandDims(-1).shape()).containsExactly(2, 3, 4, 1);
    assertThat(A.expandDims(-4).shape()).containsExactly(1, 2, 3, 4);
    assertThat(A.expandDims(1).expandDims(1).shape()).containsExactly(2, 1, 1, 3, 4);
    assertThat(A.expandDims().layout()).isEqualTo(A.layout());
    assertThat(A.expandDims(0, 2).shape()).containsExactly(1, 2, 1, 3, 4);
    assertThat(A.expandDims(-1, 0).shape()).containsExactly(1, 2, 3, 4, 1);
    assertThat(A.expandDims(4, 3).shape()).containsExactly(2, 3, 4, 1, 1);
    assertThat(A.expandDims(1, 2).strides()).containsExactly(96, 0, 0, 32, 8);
    Rejections.argument("expected an axis in [-5, 5) but found 5", () -> A.expandDims(0, 5));
    Rejections.argument(
        "expected each axis once but found axis 4 twice in [4, -1]", () -> A.expandDims(4, -1));
    Rejections.argument("expected at most 64 axes but found 65", () -> A.expandDims(new int[62]));
    Rejections.argument("expected an axis in [-4, 4) but found 4", () -> A.expandDims(4));
    Rejections.argument("expected an axis in [-4, 4) but found -5", () -> A.expandDims(-5));
  }

  @Test
  @DisplayName("item 33: the diagonal of 3x3 float64 is a read-only view with stride 32")
  void item33_diagonal() {
    NDArray a = NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8}, 3, 3);
    NDArray d = a.diagonal(0, 0, 1);
    assertThat(d.strides()).containsExactly(32);
    assertThat(d.segment().address()).isEqualTo(a.segment().address());
    assertThat(d.isReadOnly()).isTrue();
    assertThat(d.toDoubleArray()).containsExactly(0, 4, 8);
    assertThat(a.diagonal(1, 0, 1).toDoubleArray()).containsExactly(1, 5);
    assertThat(a.diagonal(-2, 0, 1).toDoubleArray()).containsExactly(6);
    assertThat(a.diagonal(1, 1, 0).toDoubleArray()).containsExactly(3, 7);
    assertThat(a.diagonal(3, 0, 1).size()).isZero();
    NDArray cube = NDArray.zeros(DType.FLOAT64, 2, 3, 4, 5, 6);
    assertThat(cube.diagonal(0, 1, -1).shape()).containsExactly(2, 4, 5, 3);
    Rejections.argument(
        "expected two different axes but found axis 0 twice", () -> a.diagonal(0, 0, -2));
  }

  @Test
  @DisplayName("along gives each sub-array of an axis, as select does")
  void along() {
    assertThat(A.along(1).map(NDArray::layout))
        .containsExactly(A.select(1, 0).layout(), A.select(1, 1).layout(), A.select(1, 2).layout());
    assertThat(A.along(-1)).hasSize(4).allMatch(part -> part.segment().equals(A.segment()));
    assertThat(NDArray.zeros(DType.INT8, 0, 3).along(0)).isEmpty();
    Rejections.argument("expected an axis in [-3, 3) but found 3", () -> A.along(3));
  }
}
