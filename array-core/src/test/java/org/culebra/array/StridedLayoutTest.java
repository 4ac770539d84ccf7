package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.culebra.testsupport.Shapes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every view operation against [ElementModel], and every rejection.
final class StridedLayoutTest {

  private static final int CHAINS = 3000;
  private static final int MAX_SIZE = 1500;

  // --- random chains against the model
  // ------------------------------------------------------------

  private record Step(String what, StridedLayout layout, ElementModel model) {}

  @Test
  void chains_everyElement_liesWhereTheModelSays() {
    Random random = Seeds.random("StridedLayoutTest.chains");
    int operations = 0;
    for (int chain = 0; chain < CHAINS; chain++) {
      StridedLayout start = randomLayout(random, chain % 8);
      Step at = new Step("chain " + chain + ": " + start, start, ElementModel.of(start));
      assertSame(at);
      for (int i = random.nextInt(8); i >= 0; i--) {
        at = randomStep(random, at);
        assertSame(at);
        operations++;
      }
    }
    assertThat(operations).isGreaterThan(2 * CHAINS);
  }

  private static StridedLayout randomLayout(Random random, int rank) {
    int itemSize = 1 << random.nextInt(4);
    long[] shape = Shapes.ofRank(random, rank, 200);
    return switch (random.nextInt(4)) {
      case 0 -> StridedLayout.cOrder(itemSize, shape);
      case 1 -> StridedLayout.fOrder(itemSize, shape);
      case 2 -> {
        StridedLayout packed = StridedLayout.cOrder(itemSize, shape);
        yield StridedLayout.of(itemSize, random.nextInt(99), shape, packed.strides());
      }
      default -> {
        long[] strides = new long[rank];
        Arrays.setAll(strides, k -> random.nextInt(-50, 51));
        yield StridedLayout.of(itemSize, 100_000, shape, strides);
      }
    };
  }

  private static void assertSame(Step step) {
    StridedLayout layout = step.layout();
    ElementModel model = step.model();
    String what = step.what();
    assertThat(layout.shape()).as(what).isEqualTo(model.lengths());
    assertThat(layout.rank()).as(what).isEqualTo(model.rank());
    assertThat(layout.strides()).as(what).hasSize(model.rank());
    assertThat(layout.size()).as(what).isEqualTo(model.offsets().size());
    assertThat(layout.byteSize())
        .as(what)
        .isEqualTo((long) model.offsets().size() * layout.itemSize());
    assertThat(ElementModel.of(layout).offsets()).as(what).isEqualTo(model.offsets());
    int[] at = {0};
    ArrayCases.forEachIndex(
        layout.shape(),
        index ->
            assertThat(layout.byteOffset(index)).as(what).isEqualTo(model.offsets().get(at[0]++)));
    assertBounds(layout, model, what);
    assertThat(layout.isCContiguous())
        .as(what)
        .isEqualTo(model.isPacked(layout.itemSize(), Order.C));
    assertThat(layout.isFContiguous())
        .as(what)
        .isEqualTo(model.isPacked(layout.itemSize(), Order.F));
    StridedLayout rebuilt =
        StridedLayout.of(layout.itemSize(), layout.byteOffset(), layout.shape(), layout.strides());
    assertThat(rebuilt).as(what).isEqualTo(layout).hasSameHashCodeAs(layout);
  }

  private static void assertBounds(StridedLayout layout, ElementModel model, String what) {
    if (model.offsets().isEmpty()) {
      assertThat(layout.lowByte()).as(what).isEqualTo(layout.byteOffset());
      assertThat(layout.highByte()).as(what).isEqualTo(layout.byteOffset());
      return;
    }
    long low = Collections.min(model.offsets());
    long high = Collections.max(model.offsets()) + layout.itemSize();
    assertThat(layout.lowByte()).as(what).isEqualTo(low);
    assertThat(layout.highByte()).as(what).isEqualTo(high);
  }

  private static Step randomStep(Random random, Step from) {
    StridedLayout layout = from.layout();
    ElementModel model = from.model();
    int rank = layout.rank();
    int kind = random.nextInt(14);
    if (rank == 0 && kind < 8) {
      return step(from, "expandDims(0)", layout.expandDims(0), model.expandDims(0));
    }
    int axis = rank == 0 ? 0 : random.nextInt(rank);
    int spelled = random.nextBoolean() ? axis : axis - rank;
    return switch (kind) {
      case 0, 1 -> sliceStep(random, from, axis, spelled);
      case 2 -> selectStep(random, from, axis, spelled);
      case 3 -> flipStep(from, axis, spelled);
      case 4 -> swapStep(random, from, axis, spelled);
      case 5 -> moveStep(random, from, axis, spelled);
      case 6 -> diagonalStep(random, from, axis, spelled);
      case 7 -> windowStep(random, from);
      case 8 -> permuteStep(random, from);
      case 9 -> step(from, "transpose", layout.transpose(), model.permute(reversedAxes(rank)));
      case 10 -> expandStep(random, from);
      case 11 -> squeezeStep(random, from);
      case 12 -> broadcastStep(random, from);
      default -> reshapeStep(random, from);
    };
  }

  private static Step step(Step from, String what, StridedLayout layout, ElementModel model) {
    return new Step(from.what() + " -> " + what, layout, model);
  }

  private static Step sliceStep(Random random, Step from, int axis, int spelled) {
    long n = from.layout().shape(axis);
    long start = randomBound(random, n);
    long stop = randomBound(random, n);
    long step = random.nextLong(1, 4) * (random.nextBoolean() ? 1 : -1);
    Step to =
        step(
            from,
            "sliceAxis(%d, %d, %d, %d)".formatted(spelled, start, stop, step),
            from.layout().sliceAxis(spelled, start, stop, step),
            from.model().sliceAxis(axis, start, stop, step));
    boolean empty = to.layout().shape(axis) == 0;
    long stride = from.layout().stride(axis);
    assertThat(to.layout().stride(axis)).as(to.what()).isEqualTo(empty ? stride : stride * step);
    if (empty) {
      assertThat(to.layout().byteOffset()).as(to.what()).isEqualTo(from.layout().byteOffset());
    }
    return to;
  }

  private static long randomBound(Random random, long n) {
    return switch (random.nextInt(8)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Long.MAX_VALUE;
      default -> random.nextLong(-n - 3, n + 4);
    };
  }

  private static Step selectStep(Random random, Step from, int axis, int spelled) {
    long n = from.layout().shape(axis);
    if (n == 0) {
      return from;
    }
    long i = random.nextLong(n);
    long index = random.nextBoolean() ? i : i - n;
    return step(
        from,
        "select(%d, %d)".formatted(spelled, index),
        from.layout().select(spelled, index),
        from.model().select(axis, i));
  }

  private static Step flipStep(Step from, int axis, int spelled) {
    return step(
        from,
        "flip(%d)".formatted(spelled),
        from.layout().flip(spelled),
        from.model().sliceAxis(axis, Long.MAX_VALUE, Long.MIN_VALUE, -1));
  }

  private static Step swapStep(Random random, Step from, int axis, int spelled) {
    int rank = from.layout().rank();
    int other = random.nextInt(rank);
    int[] axes = IntStream.range(0, rank).toArray();
    axes[axis] = other;
    axes[other] = axis;
    Step to =
        step(
            from,
            "swapAxes(%d, %d)".formatted(spelled, other),
            from.layout().swapAxes(spelled, other),
            from.model().permute(axes));
    assertStridesPermuted(from, to, axes);
    return to;
  }

  private static void assertStridesPermuted(Step from, Step to, int... axes) {
    long[] strides = Arrays.stream(axes).mapToLong(k -> from.layout().strides()[k]).toArray();
    assertThat(to.layout().strides()).as(to.what()).isEqualTo(strides);
    assertThat(to.layout().byteOffset()).as(to.what()).isEqualTo(from.layout().byteOffset());
  }

  private static Step moveStep(Random random, Step from, int axis, int spelled) {
    int rank = from.layout().rank();
    int to = random.nextInt(rank);
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    axes.remove(Integer.valueOf(axis));
    axes.add(to, axis);
    int[] order = axes.stream().mapToInt(Integer::intValue).toArray();
    Step moved =
        step(
            from,
            "moveAxis(%d, %d)".formatted(spelled, to - rank),
            from.layout().moveAxis(spelled, to - rank),
            from.model().permute(order));
    assertStridesPermuted(from, moved, order);
    return moved;
  }

  private static Step permuteStep(Random random, Step from) {
    int rank = from.layout().rank();
    int[] axes = ArrayCases.randomPermutation(random, rank);
    int[] spelled = Arrays.stream(axes).map(a -> random.nextBoolean() ? a : a - rank).toArray();
    Step to =
        step(
            from,
            "permute" + Arrays.toString(spelled),
            from.layout().permute(spelled),
            from.model().permute(axes));
    assertStridesPermuted(from, to, axes);
    return to;
  }

  private static Step diagonalStep(Random random, Step from, int axis, int spelled) {
    int rank = from.layout().rank();
    if (rank < 2) {
      return from;
    }
    int other = (axis + 1 + random.nextInt(rank - 1)) % rank;
    int k = random.nextInt(-4, 5);
    return step(
        from,
        "diagonal(%d, %d, %d)".formatted(k, spelled, other),
        from.layout().diagonal(k, spelled, other),
        from.model().diagonal(k, axis, other));
  }

  private static Step windowStep(Random random, Step from) {
    StridedLayout layout = from.layout();
    if (layout.rank() > 3 || layout.size() == 0) {
      return from;
    }
    long[] window = layout.shape();
    double size = 1;
    for (int k = 0; k < window.length; k++) {
      window[k] = 1 + random.nextLong(window[k]);
      size *= window[k] * (layout.shape(k) - window[k] + 1);
    }
    if (size > MAX_SIZE) {
      return from;
    }
    return step(
        from,
        "slidingWindow" + Arrays.toString(window),
        layout.slidingWindow(window),
        from.model().slidingWindow(window));
  }

  private static Step expandStep(Random random, Step from) {
    int rank = from.layout().rank();
    if (rank == 7) {
      return from;
    }
    int position = random.nextInt(rank + 1);
    int spelled = random.nextBoolean() ? position : position - rank - 1;
    return step(
        from,
        "expandDims(%d)".formatted(spelled),
        from.layout().expandDims(spelled),
        from.model().expandDims(position));
  }

  private static Step squeezeStep(Random random, Step from) {
    int[] ones =
        IntStream.range(0, from.layout().rank()).filter(k -> from.layout().shape(k) == 1).toArray();
    if (ones.length == 0 || random.nextBoolean()) {
      return step(from, "squeeze", from.layout().squeeze(), from.model().squeeze());
    }
    int one = ones[random.nextInt(ones.length)];
    return step(
        from, "squeeze(" + one + ")", from.layout().squeeze(one), from.model().select(one, 0));
  }

  private static Step broadcastStep(Random random, Step from) {
    StridedLayout layout = from.layout();
    int lead = layout.rank() < 6 ? random.nextInt(2) : 0;
    long[] shape = new long[lead + layout.rank()];
    for (int k = 0; k < shape.length; k++) {
      long old = k < lead ? 1 : layout.shape(k - lead);
      shape[k] = old == 1 ? random.nextInt(4) : old;
    }
    if (Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b) > MAX_SIZE) {
      return from;
    }
    Step to =
        step(
            from,
            "broadcastTo" + Arrays.toString(shape),
            layout.broadcastTo(shape),
            from.model().broadcastTo(shape));
    for (int k = 0; k < shape.length; k++) {
      boolean kept = k >= lead && layout.shape(k - lead) == shape[k];
      assertThat(to.layout().stride(k)).as(to.what()).isEqualTo(kept ? layout.stride(k - lead) : 0);
    }
    return to;
  }

  private static Step reshapeStep(Random random, Step from) {
    long[] shape = randomFactors(random, from.layout().size());
    ElementModel model = from.model().reshape(shape);
    StridedLayout reshaped = Reshape.view(from.layout(), Order.C, shape);
    String what = from.what() + " -> reshape" + Arrays.toString(shape);
    assertThat(reshaped != null).as(what).isEqualTo(model.isStrided());
    return reshaped == null ? from : new Step(what, reshaped, model);
  }

  private static long[] randomFactors(Random random, long size) {
    long[] shape = new long[1 + random.nextInt(5)];
    long left = size;
    for (int k = 0; k < shape.length - 1; k++) {
      long factor = random.nextLong(1, 7);
      shape[k] = left > 0 && left % factor == 0 ? factor : 1;
      left /= shape[k];
    }
    shape[shape.length - 1] = left;
    if (random.nextBoolean()) {
      for (int i = 0, j = shape.length - 1; i < j; i++, j--) {
        long swapped = shape[i];
        shape[i] = shape[j];
        shape[j] = swapped;
      }
    }
    return shape;
  }

  private static int[] reversedAxes(int rank) {
    int[] axes = new int[rank];
    Arrays.setAll(axes, k -> rank - 1 - k);
    return axes;
  }

  @Test
  void sliceOfEntries_isTheSameAsOneOperationAfterTheOther() {
    Random random = Seeds.random("StridedLayoutTest.sliceOfEntries");
    for (int i = 0; i < 2000; i++) {
      StridedLayout layout = StridedLayout.cOrder(8, Shapes.nonEmpty(random, i % 8, 200));
      assertSame(entriesStep(random, layout));
    }
  }

  private static Step entriesStep(Random random, StridedLayout layout) {
    List<Index> entries = new ArrayList<>();
    ElementModel model = ElementModel.of(layout);
    int axis = 0;
    int skipAt = random.nextInt(2 * layout.rank() + 1);
    for (int source = 0; source < layout.rank(); ) {
      switch (random.nextInt(4)) {
        case 0 -> {
          long n = layout.shape(source++);
          long at = random.nextLong(-n, n);
          entries.add(Index.at(at));
          model = model.select(axis, at < 0 ? at + n : at);
        }
        case 1 -> {
          long n = layout.shape(source++);
          long start = randomBound(random, n);
          long stop = randomBound(random, n);
          entries.add(Index.range(start, stop, 2));
          model = model.sliceAxis(axis++, start, stop, 2);
        }
        case 2 -> {
          source++;
          entries.add(Index.reversed());
          model = model.sliceAxis(axis++, Long.MAX_VALUE, Long.MIN_VALUE, -1);
        }
        default -> {
          if (entries.size() == skipAt && !entries.contains(Index.ellipsis())) {
            int skipped = random.nextInt(layout.rank() - source + 1);
            // The ellipsis takes what the rest leaves over, so the rest must be exact.
            entries.add(Index.ellipsis());
            axis += skipped;
            source += skipped;
          } else if (entries.stream().filter(e -> e.equals(Index.newAxis())).count() < 2) {
            entries.add(Index.newAxis());
            model = model.expandDims(axis++);
          }
        }
      }
    }
    String what = layout + " -> slice" + entries;
    return new Step(what, layout.slice(entries.toArray(Index[]::new)), model);
  }

  // --- one by one
  // ---------------------------------------------------------------------------------

  @Test
  void parts_areCopiedInAndOut() {
    long[] shape = {2, 3, 4, 5, 6};
    long[] strides = {1, 2, 3, 4, 5};
    StridedLayout layout = StridedLayout.of(1, 7, shape, strides);
    shape[0] = 99;
    strides[0] = 99;
    layout.shape()[1] = 99;
    layout.strides()[1] = 99;
    assertThat(layout.shape()).containsExactly(2, 3, 4, 5, 6);
    assertThat(layout.strides()).containsExactly(1, 2, 3, 4, 5);
    assertThat(layout.byteOffset()).isEqualTo(7);
  }

  @Test
  void equals_needsEveryPart() {
    StridedLayout one = StridedLayout.cOrder(8, 2, 3);
    assertThat(one)
        .isEqualTo(StridedLayout.cOrder(8, 2, 3))
        .isNotEqualTo(StridedLayout.cOrder(8, 3, 2))
        .isNotEqualTo(StridedLayout.fOrder(8, 2, 3))
        .isNotEqualTo(StridedLayout.of(4, 0, one.shape(), one.strides()))
        .isNotEqualTo(StridedLayout.of(8, 1, one.shape(), one.strides()))
        .isNotEqualTo(StridedLayout.cOrder(8, 2, 3, 1))
        .isNotEqualTo("layout");
  }

  @Test
  void toString_saysAll() {
    assertThat(StridedLayout.cOrder(8, 3, 4))
        .hasToString("shape (3, 4), strides (32, 8), offset 0, item size 8");
    assertThat(StridedLayout.cOrder(2)).hasToString("shape (), strides (), offset 0, item size 2");
    assertThat(StridedLayout.of(1, 5, new long[] {7}, new long[] {-2}))
        .hasToString("shape (7,), strides (-2,), offset 5, item size 1");
  }

  @Test
  void negativeAxis_countsFromTheEnd() {
    StridedLayout layout = StridedLayout.cOrder(8, 2, 3, 4, 5, 6);
    assertThat(layout.shape(-1)).isEqualTo(6);
    assertThat(layout.shape(-5)).isEqualTo(2);
    assertThat(layout.stride(-1)).isEqualTo(8);
    assertThat(layout.sliceAxis(-2, 1, 3, 1).shape()).containsExactly(2, 3, 4, 2, 6);
    assertThat(layout.select(-5, 1).shape()).containsExactly(3, 4, 5, 6);
  }

  // --- rejections
  // -----------------------------------------------------------------------------------

  @Test
  void itemSize_mustBePositive() {
    Rejections.argument(
        "expected an item size of at least 1 byte but found 0", () -> StridedLayout.cOrder(0, 2));
    Rejections.argument(
        "expected an item size of at least 1 byte but found -8",
        () -> StridedLayout.of(-8, 0, new long[0], new long[0]));
  }

  @Test
  void strides_mustBeAsManyAsAxes() {
    Rejections.argument(
        "expected 2 strides for shape (2, 3) but found 1: (8,)",
        () -> StridedLayout.of(8, 0, new long[] {2, 3}, new long[] {8}));
    Rejections.argument(
        "expected 0 strides for shape () but found 2: (8, 8)",
        () -> StridedLayout.of(8, 0, new long[] {}, new long[] {8, 8}));
  }

  @Test
  void span_mustFitALong() {
    Rejections.argument(
        "expected strides that span at most 2^63-1 bytes but found shape (3,) with strides"
            + " (4611686018427387904,)",
        () -> StridedLayout.of(8, 0, new long[] {3}, new long[] {1L << 62}));
    Rejections.argument(
        "expected strides that span at most 2^63-1 bytes but found shape (2, 2) with strides"
            + " (-9223372036854775808, 9223372036854775807)",
        () ->
            StridedLayout.of(1, 0, new long[] {2, 2}, new long[] {Long.MIN_VALUE, Long.MAX_VALUE}));
    Rejections.argument(
        "expected strides that span at most 2^63-1 bytes but found shape () with strides ()",
        () -> StridedLayout.of(8, Long.MAX_VALUE - 7, new long[0], new long[0]));
  }

  @Test
  void span_atTheLimit_isAccepted() {
    StridedLayout layout = StridedLayout.of(1, 0, new long[] {2}, new long[] {Long.MAX_VALUE - 1});
    assertThat(layout.highByte()).isEqualTo(Long.MAX_VALUE);
    assertThat(layout.byteOffset(1)).isEqualTo(Long.MAX_VALUE - 1);
    StridedLayout back = layout.flip(0);
    assertThat(back.lowByte()).isZero();
    assertThat(back.byteOffset(0)).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(back.byteOffset(1)).isZero();
  }

  static Stream<StridedLayout> ranks() {
    return Stream.of(
        StridedLayout.cOrder(8, 3),
        StridedLayout.cOrder(8, 3, 3, 3, 3),
        StridedLayout.cOrder(8, 3, 3, 3, 3, 3));
  }

  @ParameterizedTest
  @MethodSource("ranks")
  void axis_thatIsNotThere_isRejectedEverywhere(StridedLayout layout) {
    int r = layout.rank();
    for (int axis : new int[] {r, -r - 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      String message = "expected an axis in [%d, %d) but found %d".formatted(-r, r, axis);
      Rejections.argument(message, () -> layout.shape(axis));
      Rejections.argument(message, () -> layout.stride(axis));
      Rejections.argument(message, () -> layout.sliceAxis(axis, 0, 1, 1));
      Rejections.argument(message, () -> layout.select(axis, 0));
      Rejections.argument(message, () -> layout.flip(axis));
      Rejections.argument(message, () -> layout.swapAxes(0, axis));
      Rejections.argument(message, () -> layout.swapAxes(axis, 0));
      Rejections.argument(message, () -> layout.moveAxis(axis, 0));
      Rejections.argument(message, () -> layout.moveAxis(0, axis));
      Rejections.argument(message, () -> layout.diagonal(0, 0, axis));
      Rejections.argument(message, () -> layout.diagonal(0, axis, 0));
      Rejections.argument(message, () -> layout.squeeze(axis));
    }
  }

  @Test
  void axis_ofRankZero_isRejected() {
    Rejections.argument(
        "expected an axis in [0, 0) but found 0", () -> StridedLayout.cOrder(8).shape(0));
    Rejections.argument(
        "expected an axis in [0, 0) but found -1", () -> StridedLayout.cOrder(8).flip(-1));
  }

  @Test
  void byteOffset_outOfRange_namesTheFirstWrongAxis() {
    StridedLayout layout = StridedLayout.cOrder(8, 2, 3, 4, 5, 6);
    Rejections.index(
        "expected an index in [0, 4) on axis 2 but found 4; shape (2, 3, 4, 5, 6)",
        () -> layout.byteOffset(0, 0, 4, 0, 99));
    Rejections.index(
        "expected an index in [0, 2) on axis 0 but found -1; shape (2, 3, 4, 5, 6)",
        () -> layout.byteOffset(-1, 0, 0, 0, 0));
    Rejections.argument(
        "expected 5 indices for shape (2, 3, 4, 5, 6) but found 1: (0,)",
        () -> layout.byteOffset(0));
    Rejections.argument(
        "expected 0 indices for shape () but found 1: (0,)",
        () -> StridedLayout.cOrder(8).byteOffset(0));
  }

  @Test
  void slidingWindow_rejections() {
    StridedLayout layout = StridedLayout.cOrder(8, 4, 5);
    Rejections.argument(
        "expected 2 window lengths for shape (4, 5) but found (2,)", () -> layout.slidingWindow(2));
    Rejections.argument(
        "expected a window length in [1, 5] on axis 1 but found 6",
        () -> layout.slidingWindow(4, 6));
    Rejections.argument(
        "expected a window length in [1, 4] on axis 0 but found 0",
        () -> layout.slidingWindow(0, 1));
    Rejections.argument(
        "expected a shape of at most 2^63-1 bytes but found (2305843009213693953,"
            + " 2305843009213693952) of 1 bytes each",
        () -> StridedLayout.cOrder(1, 1L << 62).slidingWindow(1L << 61));
  }

  @Test
  void diagonal_ofOneAxis_isRejected() {
    Rejections.argument(
        "expected two different axes but found axis 1 twice",
        () -> StridedLayout.cOrder(8, 3, 3).diagonal(0, 1, -1));
  }

  @Test
  void diagonal_farAway_isEmpty() {
    StridedLayout layout = StridedLayout.cOrder(8, 3, 4);
    for (long k : new long[] {4, -3, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(layout.diagonal(k, 0, 1).shape()).containsExactly(0);
    }
  }

  /// Sums of strides are exact also where nothing is touched: the rejection is ours, not the JDK's.
  @Test
  void diagonal_ofHugeStridesWithoutElements_neverThrowsArithmeticException() {
    long huge = Long.MAX_VALUE;
    StridedLayout layout = StridedLayout.of(8, 0, new long[] {0, 2, 2}, new long[] {8, huge, huge});
    assertThat(layout.size()).isZero();
    try {
      assertThat(layout.diagonal(0, 1, 2).shape()).containsExactly(0, 2);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("expected ");
    }
  }

  @Test
  void isExhaustive_whereElementsFillTheirBytes() {
    StridedLayout packed = StridedLayout.cOrder(8, 2, 3, 4);
    assertThat(packed.isExhaustive()).isTrue();
    assertThat(packed.permute(1, 2, 0).flip(1).isExhaustive()).isTrue();
    assertThat(packed.sliceAxis(2, 0, 2, 1).isExhaustive()).isFalse();
    assertThat(packed.sliceAxis(0, 1, 2, 1).isExhaustive()).isTrue();
    assertThat(StridedLayout.cOrder(8).isExhaustive()).isTrue();
    assertThat(StridedLayout.cOrder(8, 0, 3).isExhaustive()).isTrue();
    assertThat(StridedLayout.cOrder(8, 1).broadcastTo(3).isExhaustive()).isFalse();
    // As many bytes as the elements fill, but one is missing and one is in two.
    StridedLayout odd = StridedLayout.of(1, 0, new long[] {2, 2, 2}, new long[] {1, 1, 5});
    assertThat(odd.highByte() - odd.lowByte()).isEqualTo(odd.byteSize());
    assertThat(odd.isExhaustive()).isFalse();
  }

  @Test
  void newAxis_inFullRank_isTakenWhereAnIndexTakesOneAway() {
    long[] shape = new long[64];
    Arrays.fill(shape, 1);
    StridedLayout full = StridedLayout.cOrder(8, shape);
    assertThat(full.slice(Index.at(0), Index.newAxis()).rank()).isEqualTo(64);
    assertThat(full.slice(Index.newAxis(), Index.at(0)).rank()).isEqualTo(64);
  }

  @Test
  void newAxis_beyondFullRank_isRejected() {
    long[] shape = new long[64];
    Arrays.fill(shape, 1);
    Rejections.argument(
        "expected at most 64 axes but found 65",
        () -> StridedLayout.cOrder(8, shape).slice(Index.newAxis()));
  }

  @Test
  void step_thatCannotBeNegated_isAsWideAsAnyAxis() {
    StridedLayout last = StridedLayout.cOrder(8, 5).sliceAxis(0, 4, 0, Long.MIN_VALUE);
    assertThat(last).isEqualTo(StridedLayout.of(8, 32, new long[] {1}, new long[] {8}));
  }
}
