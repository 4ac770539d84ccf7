package org.culebra.array;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.culebra.array.internal.Errors;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.PyArrayInterface;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The stride of an axis with at most one element means nothing, however great it is, in every
/// operation; all other arithmetic is exact up to the last bit.
final class ExtremeStridesTest {

  private static final int CHAINS = Boolean.getBoolean("culebra.long") ? 1_000_000 : 10_000;

  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private static final long[] EXTREMES = {
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    -(1L << 62),
    -1,
    0,
    1,
    3,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };

  private static final long[] LENGTHS = {1, 1, 1, 1, 1, 2, 2, 3, 4, 7, 1L << 20, (1L << 33) + 1};

  // --- layouts

  private record Step(String what, StridedLayout layout, BigModel model) {}

  @Test
  void chains_anyStrides_areTheSumsOfUnboundedIntegers() {
    Random random = Seeds.random("ExtremeStridesTest.chains");
    int accepted = 0;
    for (int chain = 0; chain < CHAINS; chain++) {
      Step at = start(random);
      if (at == null) {
        continue;
      }
      accepted++;
      assertSame(random, at);
      for (int i = random.nextInt(5); i >= 0; i--) {
        at = step(random, at);
        assertSame(random, at);
      }
    }
    assertThat(accepted).isGreaterThan(CHAINS / 2);
  }

  /// A layout of any strides; null if it is rejected, as it then must be.
  private static @Nullable Step start(Random random) {
    int itemSize = 1 << random.nextInt(4);
    long[] shape = new long[random.nextInt(6)];
    Arrays.setAll(shape, k -> LENGTHS[random.nextInt(LENGTHS.length)]);
    if (shape.length > 0 && random.nextInt(12) == 0) {
      shape[random.nextInt(shape.length)] = 0;
    }
    long[] strides = new long[shape.length];
    Arrays.setAll(strides, k -> stride(random, shape[k]));
    long offset = random.nextInt(6) == 0 ? extreme(random) : random.nextInt(1000);
    String what = "offset %d, shape %s, strides %s, items of %d";
    what = what.formatted(offset, Errors.tuple(shape), Errors.tuple(strides), itemSize);
    if (fits(itemSize, offset, shape, strides)) {
      StridedLayout layout = StridedLayout.of(itemSize, offset, shape, strides);
      return new Step(what, layout, BigModel.of(offset, shape, strides));
    }
    assertThatThrownBy(() -> StridedLayout.of(itemSize, offset, shape, strides))
        .as(what)
        .isExactlyInstanceOf(IllegalArgumentException.class);
    return null;
  }

  private static long stride(Random random, long length) {
    if (length <= 1 || random.nextInt(40) == 0) {
      return extreme(random);
    }
    long widest = Long.MAX_VALUE / (length - 1);
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong(-widest, widest) / 3;
      case 1 -> random.nextBoolean() ? widest : -widest;
      default -> random.nextInt(-64, 65);
    };
  }

  private static long extreme(Random random) {
    return random.nextInt(3) == 0 ? random.nextLong() : EXTREMES[random.nextInt(EXTREMES.length)];
  }

  /// Whether bytes and span of a layout fit a long.
  private static boolean fits(int itemSize, long offset, long[] shape, long[] strides) {
    BigInteger bytes = BigInteger.valueOf(itemSize);
    BigInteger low = BigInteger.valueOf(offset);
    BigInteger high = low.add(bytes);
    boolean empty = false;
    for (int k = 0; k < shape.length; k++) {
      bytes = bytes.multiply(BigInteger.valueOf(Math.max(1, shape[k])));
      BigInteger reach = BigInteger.valueOf(shape[k] - 1).multiply(BigInteger.valueOf(strides[k]));
      low = low.add(reach.min(BigInteger.ZERO));
      high = high.add(reach.max(BigInteger.ZERO));
      empty |= shape[k] == 0;
    }
    boolean spans = low.compareTo(MIN) >= 0 && high.compareTo(MAX) <= 0;
    spans &= high.subtract(low).compareTo(MAX) <= 0;
    return bytes.compareTo(MAX) <= 0 && (empty || spans);
  }

  private static void assertSame(Random random, Step step) {
    StridedLayout layout = step.layout();
    assertThat(layout.shape()).as(step.what()).isEqualTo(step.model().shape());
    if (layout.size() == 0) {
      return;
    }
    for (int i = 0; i < 4; i++) {
      long[] index = layout.shape();
      for (int k = 0; k < index.length; k++) {
        long last = index[k] - 1;
        index[k] =
            switch (random.nextInt(3)) {
              case 0 -> 0;
              case 1 -> last;
              default -> random.nextLong(last + 1);
            };
      }
      BigInteger expected = step.model().offset().apply(index);
      assertThat(BigInteger.valueOf(layout.byteOffset(index)))
          .as("%s at %s", step.what(), Arrays.toString(index))
          .isEqualTo(expected);
      assertThat(BigInteger.valueOf(layout.lowByte()))
          .as(step.what())
          .isLessThanOrEqualTo(expected);
      assertThat(BigInteger.valueOf(layout.highByte())).as(step.what()).isGreaterThan(expected);
    }
  }

  private static Step step(Random random, Step at) {
    int rank = at.layout().rank();
    if (rank == 0 || (rank < 7 && random.nextInt(8) == 0)) {
      return inserted(random, at);
    }
    StridedLayout layout = at.layout();
    BigModel model = at.model();
    int axis = random.nextInt(rank);
    int[] permutation = ArrayCases.randomPermutation(random, rank);
    return switch (random.nextInt(9)) {
      case 0 -> next(at, "flip " + axis, layout.flip(axis), flipped(model, axis));
      case 1 -> next(at, "transpose", layout.transpose(), model.transpose());
      case 2 ->
          next(
              at,
              "permute " + Arrays.toString(permutation),
              layout.permute(permutation),
              model.permute(permutation));
      case 3 -> next(at, "squeeze", layout.squeeze(), model.squeeze());
      case 4 -> selected(random, at, axis);
      case 5 -> diagonal(random, at);
      case 6 -> stretched(random, at);
      case 7 -> reshaped(at);
      default -> sliced(random, at, axis);
    };
  }

  private static Step next(Step at, String what, StridedLayout layout, BigModel model) {
    return new Step(at.what() + "; " + what, layout, model);
  }

  private static BigModel flipped(BigModel model, int axis) {
    return model.sliceAxis(axis, Long.MAX_VALUE, Long.MIN_VALUE, -1);
  }

  private static Step inserted(Random random, Step at) {
    int k = random.nextInt(at.layout().rank() + 1);
    return next(at, "expandDims " + k, at.layout().expandDims(k), at.model().expandDims(k));
  }

  private static Step selected(Random random, Step at, int axis) {
    long length = at.layout().shape(axis);
    if (length == 0) {
      return at;
    }
    long i = random.nextBoolean() ? length - 1 : random.nextLong(length);
    return next(at, "select " + i, at.layout().select(axis, i), at.model().select(axis, i));
  }

  private static Step sliced(Random random, Step at, int axis) {
    long start = bound(random, at.layout().shape(axis));
    long stop = bound(random, at.layout().shape(axis));
    long step = random.nextBoolean() ? extreme(random) : random.nextInt(-3, 4);
    if (step == 0) {
      assertThatThrownBy(() -> at.layout().sliceAxis(axis, start, stop, 0))
          .hasMessage("expected a non-zero slice step but found 0");
      return at;
    }
    String what = "slice %d, %d:%d:%d".formatted(axis, start, stop, step);
    StridedLayout layout = at.layout().sliceAxis(axis, start, stop, step);
    StridedLayout inIndex = at.layout().moveAxis(axis, 0).slice(Index.range(start, stop, step));
    assertThat(inIndex.moveAxis(0, axis)).as("%s; %s", at.what(), what).isEqualTo(layout);
    return next(at, what, layout, at.model().sliceAxis(axis, start, stop, step));
  }

  private static long bound(Random random, long length) {
    return switch (random.nextInt(4)) {
      case 0 -> extreme(random);
      case 1 -> -length + random.nextInt(3);
      default -> random.nextLong(-length - 1, length + 2);
    };
  }

  private static Step diagonal(Random random, Step at) {
    int rank = at.layout().rank();
    if (rank < 2) {
      return at;
    }
    long k = random.nextInt(-4, 5);
    StridedLayout layout = at.layout().diagonal(k, rank - 2, rank - 1);
    return next(at, "diagonal " + k, layout, at.model().diagonal(k));
  }

  /// Broadcast, or in windows.
  private static Step stretched(Random random, Step at) {
    long[] shape = at.layout().shape();
    if (random.nextBoolean() || shape.length > 6 || at.layout().size() == 0) {
      long[] wide = new long[shape.length + 1];
      wide[0] = random.nextInt(3);
      Arrays.setAll(shape, k -> shape[k] == 1 ? 1 + random.nextInt(2) : shape[k]);
      System.arraycopy(shape, 0, wide, 1, shape.length);
      if (!fits(at.layout().itemSize(), 0, wide, new long[wide.length])) {
        return at;
      }
      String what = "broadcast to " + Errors.tuple(wide);
      return next(at, what, at.layout().broadcastTo(wide), at.model().broadcast(wide));
    }
    Arrays.setAll(shape, k -> 1 + random.nextLong(Math.min(shape[k], 3)));
    BigModel windows = at.model().slidingWindow(shape);
    if (!fits(at.layout().itemSize(), 0, windows.shape(), new long[windows.rank()])) {
      return at;
    }
    String what = "windows " + Errors.tuple(shape);
    return next(at, what, at.layout().slidingWindow(shape), windows);
  }

  private static Step reshaped(Step at) {
    if (at.layout().size() == 0) {
      return at;
    }
    long[] shape = {1, at.layout().size(), 1};
    StridedLayout layout = Reshape.view(at.layout(), Order.C, shape);
    if (layout == null) {
      return at;
    }
    return next(at, "reshape " + Errors.tuple(shape), layout, at.model().reshape(shape));
  }

  // --- the cases that were found

  @Test
  void slice_stepTimesStrideBeyond64Bits_leavesOneElement() {
    NDArray a = NDArray.copyOf(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    assertThat(a.slice("::9223372036854775807").toLongArray()).containsExactly(0);
    assertThat(a.slice("::-9223372036854775808").toLongArray()).containsExactly(9);
    assertThat(a.sliceAxis(0, 3, 10, 1L << 60).toLongArray()).containsExactly(3);
    assertThat(a.sliceAxis(0, 9, 0, Long.MIN_VALUE).toLongArray()).containsExactly(9);
    assertThat(a.sliceAxis(0, 0, 9, Long.MIN_VALUE).toLongArray()).isEmpty();
    NDArray one = a.asStrided(new long[] {1}, new long[] {1L << 62});
    assertThat(one.slice("::2").toLongArray()).containsExactly(0);
    assertThat(one.slice("::-2").toLongArray()).containsExactly(0);
    NDArray least = a.asStrided(new long[] {1, 2}, new long[] {Long.MIN_VALUE, 8});
    assertThat(least.flip(0).toLongArray()).containsExactly(0, 1);
  }

  @Test
  void slice_ofNoElements_mayHaveAnyStride() {
    StridedLayout none = StridedLayout.of(8, 0, new long[] {0, 5}, new long[] {8, 1L << 62});
    assertThat(none.sliceAxis(1, 0, 5, 2).shape()).containsExactly(0, 3);
    assertThat(none.sliceAxis(1, 0, 5, Long.MIN_VALUE).shape()).containsExactly(0, 0);
  }

  // --- arrays

  @Test
  void arrays_strangeStridesOnShortAxes_areReadAsOthers() {
    Random random = Seeds.random("ExtremeStridesTest.arrays");
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < CHAINS / 10; i++) {
        long[] shape = new long[1 + random.nextInt(5)];
        Arrays.setAll(shape, k -> 1 + random.nextInt(3) * random.nextInt(2));
        if (random.nextInt(20) == 0) {
          shape[random.nextInt(shape.length)] = 0;
        }
        NDArray plain = NDArray.zeros(arena, DType.FLOAT64, shape);
        plain.mapFrom(plain, x -> random.nextInt(100));
        NDArray view = ArrayCases.randomView(random, plain, random.nextInt(4));
        assertReadAlike(strange(random, view), view);
      }
    }
  }

  /// The same elements, with any strides where they mean nothing.
  private static NDArray strange(Random random, NDArray array) {
    long[] shape = array.shape();
    long[] strides = array.strides();
    Arrays.setAll(strides, k -> shape[k] == 1 || array.size() == 0 ? extreme(random) : strides[k]);
    return array.asStrided(shape, strides);
  }

  private static void assertReadAlike(NDArray found, NDArray expected) {
    String what = found.layout() + " for " + expected.layout();
    assertThat(found.isReadOnly()).as(what).isFalse();
    assertThat(found.isAligned()).as(what).isTrue();
    assertThat(found.isCContiguous()).as(what).isEqualTo(expected.isCContiguous());
    assertThat(found.isFContiguous()).as(what).isEqualTo(expected.isFContiguous());
    assertThat(found.rawBytes()).as(what).isEqualTo(expected.rawBytes());
    assertThat(found.toString()).as(what).isEqualTo(expected.toString());
    assertThat(found.contentEquals(expected)).as(what).isTrue();
    assertThat(found.copy(DType.INT32).toIntArray())
        .as(what)
        .isEqualTo(expected.copy(DType.INT32).toIntArray());
    assertThat(found.copy(Order.K).contentEquals(expected)).as(what).isTrue();
    if (found.size() > 0) {
      assertThat(found.copy(Order.K).squeeze().layout())
          .as(what)
          .isEqualTo(expected.copy(Order.K).squeeze().layout());
    }
    assertThat(found.contiguous(Order.K).contentEquals(expected)).as(what).isTrue();
    assertThat(found.ravel(Order.F).rawBytes())
        .as(what)
        .isEqualTo(expected.ravel(Order.F).rawBytes());
    assertThat(found.mayShareMemory(expected)).as(what).isEqualTo(expected.size() != 0);
    assertThat(found.sum()).as(what).isEqualTo(expected.sum());
    assertViewsAlike(found, expected, what);
    assertDescribedAlike(found, expected, what);
    assertWrittenAlike(found, expected, what);
  }

  private static void assertViewsAlike(NDArray found, NDArray expected, String what) {
    DoubleView view = found.asDoubles();
    ArrayCases.forEachIndex(
        expected.shape(),
        index -> assertThat(view.get(index)).as(what).isEqualTo(expected.getDouble(index)));
    if (found.rank() > 0 && found.size() == 1) {
      NDArray shorts = found.reinterpret(DType.INT16);
      assertThat(shorts.shape(-1)).as(what).isEqualTo(4);
      assertThat(shorts.rawBytes()).as(what).isEqualTo(expected.rawBytes());
    }
    assertThat(found.reinterpret(DType.COMPLEX64).real().toFloatArray())
        .as(what)
        .isEqualTo(expected.reinterpret(DType.COMPLEX64).real().toFloatArray());
  }

  /// Through the descriptors that other libraries read.
  private static void assertDescribedAlike(NDArray found, NDArray expected, String what) {
    ArrayInterface descriptor = ArrayInterface.of(found);
    assertThat(descriptor).as(what).isEqualTo(ArrayInterface.of(expected));
    MemorySegment struct = PyArrayInterface.write(Arena.ofAuto(), found);
    MemorySegment same = PyArrayInterface.write(Arena.ofAuto(), expected);
    long axes = PyArrayInterface.BYTES;
    assertThat(struct.asSlice(axes).toArray(JAVA_LONG))
        .as(what)
        .isEqualTo(same.asSlice(axes).toArray(JAVA_LONG));

    Map<String, @Nullable Object> foreign = new HashMap<>(descriptor.toMap());
    foreign.put("strides", Arrays.stream(found.strides()).boxed().toList());
    NDArray read = ArrayInterface.fromMap(foreign).over(found.segment());
    assertThat(read.contentEquals(expected)).as(what).isTrue();
    NDArray inStruct =
        PyArrayInterface.parse(struct)
            .descriptor(found.shape(), found.strides())
            .over(found.segment());
    assertThat(inStruct.contentEquals(expected)).as(what).isTrue();
  }

  private static void assertWrittenAlike(NDArray found, NDArray expected, String what) {
    NDArray before = expected.copy();
    NDArray next = expected.copy();
    next.mapFrom(before, x -> x + 1);
    found.copyFrom(next);
    assertThat(expected.contentEquals(next)).as(what).isTrue();
    found.mapFrom(before, x -> x + 2);
    expected.mapFrom(expected, x -> x - 2);
    assertThat(found.contentEquals(before)).as(what).isTrue();
  }
}
