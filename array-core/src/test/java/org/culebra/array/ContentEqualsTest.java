package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.array.internal.kernel.Float8;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Equality as numbers, for every pair of types and every way to the elements.
final class ContentEqualsTest {

  private static final List<DType> TYPES = ArrayCases.nativeTypes();

  @Test
  void float8_isComparedByValue() {
    for (String name :
        List.of(
            "float8_e3m4",
            "float8_e4m3",
            "float8_e4m3b11fnuz",
            "float8_e4m3fn",
            "float8_e4m3fnuz",
            "float8_e5m2",
            "float8_e5m2fnuz",
            "float8_e8m0fnu")) {
      DType type = DType.ofName(name);
      Float8 format = Float8.of(type);
      for (int i = 0; i < 256; i++) {
        for (int j = 0; j < 256; j++) {
          boolean expected = format.decode(i) == format.decode(j);
          assertThat(bits(type, i).contentEquals(bits(type, j)))
              .as("%s: %02x %02x", name, i, j)
              .isEqualTo(expected);
        }
      }
    }
  }

  private static NDArray bits(DType type, int bits) {
    return NDArray.copyOf(new byte[] {(byte) bits}).reinterpret(type);
  }

  @Test
  void float8_equalsOtherNumbers() {
    NDArray one = bits(DType.FLOAT8_E4M3FN, 0x38);
    assertThat(one.contentEquals(bits(DType.FLOAT8_E5M2, 0x3c))).isTrue();
    assertThat(one.contentEquals(NDArray.copyOf(new int[] {1}))).isTrue();
    assertThat(NDArray.copyOf(new double[] {1}).contentEquals(one)).isTrue();
    assertThat(NDArray.copyOf(new long[] {2}).contentEquals(one)).isFalse();
    NDArray complex = NDArray.copyOf(new double[] {1, 0}).reinterpret(DType.COMPLEX128);
    assertThat(one.contentEquals(complex)).isTrue();
    assertThat(complex.contentEquals(one)).isTrue();
  }

  @Test
  void bool_everyByteButZeroIsTrue() {
    NDArray two = bits(DType.BOOL, 2);
    assertThat(two.contentEquals(bits(DType.BOOL, 1))).isTrue();
    assertThat(two.contentEquals(bits(DType.BOOL, 0))).isFalse();
  }

  /// Against exact arithmetic, packed and strided, in both byte orders, around the ends of blocks.
  @Test
  void everyPairOfTypes_isExact() {
    Random random = Seeds.random("ContentEqualsTest.everyPair");
    for (DType ta : TYPES) {
      for (DType tb : TYPES) {
        for (int i = 0; i < 12; i++) {
          NDArray a = interesting(random, ta);
          NDArray b = NDArray.zeros(tb, a.shape());
          b.copyFrom(a, Casting.UNSAFE);
          DType swapped = random.nextBoolean() ? tb.withByteOrder(ByteOrder.BIG_ENDIAN) : tb;
          NDArray c =
              random.nextBoolean() ? b.copy(swapped) : b.transpose().copy(swapped).transpose();
          boolean expected = equal(a, c);
          String what = ta + " " + tb + " " + a.layout() + " " + c.layout();
          assertThat(a.contentEquals(c)).as(what).isEqualTo(expected);
          assertThat(c.contentEquals(a)).as(what).isEqualTo(expected);
        }
      }
    }
  }

  /// Mostly small numbers that every type holds, at times one that few do.
  private static NDArray interesting(Random random, DType type) {
    NDArray a = NDArray.zeros(type, 3 + random.nextInt(2), 300);
    NDArray small = NDArray.zeros(DType.INT64, a.shape());
    small.mapLongsFrom(small, _ -> random.nextInt(2));
    a.copyFrom(small, Casting.UNSAFE);
    long[] odd = {-1, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE, 65535, 255, 1};
    for (int i = random.nextInt(3); i > 0; i--) {
      long value = odd[random.nextInt(odd.length)];
      a.select(0, random.nextInt(3))
          .sliceAxis(0, 299, 300)
          .copyFrom(NDArray.copyOf(new long[] {value}), Casting.UNSAFE);
    }
    return random.nextBoolean() ? a : a.flip(1);
  }

  private static boolean equal(NDArray a, NDArray b) {
    for (long i = 0; i < a.shape(0); i++) {
      for (long j = 0; j < a.shape(1); j++) {
        boolean finite = Double.isFinite(a.getDouble(i, j)) && Double.isFinite(b.getDouble(i, j));
        if (finite
            ? exact(a, i, j).compareTo(exact(b, i, j)) != 0
            : a.getDouble(i, j) != b.getDouble(i, j)) {
          return false;
        }
      }
    }
    return true;
  }

  private static BigDecimal exact(NDArray a, long i, long j) {
    if (Elements.isFloat(a.dtype())) {
      return new BigDecimal(a.getDouble(i, j));
    }
    long bits = Elements.bits(a.segment(), a.layout().byteOffset(i, j), a.dtype());
    if (a.dtype().kind() == DType.Kind.UINT) {
      return new BigDecimal(Long.toUnsignedString(bits));
    }
    return BigDecimal.valueOf(a.getLong(i, j));
  }

  @Test
  void nan_atAnyPlace_equalsNothing() {
    for (DType type : List.of(DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64)) {
      NDArray a = NDArray.zeros(type, 1000);
      a.setDouble(500, -0.0);
      assertThat(a.contentEquals(NDArray.zeros(type, 1000))).isTrue();
      assertThat(a.contentEquals(a)).isTrue();
      a.setDouble(999, Double.NaN);
      assertThat(a.contentEquals(a)).isFalse();
    }
  }
}
