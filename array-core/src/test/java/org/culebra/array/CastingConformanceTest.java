package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Casting: items 67, 68, 70 and 71 of the conformance list. There is one cast, NumPy's "unsafe",
/// and `setLong`/`setDouble`/`fill`, which take nothing that would be lost; so items 62 to 66 have
/// no counterpart.
final class CastingConformanceTest {

  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  @DisplayName("item 67: a narrower integer keeps the low bits")
  void item67_narrowing_wraps() {
    NDArray a = NDArray.copyOf(new long[] {300, -1, 128, 65_536 + 7, Long.MIN_VALUE}, 5);
    assertThat(a.copy(DType.UINT8).toByteArray()).containsExactly(44, -1, -128, 7, 0);
    assertThat(a.copy(DType.INT8).toByteArray()).containsExactly(44, -1, -128, 7, 0);
    assertThat(a.copy(DType.INT16).toShortArray()).containsExactly(300, -1, 128, 7, 0);
    assertThat(a.copy(DType.UINT64).getLong(0)).isEqualTo(300);
    assertThat(a.copy(DType.UINT64).getDouble(1)).isEqualTo(0x1p64);
    NDArray bytes = NDArray.copyOf(new byte[] {-1, -128}, 2);
    assertThat(bytes.copy(DType.UINT32).toIntArray()).containsExactly(-1, -128);
    NDArray unsigned = NDArray.of(bytes.segment(), DType.UINT8, 2);
    assertThat(unsigned.copy(DType.INT64).toLongArray()).containsExactly(255, 128);
  }

  @Test
  @DisplayName("item 67: integers between all integer types against BigInteger")
  void item67_integers_againstBigInteger() {
    Random random = Seeds.random("CastingConformanceTest.integers");
    for (DType from : integers()) {
      for (DType to : integers()) {
        NDArray a = NDArray.zeros(DType.INT64, 50);
        for (int i = 0; i < 50; i++) {
          a.setLong(random.nextLong() >> random.nextInt(64), i);
        }
        NDArray source = a.copy(from);
        NDArray cast = source.copy(to);
        for (int i = 0; i < 50; i++) {
          BigInteger value = exact(source, i);
          assertThat(exact(cast, i))
              .as("%s of %s to %s", value, from, to)
              .isEqualTo(wrap(value, to));
        }
      }
    }
  }

  private static DType[] integers() {
    return ArrayCases.types().stream()
        .filter(t -> t.kind() == DType.Kind.INT || t.kind() == DType.Kind.UINT)
        .toArray(DType[]::new);
  }

  /// From the bytes, by the slow road.
  private static BigInteger exact(NDArray array, int i) {
    byte[] bytes = array.slice(0, i, i + 1L).toBytes();
    if (array.dtype().byteOrder() == java.nio.ByteOrder.LITTLE_ENDIAN) {
      for (int a = 0, b = bytes.length - 1; a < b; a++, b--) {
        byte swapped = bytes[a];
        bytes[a] = bytes[b];
        bytes[b] = swapped;
      }
    }
    return array.dtype().kind() == DType.Kind.UINT
        ? new BigInteger(1, bytes)
        : new BigInteger(bytes);
  }

  private static BigInteger wrap(BigInteger value, DType to) {
    int width = 8 * to.itemSize();
    BigInteger modulus = BigInteger.ONE.shiftLeft(width);
    BigInteger low = value.mod(modulus);
    boolean negative = to.kind() == DType.Kind.INT && low.testBit(width - 1);
    return negative ? low.subtract(modulus) : low;
  }

  @Test
  @DisplayName(
      "item 68: float to integer truncates, saturates, and makes NaN 0, as Java does"
          + " on every CPU (NumPy's answer depends on the CPU)")
  void item68_floatToInteger_saturates() {
    double[] values = {1.9, -1.9, 1e300, -INF, Double.NaN, -0.0, 255.5, -0.9};
    NDArray a = NDArray.copyOf(values, 8);
    assertThat(a.copy(DType.INT8).toByteArray()).containsExactly(1, -1, 127, -128, 0, 0, 127, 0);
    assertThat(a.copy(DType.UINT8).toByteArray()).containsExactly(1, 0, -1, 0, 0, 0, -1, 0);
    assertThat(a.copy(DType.INT16).toShortArray())
        .containsExactly(1, -1, Short.MAX_VALUE, Short.MIN_VALUE, 0, 0, 255, 0);
    assertThat(a.copy(DType.UINT16).toShortArray()).containsExactly(1, 0, -1, 0, 0, 0, 255, 0);
    assertThat(a.copy(DType.INT32).toIntArray())
        .containsExactly(1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, 0, 255, 0);
    assertThat(a.copy(DType.UINT32).toIntArray()).containsExactly(1, 0, -1, 0, 0, 0, 255, 0);
    assertThat(a.copy(DType.INT64).toLongArray())
        .containsExactly(1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0, 0, 255, 0);
    assertThat(a.copy(DType.UINT64).toLongArray()).containsExactly(1, 0, -1, 0, 0, 0, 255, 0);
    assertThat(a.copy(DType.FLOAT32).copy(DType.UINT8).toByteArray())
        .containsExactly(1, 0, -1, 0, 0, 0, -1, 0);
  }

  @Test
  @DisplayName("item 68: the ends of 64 bits")
  void item68_endsOf64Bits() {
    double[] values = {
      0x1p63, Math.nextDown(0x1p63), -0x1p63, 0x1p64, Math.nextDown(0x1p64), 0x1.8p63
    };
    NDArray a = NDArray.copyOf(values, 6);
    assertThat(a.copy(DType.INT64).toLongArray())
        .containsExactly(
            Long.MAX_VALUE,
            (1L << 63) - 1024,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            Long.MAX_VALUE);
    assertThat(a.copy(DType.UINT64).toLongArray())
        .containsExactly(1L << 63, (1L << 63) - 1024, 0, -1, -2048, 3L << 62);
  }

  @Test
  @DisplayName("item 69: double to float rounds to the nearest, ties to even, once")
  void item69_doubleToFloat_rounds() {
    double tie = 1 + 0x1p-24;
    NDArray a =
        NDArray.copyOf(
            new double[] {tie, Math.nextUp(tie), 1 + 3 * 0x1p-24, 1e300, -1e-300, Double.NaN}, 6);
    float[] floats = a.copy(DType.FLOAT32).toFloatArray();
    assertThat(Arrays.copyOf(floats, 5))
        .containsExactly(1f, 1 + 0x1p-23f, 1 + 0x1p-22f, Float.POSITIVE_INFINITY, -0f);
    assertThat(floats[5]).isNaN();
  }

  @Test
  @DisplayName("item 69: a 64-bit integer to float32 is rounded once, not by way of float64")
  void item69_longToFloat_isRoundedOnce() {
    // Just above the middle of two floats; the double nearest to it is that middle.
    long signed = (1L << 62) + (1L << 38) + 1;
    NDArray longs = NDArray.copyOf(new long[] {signed}, 1);
    assertThat(longs.copy(DType.FLOAT32).toFloatArray()).containsExactly(0x1p62f + 0x1p39f);
    NDArray unsigned = NDArray.of(longs.segment(), DType.UINT64, 1);
    assertThat(unsigned.copy(DType.FLOAT32).toFloatArray()).containsExactly(0x1p62f + 0x1p39f);
    longs.asLongs().set(0, (1L << 63) + (1L << 39) + 1);
    assertThat(unsigned.copy(DType.FLOAT32).toFloatArray()).containsExactly(0x1p63f + 0x1p40f);
  }

  @Test
  @DisplayName("item 70: NaN is true, -0.0 is false")
  void item70_truthOfNumbers() {
    NDArray a = NDArray.copyOf(new double[] {Double.NaN, -0.0, 0, 1e-300, -INF}, 5);
    assertThat(a.copy(DType.BOOL).toByteArray()).containsExactly(1, 0, 0, 1, 1);
    assertThat(a.getBoolean(0)).isTrue();
    assertThat(a.getBoolean(1)).isFalse();
    assertThat(a.getBoolean(3)).isTrue();
    NDArray longs = NDArray.copyOf(new long[] {0, 256, Long.MIN_VALUE}, 3);
    assertThat(longs.copy(DType.BOOL).toByteArray()).containsExactly(0, 1, 1);
    NDArray odd = NDArray.of(NDArray.copyOf(new byte[] {0, 2, -1}, 3).segment(), DType.BOOL, 3);
    assertThat(odd.copy(DType.INT32).toIntArray()).containsExactly(0, 1, 1);
    assertThat(odd.copy(DType.FLOAT32).toFloatArray()).containsExactly(0, 1, 1);
    assertThat(odd.getLong(2)).isEqualTo(1);
  }

  @Test
  @DisplayName("item 70: uint64 from 2^63 on is taken by its unsigned value, rounded once")
  void item70_uint64_byUnsignedValue() {
    Random random = Seeds.random("CastingConformanceTest.uint64");
    long[] bits = random.longs(200).toArray();
    bits[0] = -1;
    bits[1] = Long.MIN_VALUE;
    bits[2] = Long.MIN_VALUE + 1024;
    bits[3] = Long.MIN_VALUE + 1025;
    bits[4] = Long.MIN_VALUE + 3 * 1024;
    NDArray a = NDArray.of(NDArray.copyOf(bits, 200).segment(), DType.UINT64, 200);
    double[] converted = a.copy(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < bits.length; i++) {
      double expected = new BigDecimal(Long.toUnsignedString(bits[i])).doubleValue();
      assertThat(a.getDouble(i)).as(Long.toUnsignedString(bits[i])).isEqualTo(expected);
      assertThat(converted[i]).as(Long.toUnsignedString(bits[i])).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("item 71: a number that the type cannot hold is refused by set and fill")
  void item71_outOfRange_isRefused() {
    NDArray bytes = NDArray.zeros(DType.UINT8, 2);
    Refusals.argument("expected a value of uint8 but found 300", () -> bytes.setLong(300, 0));
    Refusals.argument("expected a value of uint8 but found -1", () -> bytes.fill(-1L));
    Refusals.argument("expected a value of uint8 but found 256.0", () -> bytes.setDouble(256, 0));
    Refusals.argument("expected a value of uint8 but found 1.5", () -> bytes.fill(1.5));
    Refusals.argument("expected a value of uint8 but found NaN", () -> bytes.fill(Double.NaN));
    assertThat(bytes.toByteArray()).containsExactly(0, 0);
    for (DType type : integers()) {
      NDArray a = NDArray.zeros(type, 1);
      BigInteger[] ends = ends(type);
      for (BigInteger end : ends) {
        boolean low = end.equals(ends[0]);
        BigInteger beyond = low ? end.subtract(BigInteger.ONE) : end.add(BigInteger.ONE);
        if (end.bitLength() < 64) {
          a.setLong(end.longValueExact(), 0);
          assertThat(a.getLong(0)).isEqualTo(end.longValueExact());
        }
        if (beyond.bitLength() < 64) {
          Refusals.argument(
              "expected a value of %s but found %s".formatted(type, beyond),
              () -> a.setLong(beyond.longValueExact(), 0));
        }
        double outside = low ? Math.nextDown(end.doubleValue()) : Math.nextUp(end.doubleValue());
        double first = beyond.bitLength() < 53 ? beyond.doubleValue() : outside;
        double refused = low && end.signum() == 0 ? -1 : first;
        Refusals.argument(
            "expected a value of %s but found %s".formatted(type, refused),
            () -> a.setDouble(refused, 0));
      }
    }
  }

  private static BigInteger[] ends(DType type) {
    int width = 8 * type.itemSize();
    if (type.kind() == DType.Kind.UINT) {
      return new BigInteger[] {
        BigInteger.ZERO, BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE)
      };
    }
    BigInteger half = BigInteger.ONE.shiftLeft(width - 1);
    return new BigInteger[] {half.negate(), half.subtract(BigInteger.ONE)};
  }

  @Test
  @DisplayName(
      "item 71: the doubles 2^63 and 2^64 are no int64 and no uint64, though the greatest"
          + " of these round to them")
  void item71_powersOfTwo_areRefused() {
    NDArray signed = NDArray.zeros(DType.INT64, 1);
    NDArray unsigned = NDArray.zeros(DType.UINT64, 1);
    Refusals.argument(
        "expected a value of int64 but found 9.223372036854776E18",
        () -> signed.setDouble(0x1p63, 0));
    Refusals.argument(
        "expected a value of uint64 but found 1.8446744073709552E19",
        () -> unsigned.setDouble(0x1p64, 0));
    signed.setDouble(-0x1p63, 0);
    assertThat(signed.getLong(0)).isEqualTo(Long.MIN_VALUE);
    unsigned.setDouble(0x1p63, 0);
    assertThat(unsigned.getDouble(0)).isEqualTo(0x1p63);
    unsigned.setDouble(Math.nextDown(0x1p64), 0);
    assertThat(unsigned.asLongs().get(0)).isEqualTo(-2048);
  }
}
