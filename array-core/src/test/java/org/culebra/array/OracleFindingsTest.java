package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What [NumpyOracleTest] found once, one case each.
final class OracleFindingsTest {

  @Test
  void complexToBool_imaginaryOnly_isTrue() {
    NDArray parts = NDArray.copyOf(new double[] {0, 1, 0, 0, 2, 0, 0, Double.NaN}, 4, 2);
    NDArray complex = parts.reinterpret(DType.COMPLEX128).select(1, 0);
    assertThat(complex.copy(DType.BOOL).toByteArray()).containsExactly(1, 0, 1, 1);
  }

  @Test
  void toBytes_viewWithoutElements_isEmptyWhereverItBegins() {
    NDArray none = NDArray.zeros(DType.INT64, 4, 0).flip(0);
    assertThat(none.rawBytes()).isEmpty();
    assertThat(none.toLongArray()).isEmpty();
  }

  @Test
  void imag_ofArrayWithoutElements_beginsInsideItsMemory() {
    NDArray none = NDArray.zeros(DType.COMPLEX64, 0).imag();
    assertThat(none.byteOffset()).isBetween(0L, none.segment().byteSize());
  }

  @Test
  void reinterpret_withoutElements_takesAnyStrides() {
    NDArray none = NDArray.zeros(DType.INT32, 0, 4).slice(":, ::2");
    assertThat(none.reinterpret(DType.INT16).shape()).containsExactly(0, 4);
  }

  @Test
  void stringToBytes_codeBeyond31Bits_isRejected() {
    NDArray text = NDArray.copyOf(new int[] {0x80000061}, 1).reinterpret(DType.string(1));
    Rejections.argument(
        "expected characters of one byte for |S1 but found code point 2147483745",
        () -> text.copy(DType.bytes(1)));
  }
}
