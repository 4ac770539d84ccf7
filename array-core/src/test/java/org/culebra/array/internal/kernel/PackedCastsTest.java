package org.culebra.array.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Reductions;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Packed conversions, swaps and sums, which have loops of their own: of lengths around their
/// blocks, at odd addresses, of read-only memory; against Java's own conversion of each element.
final class PackedCastsTest {

  static final List<DType> SOURCES =
      List.of(
          DType.INT8,
          DType.UINT8,
          DType.INT16,
          DType.UINT16,
          DType.INT32,
          DType.FLOAT32,
          DType.FLOAT64);

  private static final List<DType> TARGETS =
      List.of(DType.FLOAT64, DType.FLOAT32, DType.INT32, DType.INT64);

  /// Around the blocks and groups of the loops, and more than is assumed to be in the caches.
  private static final int[] LENGTHS = {
    1, 3, 4, 7, 8, 9, 63, 1967, 1968, 1969, 4100, (1 << 20) + 5
  };

  private final Random random = Seeds.random("PackedCastsTest");

  /// Random bytes at an odd address.
  private NDArray random(DType type, long... shape) {
    long size = type.itemSize();
    for (long length : shape) {
      size *= length;
    }
    byte[] bytes = new byte[(int) size];
    random.nextBytes(bytes);
    return NDArray.of(odd(size).copyFrom(MemorySegment.ofArray(bytes)), type, shape);
  }

  private static MemorySegment odd(long size) {
    return Arena.ofAuto().allocate(size + 1, 8).asSlice(1);
  }

  @ParameterizedTest
  @FieldSource("SOURCES")
  void elements_areConvertedAsByJava(DType source) {
    for (int n : LENGTHS) {
      NDArray from = random(source, n);
      for (DType target : TARGETS) {
        NDArray to = NDArray.of(odd((long) n * target.itemSize()), target, n);
        to.copyFrom(from.asReadOnly(), Casting.UNSAFE);
        requireConverted(to, from);
      }
    }
  }

  private static void requireConverted(NDArray to, NDArray from) {
    int wrong = 0;
    for (int i = 0; i < to.size(); i++) {
      boolean isSame =
          to.dtype().isInteger()
              ? to.getLong(i) == integer(from, i, to.dtype())
              : Double.doubleToLongBits(to.getDouble(i))
                  == Double.doubleToLongBits(number(from, i, to.dtype()));
      wrong += isSame ? 0 : 1;
    }
    assertThat(wrong).as("wrong elements of %s to %s", from.dtype(), to).isZero();
  }

  private static long integer(NDArray from, int i, DType target) {
    if (from.dtype().isInteger()) {
      long value = from.getLong(i);
      return target.itemSize() == 4 ? (int) value : value;
    }
    return target.itemSize() == 4 ? (int) from.getDouble(i) : (long) from.getDouble(i);
  }

  private static double number(NDArray from, int i, DType target) {
    double value = from.dtype().isInteger() ? from.getLong(i) : from.getDouble(i);
    return target.itemSize() == 4 ? (float) value : value;
  }

  @Test
  void bytesOfUnits_areSwapped() {
    for (DType type : List.of(DType.INT16, DType.INT32, DType.INT64)) {
      for (int n : LENGTHS) {
        NDArray from = random(type, n);
        DType swapped = type.withByteOrder(ByteOrder.BIG_ENDIAN);
        NDArray to = NDArray.of(odd((long) n * type.itemSize()), swapped, n);
        to.copyFrom(from);
        assertThat(to.contentEquals(from)).as("%s, %d", type, n).isTrue();
        assertThat(to.reinterpret(type).getLong(n - 1)).isEqualTo(reversed(from, n - 1));
      }
    }
  }

  private static long reversed(NDArray from, int i) {
    long value = Long.reverseBytes(from.getLong(i));
    return value >> 64 - 8 * from.itemSize();
  }

  @Test
  void columnsAndRows_areSummedWhereTheyAre() {
    for (DType type : List.of(DType.FLOAT64, DType.FLOAT32)) {
      NDArray x = NDArray.of(odd(37L * 1111 * type.itemSize()), type, 37, 1111);
      x.mapFrom(x, _ -> random.nextInt(1000));
      for (NDArray a : List.of(x, x.asReadOnly().sliceAxis(1, 3, 1100), x.transpose().flip(1))) {
        for (int axis = 0; axis < 2; axis++) {
          NDArray sums = Reductions.sum(a, axis);
          for (int i = 0; i < sums.size(); i++) {
            NDArray line = a.select(1 - axis, i);
            double expected = 0;
            for (int k = 0; k < line.size(); k++) {
              expected += line.getDouble(k);
            }
            assertThat(sums.getDouble(i)).isCloseTo(expected, within(1e-3 * line.size()));
          }
        }
      }
    }
  }

  @Test
  void channelsOfPixels_becomePlanes() {
    for (DType type : List.of(DType.UINT8, DType.INT8, DType.UINT16, DType.INT16)) {
      for (int channels = 2; channels * type.itemSize() <= 4; channels++) {
        NDArray pixels = random(type, 4100, channels);
        NDArray to = NDArray.of(odd(4L * 4100 * channels), DType.FLOAT32, channels, 4100);
        to.copyFrom(pixels.transpose());
        for (int k = 0; k < channels; k++) {
          requireConverted(to.select(0, k), pixels.select(1, k));
        }
      }
    }
  }
}
