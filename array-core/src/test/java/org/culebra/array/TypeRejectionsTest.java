package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Types that a method does not take, and shapes that a field must not make.
final class TypeRejectionsTest {

  private static final String TIMES = ": getLong and setLong read and write its count";
  private static final String TEXTS = ": getString and setString read and write text";
  private static final String REAL = "expected a type of real numbers but found ";

  @Test
  void toDoubleArray_takesRealNumbersOnly() {
    NDArray complex = NDArray.copyOf(new double[] {1, 2}).reinterpret(DType.COMPLEX128);
    Rejections.argument(REAL + "complex128: take real() or imag()", () -> complex.toDoubleArray());
    Rejections.argument(
        REAL + "complex64: take real() or imag()",
        () -> NDArray.zeros(DType.COMPLEX64, 0).toDoubleArray());
    Rejections.argument(
        REAL + "datetime64[s]" + TIMES,
        () -> NDArray.zeros(DType.datetime64("s"), 1).toDoubleArray());
    Rejections.argument(
        REAL + "|S2" + TEXTS, () -> NDArray.zeros(DType.bytes(2), 1).toDoubleArray());
    assertThat(complex.real().toDoubleArray()).containsExactly(1);
    assertThat(NDArray.copyOf(new boolean[] {true, false}).toDoubleArray()).containsExactly(1, 0);
    assertThat(NDArray.zeros(DType.FLOAT16, 2).toDoubleArray()).containsExactly(0, 0);
  }

  @Test
  void getAndSetBoolean_takeRealNumbersOnly() {
    for (NDArray array :
        List.of(NDArray.zeros(DType.datetime64("s")), NDArray.zeros(DType.timedelta64("D")))) {
      String message = REAL + array.dtype() + TIMES;
      Rejections.argument(message, array::getBoolean);
      Rejections.argument(message, () -> array.setBoolean(true));
      assertThat(array.getLong()).isZero();
    }
    NDArray complex = NDArray.zeros(DType.COMPLEX64);
    Rejections.argument(REAL + "complex64: take real() or imag()", complex::getBoolean);
    Rejections.argument(REAL + "complex64: take real() or imag()", () -> complex.setBoolean(true));
    NDArray half = NDArray.zeros(DType.FLOAT16);
    half.setBoolean(true);
    assertThat(half.getDouble()).isEqualTo(1);
    NDArray readOnly = NDArray.zeros(DType.INT8).asReadOnly();
    Rejections.argument(
        "array is read-only: int8 of shape (), strides ()", () -> readOnly.setBoolean(true));
  }

  @Test
  void field_makesNoMoreThan64Axes() {
    DType type = DType.packed(new Field("grid", null, DType.INT8, new long[] {2, 1, 2}, 0));
    long[] shape = new long[63];
    Arrays.fill(shape, 1);
    NDArray array = NDArray.zeros(type, shape);
    Rejections.argument("expected at most 64 axes but found 66", () -> array.field("grid"));
    NDArray fits = array.select(0, 0).squeeze(0, 1).field("grid");
    assertThat(fits.rank()).isEqualTo(63);
    NDArray full = NDArray.zeros(DType.INT8, shape).expandDims(0);
    Rejections.argument("expected at most 64 axes but found 65", () -> full.expandDims(0));
    Rejections.argument(
        "expected at most 64 axes but found 65", () -> full.slice(Index.parse("None")));
    Rejections.argument(
        "expected at most 64 axes but found 128", () -> full.slidingWindow(full.shape()));
  }

  /// Inside, more axes are no matter: structs are copied and compared field by field.
  @Test
  void structsOfManyAxes_areCopiedAndCompared() {
    DType from = DType.packed(new Field("grid", null, DType.INT8, new long[] {2, 1, 2}, 0));
    DType to = DType.packed(new Field("grid", null, DType.INT16, new long[] {2, 1, 2}, 0));
    long[] shape = new long[63];
    Arrays.fill(shape, 1);
    shape[0] = 2;
    NDArray bytes = NDArray.copyOf(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    NDArray array = bytes.reinterpret(from).reshape(shape);
    NDArray copy = array.copy(to);
    assertThat(copy.contentEquals(array)).isTrue();
    assertThat(copy.reshape(2).field("grid").reshape(8).toShortArray())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }
}
