package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Casting: items 62 to 65 and 67 to 71 of the conformance list.
final class CastingConformanceTest {

  private static final double INF = Double.POSITIVE_INFINITY;

  private static void assertAllows(Casting casting, DType from, boolean allowed, DType... to) {
    for (DType type : to) {
      assertThat(casting.allows(from, type)).as("%s to %s", from, type).isEqualTo(allowed);
    }
  }

  @Test
  @DisplayName("item 62: no is the same type, equiv the same but for byte order")
  void item62_no_equiv() {
    DType swapped = DType.INT32.withByteOrder(ArrayCases.otherOrder());
    assertAllows(Casting.NO, DType.INT32, true, DType.INT32);
    assertAllows(Casting.NO, DType.INT32, false, swapped, DType.UINT32, DType.INT64);
    assertAllows(Casting.EQUIV, DType.INT32, true, DType.INT32, swapped);
    assertAllows(Casting.EQUIV, DType.INT32, false, DType.UINT32, DType.INT64, DType.FLOAT32);
  }

  @Test
  @DisplayName("item 62: each rule allows what the stricter one allows")
  void item62_rules_areNested() {
    for (DType from : ArrayCases.types()) {
      for (DType to : ArrayCases.types()) {
        boolean allowed = false;
        for (Casting casting : Casting.values()) {
          assertThat(casting.allows(from, to) || !allowed).as("%s to %s", from, to).isTrue();
          allowed = casting.allows(from, to);
        }
        assertThat(allowed).as("unsafe: %s to %s", from, to).isTrue();
      }
    }
  }

  @Test
  @DisplayName("item 63: safe: i4 and i8 to f8 yes, i4 to f4 no, u8 to i8 no, bool to every number")
  void item63_safe() {
    assertAllows(Casting.SAFE, DType.INT32, true, DType.FLOAT64, DType.INT64, DType.COMPLEX128);
    assertAllows(Casting.SAFE, DType.INT64, true, DType.FLOAT64);
    assertAllows(Casting.SAFE, DType.INT32, false, DType.FLOAT32, DType.UINT64, DType.INT16);
    assertAllows(Casting.SAFE, DType.UINT64, false, DType.INT64);
    assertAllows(Casting.SAFE, DType.UINT32, true, DType.INT64, DType.FLOAT64);
    assertAllows(Casting.SAFE, DType.BOOL, true, ArrayCases.types().toArray(DType[]::new));
    assertAllows(Casting.SAFE, DType.INT8, false, DType.BOOL, DType.UINT8);
    assertAllows(Casting.SAFE, DType.INT8, true, DType.FLOAT16);
    assertAllows(Casting.SAFE, DType.INT16, false, DType.FLOAT16);
    assertAllows(Casting.SAFE, DType.FLOAT64, false, DType.FLOAT32, DType.INT64);
  }

  @Test
  @DisplayName("item 63: safe conversions preserve every value (except 64-bit integers in float64)")
  void item63_safe_keepsValues() {
    for (DType from : ArrayCases.types()) {
      for (DType to : ArrayCases.types()) {
        if (!Casting.SAFE.allows(from, to)) {
          continue;
        }
        NDArray source = NDArray.zeros(from, 300);
        Random random = Seeds.random("CastingConformanceTest.safe" + from + to);
        for (int i = 0; i < 4; i++) {
          random.longs(200).forEach(bits -> poke(source, random, bits));
        }
        NDArray target = NDArray.zeros(to, 300).copyFrom(source, Casting.SAFE);
        for (int i = 0; i < 300; i++) {
          assertThat(Double.valueOf(target.getDouble(i)))
              .as("%s to %s", from, to)
              .isEqualTo(Double.valueOf(source.getDouble(i)));
        }
      }
    }
  }

  @Test
  @DisplayName("item 64: same_kind: i8 to i1, f8 to f2, u4 to i1 yes; i4 to u4, f to i, c to f no")
  void item64_sameKind() {
    assertAllows(Casting.SAME_KIND, DType.INT64, true, DType.INT8);
    assertAllows(Casting.SAME_KIND, DType.FLOAT64, true, DType.FLOAT16, DType.COMPLEX64);
    assertAllows(Casting.SAME_KIND, DType.UINT32, true, DType.INT8);
    assertAllows(Casting.SAME_KIND, DType.INT32, false, DType.UINT32, DType.BOOL);
    assertAllows(Casting.SAME_KIND, DType.FLOAT32, false, DType.INT64, DType.UINT8);
    assertAllows(Casting.SAME_KIND, DType.COMPLEX64, false, DType.FLOAT64);
  }

  @Test
  @DisplayName("item 65: assigning is same_kind: i4 = f8 and u1 = i1 rejected, f4 = f8 taken")
  void item65_assignment_isSameKind() {
    NDArray doubles = NDArray.copyOf(new double[] {1.5}, 1);
    Rejections.argument(
        "expected a conversion of float64 to int32 that is same_kind but found one that is not",
        () -> NDArray.zeros(DType.INT32, 1).copyFrom(doubles));
    Rejections.argument(
        "expected a conversion of int8 to uint8 that is same_kind but found one that is not",
        () -> NDArray.zeros(DType.UINT8, 1).copyFrom(NDArray.zeros(DType.INT8, 1)));
    Rejections.argument(
        "expected a conversion of float64 to float32 that is safe but found one that is not",
        () -> NDArray.zeros(DType.FLOAT32, 1).copyFrom(doubles, Casting.SAFE));
    assertThat(NDArray.zeros(DType.FLOAT32, 1).copyFrom(doubles).toFloatArray())
        .containsExactly(1.5f);
    assertThat(NDArray.zeros(DType.INT32, 1).copyFrom(doubles, Casting.UNSAFE).toIntArray())
        .containsExactly(1);
  }

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
          a.setLong(i, random.nextLong() >> random.nextInt(64));
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
    byte[] bytes = array.sliceAxis(0, i, i + 1L).rawBytes();
    if (array.dtype().byteOrder() == ByteOrder.LITTLE_ENDIAN) {
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
  @DisplayName("item 69: f8 to f2: 65519 is 65504, 65520 infinite, 6e-8 is 5.96e-8, ties to even")
  void item69_doubleToHalf() {
    double[] values = {
      65_519, 65_520, 6e-8, 2049, 2051, -65_520, -0.0, Double.NaN, 0x1p-25, 0x1.8p-24
    };
    double[] expected = {65_504, INF, 0x1p-24, 2048, 2052, -INF, -0.0, Double.NaN, 0, 0x1p-23};
    assertThat(NDArray.copyOf(values, 10).copy(DType.FLOAT16).toDoubleArray()).isEqualTo(expected);
  }

  @Test
  @DisplayName("item 69: to 16 bits is rounded once, not by way of float32")
  void item69_toHalf_isRoundedOnce() {
    // Just above the middle of two halves; the float nearest to it is that middle.
    double half = 1 + 0x1p-11 + 0x1p-40;
    double bfloat = 1 + 0x1p-8 + 0x1p-40;
    NDArray a = NDArray.copyOf(new double[] {half, bfloat, -half, -bfloat}, 4);
    double[] halves = a.copy(DType.FLOAT16).toDoubleArray();
    assertThat(halves[0]).isEqualTo(1 + 0x1p-10);
    assertThat(halves[2]).isEqualTo(-1 - 0x1p-10);
    double[] bfloats = a.copy(DType.BFLOAT16).toDoubleArray();
    assertThat(bfloats[1]).isEqualTo(1 + 0x1p-7);
    assertThat(bfloats[3]).isEqualTo(-1 - 0x1p-7);
    NDArray element = NDArray.zeros(DType.FLOAT16, 1);
    element.setDouble(0, half);
    assertThat(element.getDouble(0)).isEqualTo(1 + 0x1p-10);
    long above = (1L << 62) + (1L << 54) + 1;
    NDArray big = NDArray.copyOf(new long[] {above}, 1);
    assertThat(big.copy(DType.BFLOAT16).getDouble(0)).isEqualTo(0x1p62 + 0x1p55);
    NDArray unsigned = NDArray.of(big.segment(), DType.UINT64, 1);
    assertThat(unsigned.copy(DType.BFLOAT16).getDouble(0)).isEqualTo(0x1p62 + 0x1p55);
  }

  @Test
  @DisplayName("items 67 to 70: bulk conversion of every pair is that of the single element")
  void item67to70_bulk_isTheSameAsOneByOne() {
    Random random = Seeds.random("CastingConformanceTest.bulk");
    for (DType from : ArrayCases.types()) {
      for (DType to : ArrayCases.types()) {
        if (Casting.EQUIV.allows(from, to)) {
          // Bits are moved, see item 57.
          continue;
        }
        NDArray source = NDArray.zeros(from, 700);
        random.longs(700).forEach(bits -> poke(source, random, bits));
        NDArray stepped = source.sliceAxis(0, Long.MAX_VALUE, Long.MIN_VALUE, -2);
        NDArray bulk = source.copy(to).sliceAxis(0, Long.MAX_VALUE, Long.MIN_VALUE, -2);
        NDArray strided = stepped.copy(to);
        assertThat(strided.rawBytes()).as("%s to %s", from, to).isEqualTo(bulk.rawBytes());
        for (int i = 0; i < 350; i += 7) {
          if (Double.isNaN(stepped.getDouble(i))) {
            // The resulting NaN may be any.
            assertThat(strided.getDouble(i))
                .as("%s to %s", from, to)
                .matches(v -> Double.isNaN(v) || v == 0 || v == 1);
            continue;
          }
          long bits = Elements.bits(stepped.segment(), stepped.layout().byteOffset(i), from);
          long cast =
              Elements.isFloat(from)
                  ? Elements.encodeDouble(to, Elements.decodeDouble(from, bits))
                  : from.kind() == DType.Kind.UINT && Elements.isFloat(to)
                      ? Elements.bits(stepped.sliceAxis(0, i, i + 1L).copy(to).segment(), 0, to)
                      : Elements.encodeLong(to, Elements.decodeLong(from, bits));
          NDArray one = NDArray.zeros(to, 1);
          Elements.putBits(one.segment(), 0, to, cast);
          assertThat(strided.sliceAxis(0, i, i + 1L).rawBytes())
              .as("%s to %s of %s", from, to, stepped.getDouble(i))
              .isEqualTo(one.rawBytes());
        }
      }
    }
  }

  private static void poke(NDArray array, Random random, long bits) {
    int item = array.itemSize();
    long at = (long) random.nextInt((int) array.size()) * item;
    for (int i = 0; i < item; i++) {
      byte part = (byte) (bits >> 8 * i);
      // Truth values are 0 or 1 here; other bytes have a test of their own.
      boolean truth = array.dtype().kind() == DType.Kind.BOOL;
      array.segment().set(ValueLayout.JAVA_BYTE, at + i, truth ? (byte) (part & 1) : part);
    }
  }

  @Test
  void signalingNaNsOfHalves_stayNaNs_andKeepTheirBitsWhileTheyAreHalves() {
    short[] bits = {0x7c01, (short) 0xfc01, 0x7dff, 0x7e00};
    NDArray halves = NDArray.copyOf(bits).reinterpret(DType.FLOAT16);

    assertThat(halves.copy().reinterpret(DType.INT16).toShortArray()).isEqualTo(bits);
    for (DType wider : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      NDArray widened = halves.copy(wider);
      for (int i = 0; i < bits.length; i++) {
        assertThat(widened.getDouble(i)).isNaN();
      }
    }
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
  @DisplayName("item 71: a number that the type cannot hold is rejected by set and fill")
  void item71_outOfRange_isRejected() {
    NDArray bytes = NDArray.zeros(DType.UINT8, 2);
    Rejections.argument("expected a value of uint8 but found 300", () -> bytes.setLong(0, 300));
    Rejections.argument("expected a value of uint8 but found -1", () -> bytes.fill(-1L));
    Rejections.argument("expected a value of uint8 but found 256.0", () -> bytes.setDouble(0, 256));
    Rejections.argument("expected a value of uint8 but found 1.5", () -> bytes.fill(1.5));
    Rejections.argument("expected a value of uint8 but found NaN", () -> bytes.fill(Double.NaN));
    assertThat(bytes.toByteArray()).containsExactly(0, 0);
    for (DType type : integers()) {
      NDArray a = NDArray.zeros(type, 1);
      BigInteger[] ends = ends(type);
      for (BigInteger end : ends) {
        boolean low = end.equals(ends[0]);
        BigInteger beyond = low ? end.subtract(BigInteger.ONE) : end.add(BigInteger.ONE);
        if (end.bitLength() < 64) {
          a.setLong(0, end.longValueExact());
          assertThat(a.getLong(0)).isEqualTo(end.longValueExact());
        }
        if (beyond.bitLength() < 64) {
          Rejections.argument(
              "expected a value of %s but found %s".formatted(type, beyond),
              () -> a.setLong(0, beyond.longValueExact()));
        }
        double outside = low ? Math.nextDown(end.doubleValue()) : Math.nextUp(end.doubleValue());
        double first = beyond.bitLength() < 53 ? beyond.doubleValue() : outside;
        double rejected = low && end.signum() == 0 ? -1 : first;
        Rejections.argument(
            "expected a value of %s but found %s".formatted(type, rejected),
            () -> a.setDouble(0, rejected));
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
  void item71_powersOfTwo_areRejected() {
    NDArray signed = NDArray.zeros(DType.INT64, 1);
    NDArray unsigned = NDArray.zeros(DType.UINT64, 1);
    Rejections.argument(
        "expected a value of int64 but found 9.223372036854776E18",
        () -> signed.setDouble(0, 0x1p63));
    Rejections.argument(
        "expected a value of uint64 but found 1.8446744073709552E19",
        () -> unsigned.setDouble(0, 0x1p64));
    signed.setDouble(0, -0x1p63);
    assertThat(signed.getLong(0)).isEqualTo(Long.MIN_VALUE);
    unsigned.setDouble(0, 0x1p63);
    assertThat(unsigned.getDouble(0)).isEqualTo(0x1p63);
    unsigned.setDouble(0, Math.nextDown(0x1p64));
    assertThat(unsigned.asLongs().get(0)).isEqualTo(-2048);
  }
}
