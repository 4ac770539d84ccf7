package org.culebra.array.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Conversions whose rows are columns of the source, which go tile by tile: every pair of types in
/// every layout, against the conversion of a packed copy and against single elements.
final class TransposedCastsTest {

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    0.5,
    -1.5,
    2.5,
    255,
    -128,
    65504,
    1e5,
    0x1p31,
    -0x1p63,
    1e300,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    16777217.0
  };

  static final List<DType> SOURCES = ArrayCases.types();

  private final Random random = Seeds.random("TransposedCastsTest");

  /// Sources, most of which are nearest along another axis than their last.
  private List<NDArray> layouts(DType type) {
    return List.of(
        filled(type, 70, 67).transpose(),
        filled(type, 8, 8).transpose(),
        filled(type, 7, 65).transpose(),
        filled(type, 65, 7).transpose(),
        filled(type, 200, 9).transpose(),
        filled(type, 64, 128).transpose().flip(0),
        filled(type, 40, 30).transpose().flip(1).flip(0),
        filled(type, 60, 44).transpose().slice("::2, ::3"),
        filled(type, 60, 44).transpose().slice("::-3, 1::2"),
        filled(type, 9, 20, 17).permute(2, 0, 1),
        filled(type, 9, 20, 17).permute(1, 2, 0),
        filled(type, 9, 20, 17).permute(0, 2, 1),
        filled(type, 4, 5, 17, 8).permute(3, 1, 0, 2),
        filled(type, 33).broadcastTo(40, 33).transpose(),
        filled(type, 33).broadcastTo(40, 33),
        filled(type, 20, 1, 12).broadcastTo(20, 11, 12).permute(2, 1, 0));
  }

  /// The layouts of results: packed, every second element of a row, rows with large gaps, and
  /// another order.
  private static final List<UnaryOperator<NDArray>> PLACES =
      List.of(
          x -> x,
          x -> places(x, x.rank() - 1),
          x -> places(x, 0),
          x -> x.copy().transpose().copy().transpose(),
          x -> x.flip(x.rank() - 1));

  /// An array like another that takes every second index of a longer axis.
  private static NDArray places(NDArray like, int axis) {
    long[] shape = like.shape();
    shape[axis] *= 2;
    return NDArray.zeros(like.dtype(), shape).sliceAxis(axis, 1, Long.MAX_VALUE, 2);
  }

  private NDArray filled(DType type, long... shape) {
    NDArray array = NDArray.zeros(type, shape);
    for (long i = 0; i < array.size(); i++) {
      long at = i * type.itemSize();
      if (Elements.isFloat(type)) {
        double value =
            random.nextInt(3) == 0
                ? SPECIAL[random.nextInt(SPECIAL.length)]
                : (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(66));
        Elements.putBits(array.segment(), at, type, Elements.encodeDouble(type, value));
      } else {
        long value = random.nextLong() >> random.nextInt(64);
        Elements.putBits(array.segment(), at, type, Elements.encodeLong(type, value));
      }
    }
    return array;
  }

  private void assertConverts(NDArray source, DType type, NDArray to) {
    String what = source + " to " + type;
    byte[] expected = source.copy().copy(type).rawBytes();
    to.copyFrom(source, Casting.UNSAFE);
    assertThat(to.rawBytes()).as(what).isEqualTo(expected);
    for (int k = 0; k < 20; k++) {
      NDArray from = source;
      NDArray found = to;
      while (from.rank() > 0) {
        long index = random.nextLong(from.shape(0));
        from = from.select(0, index);
        found = found.select(0, index);
      }
      assertThat(found.rawBytes()).as(what).isEqualTo(from.copy(type).rawBytes());
    }
  }

  @ParameterizedTest
  @FieldSource("SOURCES")
  void everyPair_everyLayout(DType from) {
    List<NDArray> layouts = layouts(from);
    for (DType to : SOURCES) {
      for (NDArray source : layouts) {
        assertConverts(source, to, NDArray.zeros(to, source.shape()));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("SOURCES")
  void everyPlace(DType from) {
    DType to = SOURCES.get(random.nextInt(SOURCES.size()));
    for (NDArray source : layouts(from)) {
      for (UnaryOperator<NDArray> place : PLACES) {
        assertConverts(source, to, place.apply(NDArray.zeros(to, source.shape())));
      }
    }
  }

  @Test
  void complexNumbers_structsAndTimes_comeDownToTheSame() {
    NDArray complex = filled(DType.FLOAT64, 70, 134).reinterpret(DType.COMPLEX128);
    assertConverts(complex.transpose(), DType.COMPLEX64, NDArray.zeros(DType.COMPLEX64, 67, 70));
    DType wide = DType.packed(new Field("a", DType.FLOAT64, 0), new Field("b", DType.INT32, 0));
    DType narrow = DType.packed(new Field("a", DType.FLOAT32, 0), new Field("b", DType.INT64, 0));
    NDArray structs = NDArray.zeros(wide, 40, 50);
    structs.field("a").copyFrom(filled(DType.FLOAT64, 40, 50));
    structs.field("b").copyFrom(filled(DType.INT32, 40, 50));
    assertConverts(structs.transpose(), narrow, NDArray.zeros(narrow, 50, 40));
    NDArray times = NDArray.zeros(DType.datetime64("h"), 40, 50);
    for (long i = 0; i < times.size(); i++) {
      long count = random.nextInt(10) == 0 ? Long.MIN_VALUE : random.nextInt();
      times.segment().setAtIndex(ValueLayout.JAVA_LONG, i, count);
    }
    for (String unit : List.of("s", "D", "M")) {
      DType type = DType.datetime64(unit);
      assertConverts(times.transpose(), type, NDArray.zeros(type, 50, 40));
      DType swapped = type.withByteOrder(ArrayCases.otherOrder());
      assertConverts(times.transpose(), swapped, NDArray.zeros(swapped, 50, 40));
    }
  }

  /// Bigger than the caches: smaller blocks, and many tiles.
  @Test
  void bigArrays() {
    NDArray source = filled(DType.FLOAT64, 1111, 1003).transpose();
    for (DType to : List.of(DType.FLOAT32, DType.INT32, DType.UINT8, DType.FLOAT16)) {
      assertConverts(source, to, NDArray.zeros(to, 1003, 1111));
    }
  }
}
