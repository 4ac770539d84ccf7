package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Minima, maxima and their positions, over all elements and along both axes, for every type,
/// layout and special value, compared with loops over single elements.
final class ExtremesTest {

  static final List<DType> TYPES =
      List.of(
          DType.FLOAT64,
          DType.FLOAT32,
          DType.FLOAT16,
          DType.INT64,
          DType.UINT64,
          DType.INT32,
          DType.UINT32,
          DType.UINT8,
          DType.of("datetime64[s]"),
          DType.of("timedelta64[ms]"));

  private static final int[] SIZES = {
    1, 2, 7, 15, 16, 17, 31, 33, 255, 256, 257, 1023, 1024, 1025, 2049, 4097
  };

  private final Random random = Seeds.random("ExtremesTest");

  /// Bits with many equal elements, both zeros, infinities, NaN of both signs and "not a time".
  private long bits(DType type, boolean special) {
    if (Elements.isFloat(type)) {
      double[] rare = {
        0.0, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e-40, 1e300, 4.9e-324
      };
      int pick = random.nextInt(special ? 40 : 400);
      if (special && pick == 39) {
        long nan = Elements.encodeDouble(type, Double.NaN);
        return random.nextBoolean() ? nan : nan | 1L << 8 * type.itemSize() - 1;
      }
      return Elements.encodeDouble(
          type, pick < rare.length ? rare[pick] : random.nextInt(-50, 50) / 8.0);
    }
    int pick = random.nextInt(special ? 30 : 300);
    long sign = 1L << 8 * type.itemSize() - 1;
    return switch (pick) {
      case 0 -> special || type.unit().isEmpty() ? sign : 0;
      case 1 -> sign - 1;
      case 2 -> -1;
      case 3 -> sign + 1;
      default -> random.nextInt(-40, 40);
    };
  }

  private NDArray array(DType type, boolean special, long... shape) {
    NDArray like = NDArray.zeros(type, shape);
    MemorySegment segment = Arena.ofAuto().allocate(like.byteSize() + 1, 8);
    NDArray array = NDArray.of(segment.asSlice(1), type, shape);
    for (long i = 0; i < array.size(); i++) {
      Elements.putBits(array.segment(), i * type.itemSize(), type, bits(type, special));
    }
    return array;
  }

  private static long at(NDArray a, long i, long j) {
    return Elements.bits(a.segment(), a.layout().byteOffset(i, j), a.dtype());
  }

  /// Compares as `min`, `max` do, or, for positions, with equal zeros. What is invalid comes first.
  private static int compare(DType type, long a, long b, boolean zerosEqual) {
    if (Elements.isFloat(type)) {
      double x = Elements.decodeDouble(type, a);
      double y = Elements.decodeDouble(type, b);
      return zerosEqual && x == y ? 0 : Double.compare(x, y);
    }
    long x = Elements.decodeLong(type, a);
    long y = Elements.decodeLong(type, b);
    return type.kind() == DType.Kind.UINT ? Long.compareUnsigned(x, y) : Long.compare(x, y);
  }

  private static boolean isInvalid(DType type, long bits) {
    return Elements.isFloat(type)
        ? Double.isNaN(Elements.decodeDouble(type, bits))
        : !type.unit().isEmpty() && Elements.decodeLong(type, bits) == Long.MIN_VALUE;
  }

  /// The position of the first extreme element of a line, which goes over all elements or along an
  /// axis at index `k` of the other one.
  private static long expected(NDArray a, int axis, long k, boolean least, boolean zerosEqual) {
    long n = axis < 0 ? a.size() : a.shape(axis);
    long best = 0;
    for (long i = 1; i < n; i++) {
      long bits = element(a, axis, k, i);
      long found = element(a, axis, k, best);
      boolean better;
      if (isInvalid(a.dtype(), bits) || isInvalid(a.dtype(), found)) {
        better = !isInvalid(a.dtype(), found);
      } else {
        int order = compare(a.dtype(), bits, found, zerosEqual);
        better = least ? order < 0 : order > 0;
      }
      best = better ? i : best;
    }
    return best;
  }

  private static long element(NDArray a, int axis, long k, long i) {
    if (axis < 0) {
      return at(a, i / a.shape(1), i % a.shape(1));
    }
    return axis == 0 ? at(a, i, k) : at(a, k, i);
  }

  private static void assertSame(DType type, long found, long expected, String what) {
    boolean same =
        isInvalid(type, expected)
            ? isInvalid(type, found)
            : compare(type, found, expected, false) == 0;
    assertThat(same).as("%s: expected %x but found %x", what, expected, found).isTrue();
  }

  private static void check(NDArray a) {
    DType type = a.dtype();
    for (boolean least : new boolean[] {false, true}) {
      String what = "%s of %s".formatted(least ? "least" : "greatest", a.layout());
      assertThat(least ? Reductions.argmin(a) : Reductions.argmax(a))
          .as(what)
          .isEqualTo(expected(a, -1, 0, least, true));
      long bits = element(a, -1, 0, expected(a, -1, 0, least, false));
      if (Elements.isFloat(type)) {
        double value = least ? a.min() : a.max();
        assertThat(value).as(what).isEqualTo(Double.valueOf(Elements.decodeDouble(type, bits)));
      } else if (type.unit().isEmpty() && compare(type, bits, 0, false) >= 0) {
        long value = Elements.decodeLong(type, bits);
        if (value >= 0) {
          assertThat(least ? a.minLong() : a.maxLong()).as(what).isEqualTo(value);
        }
      }
      for (int axis = 0; axis < 2; axis++) {
        NDArray extremes = least ? Reductions.min(a, axis) : Reductions.max(a, axis);
        NDArray places = least ? Reductions.argmin(a, axis) : Reductions.argmax(a, axis);
        for (int k = 0; k < extremes.size(); k++) {
          String where = what + " on axis " + axis + " at " + k;
          long found =
              Elements.bits(extremes.segment(), extremes.layout().byteOffset(k), extremes.dtype());
          assertSame(type, found, element(a, axis, k, expected(a, axis, k, least, false)), where);
          assertThat(places.getLong(k)).as(where).isEqualTo(expected(a, axis, k, least, true));
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("TYPES")
  void extremes_andPositions(DType type) {
    for (DType order : List.of(type, type.withByteOrder(ArrayCases.otherOrder()))) {
      for (int n : SIZES) {
        boolean special = random.nextBoolean();
        NDArray line = array(order, special, 1, n);
        check(line);
        check(line.flip(1));
        check(array(order, special, n, 1));
        NDArray few = array(order, special, 3, n);
        check(few);
        check(few.transpose());
        check(few.slice(":, ::2"));
        check(array(order, special, 2, n + 1L).sliceAxis(1, 1, n + 1L));
      }
      check(array(order, false, 2, 9000));
    }
  }
}
